import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { makeTestSigner, opensslSigned, runOpenssl } from '#protocol/cms/contract/openssl-cms.ts';
import { PlistReal, writeBinaryPlist, writeXmlPlist } from '#protocol/encoding/plist/plist.ts';
import { readMobileconfig } from './mobileconfig.ts';
import { ProfileError } from './payload-reader.ts';

const profile = {
  PayloadIdentifier: 'x',
  PayloadContent: [{ Data: new Uint8Array([1, 2, 3]), When: new Date(0), Big: 2n ** 60n, Part: new PlistReal(0.5) }],
};
const json = {
  PayloadIdentifier: 'x',
  PayloadContent: [{ Data: 'AQID', When: '1970-01-01T00:00:00.000Z', Big: 2 ** 60, Part: 0.5 }],
};

test('a profile is read as XML, in binary and signed by openssl, and kept as JSON', () => {
  const { files } = makeTestSigner('P-256');
  const signed = opensslSigned(writeXmlPlist(profile), files);
  for (const bytes of [writeXmlPlist(profile), writeBinaryPlist(profile), signed]) {
    assert.deepEqual(readMobileconfig(bytes).content, json);
  }
});

test('what is no dictionary, or signed without a content, is told as unreadable', () => {
  const { files } = makeTestSigner('P-256');
  const sign = ['cms', '-sign', '-binary', '-outform', 'DER', '-signer', 'signer.pem', '-inkey', 'key.pem'];
  const detached = runOpenssl([...sign, '-in', 'in', '-out', 'out'], { ...files, in: writeXmlPlist(profile) });
  for (const bytes of [writeXmlPlist(['x']), detached, new Uint8Array()]) {
    assert.throws(() => readMobileconfig(bytes), isUnreadable);
  }
});

test('any bytes are a profile or unreadable, never another error', () => {
  const starts = [[0x30], [0x30, 0x80], [...Buffer.from('bplist00')], [...Buffer.from('<?xml')], []];
  const bytes = fc.tuple(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 200 }));
  fc.assert(
    fc.property(bytes, ([start, rest]) => {
      try {
        readMobileconfig(new Uint8Array([...start, ...rest]));
      } catch (error) {
        assert.ok(isUnreadable(error));
      }
    }),
  );
});

function isUnreadable(error: unknown): boolean {
  return error instanceof ProfileError && error.code === 'unreadable';
}
