import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type AttestationFault, createAttestationAuthority } from '#apple/attestation-authority.ts';
import { toBase64 } from '#protocol/encoding/base64.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import { systemRandom } from '#runtime/random.ts';
import { codeOf, expected, type Reply } from './contract/reply.ts';
import { TestMac } from './contract/test-mac.ts';
import { noon, openProvider, type Provider } from './contract/test-provider.ts';

const authority = createAttestationAuthority({ clock: { now: () => noon }, random: systemRandom });
let provider: Provider;
before(async () => {
  const simulatedRoots = [authority.rootCertificate];
  provider = await openProvider({ simulatedRoots, settings: { attestation: 'required' } });
});
after(() => provider.close());

async function registerAttested(mac: TestMac, fault?: AttestationFault): Promise<Reply> {
  const nonce = await mac.nonce();
  const chain = authority.attest({
    key: mac.signing.publicKey,
    clientDataHash: nodeCrypto.sha256(utf8(nonce)),
    serialNumber: mac.serialNumber,
    udid: mac.udid,
    ...(fault === undefined ? {} : { fault }),
  });
  return mac.registerDevice(undefined, { nonce, claims: { attestation: chain.map((der) => toBase64(der)) } });
}

test('a key that the configured authority vouches for is registered, and the record says who vouched (section 5.9)', async () => {
  const mac = new TestMac(provider);
  expected(await registerAttested(mac));
  const found = await provider.feature.administration.device(mac.serialNumber);
  assert.equal(found?.device.attestation, 'simulated');
});

const reasons: Readonly<Record<AttestationFault, string>> = {
  'wrong-freshness': 'attestation_wrong_freshness',
  'missing-freshness': 'attestation_missing_freshness',
  'wrong-key': 'attestation_wrong_key',
  'other-serial-number': 'attestation_wrong_serial_number',
  'other-udid': 'attestation_wrong_udid',
  'self-made-root': 'attestation_untrusted_root',
  'expired-leaf': 'attestation_expired',
};

for (const [fault, reason] of Object.entries(reasons)) {
  test(`an attestation with the fault ${fault} is refused as ${reason} (section 5.9)`, async () => {
    const reply = await registerAttested(new TestMac(provider), fault as AttestationFault);
    assert.equal(codeOf(reply), 'attestation_invalid');
    assert.equal(reply.status, 403);
    assert.equal(provider.refused.at(-1)?.detail?.['reason'], reason);
  });
}

test('an attestation of one registration does not serve another: the nonce is its freshness (section 5.9)', async () => {
  const mac = new TestMac(provider);
  const nonce = await mac.nonce();
  const chain = authority.attest({
    key: mac.signing.publicKey,
    clientDataHash: nodeCrypto.sha256(utf8(nonce)),
    serialNumber: mac.serialNumber,
    udid: mac.udid,
  });
  const attestation = chain.map((der) => toBase64(der));
  assert.equal(codeOf(await mac.registerDevice(undefined, { claims: { attestation } })), 'attestation_invalid');
  expected(await mac.registerDevice(undefined, { nonce, claims: { attestation } }));
});

test('without a configured root the simulated authority is believed by nobody (section 5.9)', async () => {
  const production = await openProvider();
  const reply = await registerAttested(new TestMac(production));
  assert.equal(codeOf(reply), 'attestation_invalid');
  assert.equal(production.refused.at(-1)?.detail?.['reason'], 'attestation_untrusted_root');
  await production.close();
});
