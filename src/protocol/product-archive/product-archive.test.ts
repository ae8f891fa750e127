import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { fromHex } from '#protocol/encoding/bytes.ts';
import { writeXmlPlist } from '#protocol/encoding/plist/plist.ts';
import { fromUtf8, utf8 } from '#protocol/encoding/utf8.ts';
import { issueCertificate } from '#protocol/x509/issue.ts';
import { makeName } from '#protocol/x509/name.ts';
import { parsePublicKey } from '#protocol/x509/public-key.ts';
import { nodeCompression } from '#runtime/compression.ts';
import { keySigner, nodeCrypto } from '#runtime/crypto.ts';
import { messageSigner } from '#runtime/rsa.ts';
import { verifySignature } from '#runtime/verify-signature.ts';
import { buildProductArchive } from './build-product-archive.ts';
import { buildXar } from './build-xar.ts';
import { encodeCpio, parseCpio } from './cpio.ts';
import { ProductArchiveError, type ProductArchiveErrorCode } from './product-archive-error.ts';
import { verifyProductArchive } from './product-archive.ts';
import { parseXar } from './xar.ts';

const folder = mkdtempSync(join(tmpdir(), 'porchlight-archive-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const ports = { compression: nodeCompression, digests: nodeCrypto, verifySignature };
const vector = JSON.parse(
  readFileSync(new URL('../../../test/vectors/xar/libarchive.json', import.meta.url), 'utf8'),
) as Record<'f1' | 'archive1' | 'archive2' | 'archive8', string>;

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const name = makeName([
  ['commonName', 'Developer ID Installer: Example (EXAMPLE123)'],
  ['organizationalUnitName', 'EXAMPLE123'],
]);
const spki = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
const certificate = issueCertificate(
  {
    serial: new Uint8Array([1]),
    issuer: name,
    subject: name,
    notBefore: Date.UTC(2026, 0, 1),
    notAfter: Date.UTC(2027, 0, 1),
    publicKey: parsePublicKey(spki),
    extensions: [],
  },
  keySigner(privateKey),
);
const signer = { key: messageSigner(privateKey), certificates: [certificate], signatureLength: 256 };
const wish = {
  identifier: 'org.example.app.pkg',
  version: '1.0',
  title: 'Example & Friends',
  bundles: [
    { path: 'Applications/Example.app', info: { CFBundleIdentifier: 'org.example.app', CFBundleVersion: '12' } },
    {
      path: 'Applications/Example.app/Contents/PlugIns/SSO.appex',
      info: { CFBundleIdentifier: 'org.example.app.sso', CFBundleVersion: '12' },
    },
  ],
};
const signed = buildProductArchive(wish, signer, ports);
/** Begins as a payload does that Apple's tools write for macOS 10.10 and later: a name, the size of a chunk. */
const pbzx = fromHex('70627a780000000001000000');
const isRefusal = (code: ProductArchiveErrorCode) => (error: unknown) =>
  error instanceof ProductArchiveError && error.code === code;

test('archives that xar(1) made are read: whole files, compressed files', () => {
  for (const archive of [vector.archive1, vector.archive2]) {
    const { files, signature } = parseXar(fromHex(archive), ports);
    assert.equal(signature, undefined);
    const file = files.find(({ path }) => path.endsWith('f1'));
    assert.equal(file && fromUtf8(file.read()), vector.f1);
  }
});

test("an archive of a compression that packages do not use is refused when the file is read, not the archive's table", () => {
  const [file] = parseXar(fromHex(vector.archive8), ports).files;
  assert.ok(file);
  assert.throws(() => file.read(), isRefusal('archive_malformed'));
});

test('a signed product archive gives its bundles and the signer', () => {
  const archive = verifyProductArchive(signed, ports);
  assert.deepEqual(
    archive.bundles.map(({ path, info }) => [path, info['CFBundleIdentifier']]),
    [
      ['./Applications/Example.app', 'org.example.app'],
      ['./Applications/Example.app/Contents/PlugIns/SSO.appex', 'org.example.app.sso'],
    ],
  );
  assert.deepEqual(archive.signerCertificate.raw, certificate);
});

test('of a payload in another form than gzip the PackageInfo tells what is inside', () => {
  const [application, extension] = wish.bundles;
  assert.ok(application && extension);
  const archive = verifyProductArchive(buildProductArchive({ ...wish, payload: pbzx }, signer, ports), ports);
  assert.deepEqual(archive.bundles, [
    { path: `./${application.path}`, source: 'package-info', info: application.info },
    { path: `./${extension.path}`, source: 'package-info', info: extension.info },
  ]);
  const withoutPackageInfo = [
    { path: 'Distribution', content: utf8('<installer-gui-script/>') },
    { path: 'app.pkg/Payload', content: pbzx },
  ];
  assert.throws(
    () => verifyProductArchive(buildXar(withoutPackageInfo, signer, ports), ports),
    isRefusal('archive_malformed'),
  );
});

test('a payload in gzip is looked into where the PackageInfo says that it goes', () => {
  const info = writeXmlPlist({ CFBundleIdentifier: 'org.example.app' });
  const files = [
    { path: 'Distribution', content: utf8('<installer-gui-script/>') },
    { path: 'app.pkg/PackageInfo', content: utf8('<pkg-info install-location="/Applications"/>') },
    {
      path: 'app.pkg/Payload',
      content: nodeCompression.gzip(encodeCpio([{ path: './Example.app/Contents/Info.plist', content: info }])),
    },
  ];
  const { bundles } = verifyProductArchive(buildXar(files, signer, ports), ports);
  assert.deepEqual(
    bundles.map(({ path, source }) => [path, source]),
    [['./Applications/Example.app', 'info-plist']],
  );
});

test("openssl finds the archive's signature right over its compressed table of contents", () => {
  const view = new DataView(signed.buffer, signed.byteOffset, signed.length);
  const length = Number(view.getBigUint64(8));
  const table = signed.subarray(28, 28 + length);
  assert.match(inflateSync(table).toString(), /<signature style="RSA"><offset>20<\/offset><size>256<\/size>/);
  const file = (leaf: string, bytes: Uint8Array | string) => {
    const path = join(folder, leaf);
    writeFileSync(path, bytes);
    return path;
  };
  const key = file('key.pem', createPublicKey(privateKey).export({ format: 'pem', type: 'spki' }));
  const heap = 28 + length;
  const signature = file('signature', signed.subarray(heap + 20, heap + 276));
  const words = ['dgst', '-sha1', '-verify', key, '-signature', signature, file('table', table)];
  assert.match(execFileSync('openssl', words).toString(), /Verified OK/);
});

test('what is not a signed product archive is refused, each with its code', () => {
  assert.throws(
    () => verifyProductArchive(buildProductArchive(wish, undefined, ports), ports),
    isRefusal('archive_not_signed'),
  );
  const component = buildXar([{ path: 'PackageInfo', content: utf8('<pkg-info/>') }], signer, ports);
  assert.throws(() => verifyProductArchive(component, ports), isRefusal('archive_is_component'));
  assert.throws(() => verifyProductArchive(utf8('PK not a package'), ports), isRefusal('archive_malformed'));
  const foreign = { ...signer, key: messageSigner(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey) };
  assert.throws(
    () => verifyProductArchive(buildProductArchive(wish, foreign, ports), ports),
    isRefusal('archive_signature_invalid'),
  );
});

test('a changed payload and a changed table are found out', () => {
  const payload = signed.slice();
  payload[payload.length - 1] = (payload.at(-1) ?? 0) ^ 1;
  assert.throws(() => verifyProductArchive(payload, ports), isRefusal('archive_damaged'));
  const length = Number(new DataView(signed.buffer, signed.byteOffset).getBigUint64(8));
  const table = signed.slice();
  table[28 + length] = (table[28 + length] ?? 0) ^ 1;
  assert.throws(() => verifyProductArchive(table, ports), isRefusal('archive_damaged'));
});

test('a table that decompresses without end is refused', () => {
  const bomb = nodeCompression.deflate(new Uint8Array(64 * 1024 * 1024));
  const header = signed.slice(0, 28);
  new DataView(header.buffer).setBigUint64(8, BigInt(bomb.length));
  const archive = new Uint8Array([...header, ...bomb, ...new Uint8Array(20)]);
  assert.throws(() => parseXar(archive, ports), isRefusal('archive_malformed'));
});

test('random and changed bytes throw nothing but the typed error (property)', () => {
  const attempt = (bytes: Uint8Array) => {
    try {
      verifyProductArchive(bytes, ports);
    } catch (error) {
      assert.ok(error instanceof ProductArchiveError, String(error));
    }
  };
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), attempt));
  const change = fc.tuple(fc.nat(signed.length - 1), fc.nat(255));
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
      const bytes = signed.slice();
      for (const [at, value] of changes) bytes[at] = value;
      attempt(bytes);
    }),
    { numRuns: 300 },
  );
});

test('cpio reads what it writes (property), and refuses what is cut off', () => {
  const file = fc.record(
    { path: fc.stringMatching(/^[a-z./]{1,40}$/), content: fc.uint8Array({ maxLength: 60 }) },
    { noNullPrototype: true },
  );
  fc.assert(
    fc.property(fc.array(file, { maxLength: 5 }), (files) => {
      const plain = files.map(({ path, content }) => ({ path, content: new Uint8Array(content) }));
      const read = parseCpio(encodeCpio(plain)).map(({ path, content }) => ({
        path,
        content: new Uint8Array(content),
      }));
      assert.deepEqual(read, plain);
    }),
  );
  const whole = encodeCpio([{ path: 'a', content: utf8('b') }]);
  assert.throws(() => parseCpio(whole.subarray(0, 90)), isRefusal('archive_malformed'));
});
