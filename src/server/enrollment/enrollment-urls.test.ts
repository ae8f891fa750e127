import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { enrollmentSecret, enrollmentUrl, recogniseEnrollment, webEnrollmentUrl } from './enrollment-urls.ts';

const key = new Uint8Array(32).fill(1);
const mac = { kind: 'mac', serialNumber: 'C02TEST00001' } as const;

describe('Enrollment addresses (Apple, Profile: url, configuration_web_url)', () => {
  it('are the same for the same Mac each time, and another for each other', () => {
    assert.equal(enrollmentUrl('https://m', key, mac), enrollmentUrl('https://m', key, mac));
    const addresses = [mac, { ...mac, serialNumber: 'C02TEST00002' }, { kind: 'organisation' } as const];
    assert.equal(new Set(addresses.map((address) => enrollmentUrl('https://m', key, address))).size, 3);
    assert.equal(webEnrollmentUrl('https://m', key, mac), `${enrollmentUrl('https://m', key, mac)}/web`);
  });

  it('say whom they were given to, whatever the serial number (property)', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'grapheme-ascii' }), (serialNumber) => {
        const address = { kind: 'mac', serialNumber } as const;
        assert.deepEqual(recogniseEnrollment(key, enrollmentSecret(key, address)), address);
      }),
    );
    assert.deepEqual(recogniseEnrollment(key, enrollmentSecret(key, { kind: 'organisation' })), {
      kind: 'organisation',
    });
  });

  it('cannot be made up: not of random text, another key, or parts of two', () => {
    fc.assert(fc.property(fc.string(), (any) => assert.equal(recogniseEnrollment(key, any), undefined)));
    const [name = '', tag = ''] = enrollmentSecret(key, mac).split('.');
    const [other = ''] = enrollmentSecret(key, { ...mac, serialNumber: 'C02TEST00002' }).split('.');
    assert.equal(recogniseEnrollment(new Uint8Array(32).fill(2), `${name}.${tag}`), undefined);
    assert.equal(recogniseEnrollment(key, `${other}.${tag}`), undefined);
    assert.equal(recogniseEnrollment(key, `organisation.${tag}`), undefined);
    assert.equal(recogniseEnrollment(key, `${name}.${tag.slice(0, -1)}`), undefined);
    assert.equal(recogniseEnrollment(key, name), undefined);
  });
});
