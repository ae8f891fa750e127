import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { aaguidName, aaguidNames, isAaguid, noAaguid, virtualMacAaguid } from './aaguids.ts';

describe('Models of authenticators (W3C WebAuthn section 6.5.1)', () => {
  it('are known by lower-case UUIDs', () => {
    for (const aaguid of [...aaguidNames.keys(), noAaguid]) assert.ok(isAaguid(aaguid), aaguid);
    assert.equal(isAaguid(virtualMacAaguid.toUpperCase()), false);
    assert.equal(isAaguid(`${virtualMacAaguid}0`), false);
  });

  it('have a name for people where they are common', () => {
    assert.equal(aaguidName(virtualMacAaguid), 'Virtual Mac');
    assert.equal(aaguidName(noAaguid), undefined);
  });
});
