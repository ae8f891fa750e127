import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { CmsError } from '#protocol/cms/cms-error.ts';
import { makeTestSigner, runOpenssl } from '#protocol/cms/contract/openssl-cms.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { authority, day, issue, now, testKey } from '#protocol/x509/contract/test-authority.ts';
import { appleIphoneDeviceAuthority } from '#protocol/x509/apple-roots.ts';
import { formatName } from '#protocol/x509/name.ts';
import { parsePublicKey } from '#protocol/x509/public-key.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import { messageSigner } from '#runtime/rsa.ts';
import { verifySignature } from '#runtime/verify-signature.ts';
import { AdeMessageError } from './ade-message-error.ts';
import { encodeMachineInfo, parseMachineInfo } from './machine-info.ts';
import {
  decodeDeviceInfoHeader,
  type DeviceSigner,
  encodeDeviceInfoHeader,
  isSignedMachineInfo,
  largestSignedMachineInfo,
  plainMachineInfoStyle,
  signMachineInfo,
  verifySignedMachineInfo,
} from './signed-machine-info.ts';

// As Apple has it: an authority that expired long ago, and a device key of 1024 bits.
const deviceAuthority = authority('Device CA', undefined, undefined, testKey(2048));
const pair = generateKeyPairSync('rsa', { modulusLength: 1024 });
const deviceKey = {
  privateKey: pair.privateKey,
  publicKey: parsePublicKey(new Uint8Array(pair.publicKey.export({ format: 'der', type: 'spki' }))),
  signer: deviceAuthority.key.signer,
};
const deviceCertificate = issue({
  key: deviceKey,
  subject: '470E005B-17C1-4537-BBB3-0EBC340D432A',
  issuer: deviceAuthority,
  notBefore: now - 4000 * day,
  notAfter: now - 3000 * day,
});
const device: DeviceSigner = {
  key: messageSigner(deviceKey.privateKey),
  certificate: deviceCertificate.raw,
  chain: [deviceAuthority.certificate.raw],
};
const info = { UDID: '00008103-000000000000001E', SERIAL: 'C02TEST00001', PRODUCT: 'Mac15,6', VERSION: '25A300' };
const plist = encodeMachineInfo(info);
const question = { verify: verifySignature, digests: nodeCrypto, authorities: [deviceAuthority.certificate] };

describe('Signed machine information', () => {
  const styles = {
    'SHA-1 without attributes': plainMachineInfoStyle,
    'SHA-1 with attributes, as captured from an iPad': { encoding: 'ber-indefinite', digest: 'sha1', signingTime: now },
    'SHA-256 in DER': { encoding: 'der', digest: 'sha256' },
  } as const;
  for (const [title, style] of Object.entries(styles))
    it(`is read by openssl cms and by us, whatever the dates say: ${title}`, () => {
      const message = signMachineInfo(plist, device, nodeCrypto, style);
      const args = ['cms', '-verify', '-noverify', '-binary', '-inform', 'DER', '-in', 'message', '-out', 'out'];
      assert.deepEqual(runOpenssl(args, { message }), plist);
      assert.ok(isSignedMachineInfo(message));
      const verified = verifySignedMachineInfo(message, question);
      assert.deepEqual(parseMachineInfo(verified.content), info);
      assert.deepEqual(verified.signerCertificate.raw, deviceCertificate.raw);
      assert.equal(verified.authority, deviceAuthority.certificate);
    });

  it('comes back from the header of a web view, in either base64', () => {
    const message = signMachineInfo(plist, device, nodeCrypto);
    const header = encodeDeviceInfoHeader(message);
    assert.equal(header, Buffer.from(message).toString('base64'));
    assert.deepEqual(decodeDeviceInfoHeader(header), message);
    assert.deepEqual(decodeDeviceInfoHeader(Buffer.from(message).toString('base64url')), message);
  });

  it('is told from a bare property list by its first byte', () => {
    assert.equal(isSignedMachineInfo(plist), false);
    assert.equal(isSignedMachineInfo(utf8('bplist00')), false);
  });

  it('is refused from a signer of another authority, of the same name too: ade_signer_not_trusted', () => {
    const message = signMachineInfo(plist, device, nodeCrypto);
    for (const authorities of [[], [appleIphoneDeviceAuthority], [authority('Device CA').certificate]])
      assert.throws(
        () => verifySignedMachineInfo(message, { ...question, authorities }),
        (error) => error instanceof AdeMessageError && error.code === 'ade_signer_not_trusted',
      );
  });

  it('is refused with a wrong signature, a damaged header, and when it is too large', () => {
    const stranger = { ...device, key: makeTestSigner('P-256').cmsSigner.key };
    const refused = (code: string, run: () => unknown) =>
      assert.throws(run, (error) => error instanceof CmsError && error.code === code);
    refused('cms_wrong_signature', () =>
      verifySignedMachineInfo(signMachineInfo(plist, stranger, nodeCrypto), question),
    );
    refused('cms_malformed', () => decodeDeviceInfoHeader('*'));
    refused('cms_malformed', () => decodeDeviceInfoHeader(''));
    refused('cms_too_large', () => decodeDeviceInfoHeader('A'.repeat(largestSignedMachineInfo * 2)));
    refused('cms_too_large', () => verifySignedMachineInfo(new Uint8Array(largestSignedMachineInfo + 1), question));
  });

  it('throws nothing but its errors, whatever the bytes (property)', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.string(), (bytes, header) => {
        for (const run of [() => verifySignedMachineInfo(bytes, question), () => decodeDeviceInfoHeader(header)])
          try {
            run();
          } catch (error) {
            assert.ok(error instanceof CmsError, String(error));
          }
      }),
    );
  });

  it("has Apple's device authority as its anchor in production", () => {
    assert.match(formatName(appleIphoneDeviceAuthority.subject), /^CN=Apple iPhone Device CA,/);
    assert.equal(new Date(appleIphoneDeviceAuthority.notAfter).getUTCFullYear(), 2014);
    assert.equal(appleIphoneDeviceAuthority.publicKey.kind, 'rsa');
  });
});
