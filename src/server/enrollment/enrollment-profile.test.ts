import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parsePlist } from '#protocol/encoding/plist/plist.ts';
import { asDictionary, dictionariesAt, stringAt } from '#protocol/encoding/plist/reading.ts';
import { checkAgainst } from '#protocol/schema/check.ts';
import { payloadTables } from '#protocol/schema/payload-tables.ts';
import { systemRandom } from '#runtime/random.ts';
import { authority } from '#protocol/x509/contract/test-authority.ts';
import { hasAppleSilicon } from './apple-silicon.ts';
import { type IdentityMeans, renderEnrollmentProfile } from './enrollment-profile.ts';

const topic = 'com.apple.mgmt.External.9b1d9a4e';
const settings = { publicUrl: 'https://mdm.example.org', organisation: 'Example', tlsRoot: undefined };
const scep: IdentityMeans = { protocol: 'scep', challenge: 'c' };
const acme: IdentityMeans = { protocol: 'acme', clientIdentifier: 'i' };

function render(means: IdentityMeans, tlsRoot?: Uint8Array) {
  const bytes = renderEnrollmentProfile({ ...settings, tlsRoot }, means, topic, systemRandom);
  const profile = asDictionary(parsePlist(bytes));
  return { bytes, profile, payloads: dictionariesAt(profile, 'PayloadContent') };
}

describe('The enrollment profile (Apple, MDM, SCEP and ACMECertificate payloads; appendix B)', () => {
  for (const means of [scep, acme]) {
    it(`keeps to Apple's schema in every payload, by ${means.protocol}`, () => {
      const { profile, payloads } = render(means, authority('Root').certificate.raw);
      const tableOf = (name: string) => payloadTables.find((table) => table.name === name) ?? assert.fail(name);
      assert.equal(payloads.length, 3);
      for (const payload of payloads) {
        assert.deepEqual(checkAgainst(tableOf(stringAt(payload, 'PayloadType')), payload, { macos: '26.1' }), []);
      }
      assert.deepEqual(checkAgainst(tableOf('TopLevel'), profile, { macos: '26.1' }), []);
    });
  }

  it('ties management to the identity, signs every message, and names the addresses of the server', () => {
    const { payloads } = render(scep);
    const [identity, management] = payloads;
    assert.ok(identity && management);
    assert.equal(management['IdentityCertificateUUID'], identity['PayloadUUID']);
    assert.equal(management['ServerURL'], 'https://mdm.example.org/mdm');
    assert.equal(management['CheckInURL'], 'https://mdm.example.org/mdm/checkin');
    assert.equal(management['Topic'], topic);
    assert.equal(management['SignMessage'], true);
    assert.equal(management['AccessRights'], 8191);
    assert.equal(management['CheckOutWhenRemoved'], true);
  });

  it('keeps its identifiers over renderings, with UUIDs of their own: a renewal replaces it', () => {
    const [one, two] = [render(scep), render(acme)];
    const identifiers = ({ profile, payloads }: typeof one) =>
      [profile, ...payloads].map((part) => part['PayloadIdentifier']);
    assert.deepEqual(identifiers(one), identifiers(two));
    assert.notEqual(one.profile['PayloadUUID'], two.profile['PayloadUUID']);
  });

  it('is given with ACME only to models with Apple silicon', () => {
    const apple = [
      'Mac13,1',
      'Mac15,6',
      'MacBookPro17,1',
      'MacBookPro18,2',
      'MacBookAir10,1',
      'Macmini9,1',
      'iMac21,1',
    ];
    assert.deepEqual(
      apple.filter((model) => !hasAppleSilicon(model)),
      [],
    );
    const other = [
      'MacBookPro16,1',
      'MacBookAir9,1',
      'Macmini8,1',
      'iMac20,2',
      'iMacPro1,1',
      'MacPro7,1',
      'VirtualMac2,1',
      '',
    ];
    assert.deepEqual(
      other.filter((model) => hasAppleSilicon(model)),
      [],
    );
  });
});
