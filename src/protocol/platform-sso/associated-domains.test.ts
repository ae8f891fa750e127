import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import samples from '#test/vectors/platform-sso/document-samples.json' with { type: 'json' };
import { type JsonObject, parseJsonObject } from '../encoding/json.ts';
import { associationPath, encodeAssociation, parseAssociation } from './associated-domains.ts';

describe('The association file (section 9)', () => {
  it('is where the Associated Domains service asks for it', () => {
    assert.equal(associationPath, '/.well-known/apple-app-site-association');
  });

  it('is the documented sample, in both directions', () => {
    const { apps } = samples.associationFile.authsrv;
    assert.deepEqual(parseAssociation(samples.associationFile), apps);
    assert.deepEqual(JSON.parse(encodeAssociation(apps)), samples.associationFile);
  });

  it('allows nobody when it says nothing of authsrv', () => {
    for (const file of [
      {},
      { applinks: { apps: ['A'] } },
      { authsrv: {} },
      { authsrv: ['A'] },
      { authsrv: { apps: 'A' } },
    ])
      assert.deepEqual(parseAssociation(file), []);
    assert.deepEqual(parseAssociation({ authsrv: { apps: ['A', 1, null] } }), ['A']);
  });

  it('reads back after encoding, and never throws for any JSON (property)', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string()),
        fc.dictionary(fc.constantFrom('authsrv', 'apps'), fc.jsonValue()),
        (apps, any) => {
          assert.deepEqual(parseAssociation(parseJsonObject(encodeAssociation(apps)) ?? {}), apps);
          assert.ok(Array.isArray(parseAssociation(JSON.parse(JSON.stringify(any)) as JsonObject)));
        },
      ),
    );
  });
});
