import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash, createPublicKey } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import fastify, { type FastifyInstance } from 'fastify';
import { parsePlist } from '#protocol/encoding/plist/plist.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { buildProductArchive } from '#protocol/product-archive/build-product-archive.ts';
import { parseManifest } from '#protocol/mdm/commands/application-manifest.ts';
import { buildXar, type XarSigner } from '#protocol/product-archive/build-xar.ts';
import { issueSelfSigned } from '#protocol/x509/authority.ts';
import { makeName } from '#protocol/x509/name.ts';
import { parsePublicKey } from '#protocol/x509/public-key.ts';
import { nodeCompression } from '#runtime/compression.ts';
import { keySigner, nodeCrypto } from '#runtime/crypto.ts';
import { systemRandom } from '#runtime/random.ts';
import { generateRsaKey, messageSigner } from '#runtime/rsa.ts';
import type { AuditEvent } from '#server/audit/audit.ts';
import { Budget } from '#server/http/budget.ts';
import { onEveryEngine } from '#test/support/engines.ts';
import { makeDemonstrationPackage } from './demonstration.ts';
import { type Applications, type ApplicationPorts, createApplications } from './feature.ts';
import { beginPackage, pieceLength, readBytes, writePieces } from './package-store.ts';
import { readPackage } from './read-package.ts';
import { manifestFor } from './routes.ts';

const noon = Date.UTC(2026, 10, 1, 12);
const archivePorts = { compression: nodeCompression, digests: nodeCrypto };
const wanted = {
  bundleIdentifier: 'org.porchlight.companion',
  extensionIdentifier: 'org.porchlight.companion.ssoextension',
  teamIdentifier: 'PRCHLGHT01',
};
const wish = { identifier: 'org.example.app.pkg', version: '1', title: 'App' };
const info = { CFBundleIdentifier: 'org.example.app', CFBundleVersion: '7', CFBundleShortVersionString: '1.2.3' };

async function* partsOf(bytes: Uint8Array, length = 4096): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

onEveryEngine('hosting of packages', (store) => {
  let now = noon;
  let events: AuditEvent[] = [];
  let app: FastifyInstance;
  let address = '';
  let ports: ApplicationPorts;
  let applications: Applications;
  let signed: Uint8Array;
  let signer: XarSigner;
  let foreign: XarSigner;
  const clock = { now: () => now };
  const pack = (bundles: Parameters<typeof buildProductArchive>[0]['bundles'], by = signer) =>
    buildProductArchive({ ...wish, bundles }, by, archivePorts);

  before(async () => {
    app = fastify();
    ports = {
      database: store.one(),
      audit: { record: (event) => events.push(event) },
      clock,
      random: systemRandom,
      publicUrl: 'https://id.example.org',
      isLaboratory: true,
      largestPackage: 3 * pieceLength,
      budget: new Budget({ burst: 60, perSeconds: 300 }, clock),
    };
    applications = createApplications(ports);
    applications.mount(app);
    address = await app.listen({ host: '127.0.0.1', port: 0 });
    const key = await generateRsaKey();
    const publicKey = parsePublicKey(createPublicKey(key).export({ format: 'der', type: 'spki' }));
    const self = issueSelfSigned(keySigner(key), {
      subject: makeName([
        ['commonName', 'Example Installer'],
        ['organizationalUnitName', 'EXAMPLE123'],
      ]),
      publicKey,
      notBefore: noon,
      notAfter: noon + 86_400_000,
      random: systemRandom.bytes(16),
      digests: nodeCrypto,
      extensions: () => [],
    });
    signer = { key: messageSigner(key), certificates: [self.raw], signatureLength: 256 };
    foreign = { ...signer, key: messageSigner(await generateRsaKey()) };
    signed = (await makeDemonstrationPackage({ clock, random: systemRandom })).bytes;
  });
  after(() => app.close());

  const local = (url: string) => url.replace('https://id.example.org', address);
  const hostedId = async () => {
    const outcome = await applications.import(partsOf(signed), 'admin');
    assert.notEqual(outcome.kind, 'refused');
    return outcome.kind === 'refused' ? '' : outcome.hosted.id;
  };
  const manifestUrl = async (lifeSeconds = 600) =>
    local((await applications.manifestUrl(await hostedId(), { lifeSeconds })) ?? assert.fail());

  test('a package whose payload is not looked into is taken in, and served, by its PackageInfo (5.4)', async () => {
    const bundles = [
      { path: 'Applications/Vendor Portal.app', info },
      {
        path: 'Applications/Vendor Portal.app/Contents/PlugIns/SSO.appex',
        info: { CFBundleIdentifier: 'org.example.sso' },
      },
      {
        path: 'Applications/Vendor Portal.app/Contents/PlugIns/Share.appex',
        info: { CFBundleIdentifier: 'org.example.share' },
      },
      {
        path: 'Applications/Vendor Portal.app/Contents/XPCServices/Agent.xpc',
        info: { CFBundleIdentifier: 'org.example.xpc' },
      },
    ];
    const bytes = buildProductArchive(
      { ...wish, bundles, payload: utf8('pbzx\0\0\0\0\u0001\0\0\0') },
      signer,
      archivePorts,
    );
    const outcome = await applications.import(partsOf(bytes), 'admin');
    assert.ok(outcome.kind === 'imported', JSON.stringify(outcome));
    assert.deepEqual(outcome.hosted.applications, [
      {
        bundleIdentifier: 'org.example.app',
        name: 'Vendor Portal',
        bundleVersion: '7',
        version: '1.2.3',
        extensionIdentifiers: ['org.example.sso', 'org.example.share'],
        isUnread: true,
      },
    ]);
    const { id, teamIdentifier = assert.fail() } = outcome.hosted;
    for (const [bundleIdentifier, extensionIdentifier, found] of [
      ['org.example.other', 'org.example.sso', id],
      ['org.example.app', 'org.example.not-listed', id],
      ['org.example.other', 'org.example.not-listed', undefined],
    ] as const) {
      const fitting = await applications.packageFor({ bundleIdentifier, extensionIdentifier, teamIdentifier });
      assert.equal(fitting?.id, found);
    }
    const url = local((await applications.manifestUrl(outcome.hosted.id)) ?? assert.fail());
    const manifest = parseManifest(new Uint8Array(await (await fetch(url)).arrayBuffer()));
    assert.match(JSON.stringify(manifest), /org\.example\.app-7\.pkg/);
    await applications.remove(outcome.hosted.id, 'admin');
  });

  test('a signed product archive is taken in with what is in it, once (5.4)', async () => {
    const outcome = await applications.import(partsOf(signed), 'admin');
    assert.ok(outcome.kind === 'imported');
    const { id, importedAt, ...facts } = outcome.hosted;
    assert.deepEqual(facts, {
      applications: [
        {
          bundleIdentifier: 'org.porchlight.companion',
          name: 'Porchlight Companion',
          bundleVersion: '1',
          version: '1.0',
          extensionIdentifiers: ['org.porchlight.companion.ssoextension'],
        },
      ],
      teamIdentifier: 'PRCHLGHT01',
      signer: 'Laboratory Installer: Porchlight (PRCHLGHT01)',
      size: signed.length,
      sha256: createHash('sha256').update(signed).digest('hex'),
      md5: createHash('md5').update(signed).digest('hex'),
      demonstrationRoot: undefined,
      importedBy: 'admin',
    });
    assert.deepEqual([importedAt, (await applications.packageFor(wanted))?.id], [noon, id]);
    assert.equal(await applications.packageFor({ ...wanted, teamIdentifier: 'OTHERTEAM1' }), undefined);
    const again = await applications.import(partsOf(signed), 'admin');
    assert.deepEqual([again.kind, again.kind === 'already' && again.hosted.id], ['already', id]);
    assert.equal((await applications.list()).length, 1);
  });

  test('what no Mac would install is refused, each with its code and an event (5.4)', async () => {
    const applicationInside = [{ path: 'Applications/App.app', info }];
    const broken = Uint8Array.from(signed, (byte, at) => (at === signed.length - 1 ? byte ^ 1 : byte));
    const elsewhere = [{ path: 'Library/App.app', info }];
    const component = buildXar([{ path: 'PackageInfo', content: utf8('<pkg-info/>') }], signer, archivePorts);
    const unsigned = buildProductArchive({ ...wish, bundles: applicationInside }, undefined, archivePorts);
    const huge = new Uint8Array(3 * pieceLength + 1);
    for (const [bytes, code] of [
      [utf8('no package'), 'archive_malformed'],
      [new Uint8Array(), 'archive_malformed'],
      [broken, 'archive_damaged'],
      [unsigned, 'archive_not_signed'],
      // Signed with a key that is not in the certificate.
      [pack(applicationInside, foreign), 'archive_signature_invalid'],
      [pack(elsewhere), 'archive_without_application'],
      [pack([{ path: 'Applications/App.app', info: {} }]), 'archive_without_application'],
      [component, 'archive_is_component'],
      [huge, 'application_too_large'],
    ] as const) {
      events = [];
      const outcome = await applications.import(partsOf(bytes), 'admin');
      assert.deepEqual([outcome.kind, outcome.kind === 'refused' && outcome.code], ['refused', code]);
      assert.deepEqual(
        events.map((event) => [event.type, event.code]),
        [['applications.import.refused', code]],
      );
    }
  });

  test('one package is taken in at a time, since each is held in memory', async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    const slow = async function* () {
      yield signed.subarray(0, 10);
      await held;
      yield signed.subarray(10);
    };
    const first = applications.import(slow(), 'admin');
    const second = await applications.import(partsOf(signed), 'admin');
    assert.equal(second.kind === 'refused' && second.code, 'application_import_busy');
    release();
    assert.equal((await first).kind, 'already');
  });

  test('the manifest names length and hashes of the whole file, and the file is there: HEAD, GET, parts (5.4, checklist 12)', async () => {
    const url = await manifestUrl();
    const head = await fetch(url, { method: 'HEAD' });
    const answer = await fetch(url);
    assert.equal(answer.headers.get('content-type'), 'application/xml');
    assert.equal(answer.headers.get('set-cookie'), null);
    const body = new Uint8Array(await answer.arrayBuffer());
    assert.deepEqual([head.status, head.headers.get('content-length')], [200, String(body.length)]);
    const [item] = parseManifest(body).items;
    const [asset] = item?.assets ?? [];
    assert.ok(asset && item?.metadata);
    assert.deepEqual(item.metadata, {
      kind: 'software',
      'bundle-identifier': 'org.porchlight.companion',
      'bundle-version': '1',
      title: 'Porchlight Companion',
    });
    assert.deepEqual(
      [asset.kind, asset['sha256-size'], asset['md5-size']],
      ['software-package', signed.length, signed.length],
    );
    const file = local(asset.url);
    assert.match(file, /\/applications\/[\w-]{43}\/org\.porchlight\.companion-1\.pkg$/);

    const fileHead = await fetch(file, { method: 'HEAD' });
    assert.deepEqual(
      ['content-length', 'accept-ranges', 'etag'].map((name) => fileHead.headers.get(name)),
      [String(signed.length), 'bytes', `"${asset.sha256s?.[0] ?? ''}"`],
    );
    const whole = new Uint8Array(await (await fetch(file)).arrayBuffer());
    assert.deepEqual(whole, signed);

    const part = await fetch(file, { headers: { range: 'bytes=5-9' } });
    assert.deepEqual(
      [part.status, part.headers.get('content-range'), new Uint8Array(await part.arrayBuffer())],
      [206, `bytes 5-9/${signed.length}`, signed.slice(5, 10)],
    );
    const tail = await fetch(file, { headers: { range: 'bytes=-4', 'if-range': fileHead.headers.get('etag') ?? '' } });
    assert.deepEqual(new Uint8Array(await tail.arrayBuffer()), signed.slice(-4));
    const changed = await fetch(file, { headers: { range: 'bytes=-4', 'if-range': '"other"' } });
    assert.deepEqual([changed.status, (await changed.arrayBuffer()).byteLength], [200, signed.length]);
    const beyond = await fetch(file, { headers: { range: `bytes=${signed.length}-` } });
    assert.deepEqual([beyond.status, beyond.headers.get('content-range')], [416, `bytes */${signed.length}`]);
  });

  test('openssl finds the hash that the manifest names (5.4)', async () => {
    const [asset] =
      parseManifest(new Uint8Array(await (await fetch(await manifestUrl())).arrayBuffer())).items[0]?.assets ?? [];
    const folder = mkdtempSync(join(tmpdir(), 'porchlight-package-'));
    try {
      const path = join(folder, 'app.pkg');
      writeFileSync(path, new Uint8Array(await (await fetch(local(asset?.url ?? ''))).arrayBuffer()));
      for (const [digest, hashes] of [
        ['sha256', asset?.sha256s],
        ['md5', asset?.md5s],
      ] as const) {
        const printed = execFileSync('openssl', ['dgst', `-${digest}`, '-r', path]).toString();
        assert.deepEqual(hashes, [printed.slice(0, printed.indexOf(' '))]);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('a large package comes back byte for byte, from any piece to any other', async () => {
    const bytes = systemRandom.bytes(2 * pieceLength + 77);
    const [hosted] = await applications.list();
    assert.ok(hosted);
    await beginPackage(ports.database, { ...hosted, id: 'large', sha256: 'none' });
    await writePieces(ports.database, 'large', bytes);
    for (const [first, last] of [
      [0, bytes.length - 1],
      [pieceLength - 1, pieceLength],
      [pieceLength, 2 * pieceLength - 1],
      [2 * pieceLength + 76, 2 * pieceLength + 76],
    ] as const) {
      const parts: Uint8Array[] = [];
      for await (const part of readBytes(ports.database, 'large', first, last)) parts.push(part);
      assert.deepEqual(Buffer.concat(parts), Buffer.from(bytes.subarray(first, last + 1)));
    }
    // It never became whole: nobody sees it, and housekeeping takes it away.
    assert.equal(await applications.show('large'), undefined);
    now += 3 * 3_600_000;
    await applications.keepHouse();
    const left = await ports.database.get('SELECT position FROM application_piece WHERE package_id = ?', 'large');
    assert.equal(left, undefined);
  });

  test('an address that ended is 403, one that never was 404, both with codes and events (checklist 12)', async () => {
    const url = await manifestUrl(60);
    now += 60_000;
    events = [];
    const expired = await fetch(url);
    const head = await fetch(url, { method: 'HEAD' });
    const unknown = await fetch(local(`https://id.example.org/applications/${'a'.repeat(43)}/manifest.plist`));
    const otherFile = await fetch((await manifestUrl()).replace('manifest.plist', 'other.pkg'));
    assert.deepEqual([expired.status, head.status, unknown.status, otherFile.status], [403, 403, 404, 404]);
    const code = async (answer: Response) => ((await answer.json()) as { code: string }).code;
    assert.deepEqual(
      [await code(expired), await code(unknown)],
      ['application_link_expired', 'application_link_unknown'],
    );
    const refused = events.filter(({ type }) => type === 'applications.file.refused').map((event) => event.code);
    assert.deepEqual(refused, [
      'application_link_expired',
      'application_link_expired',
      'application_link_unknown',
      'application_link_unknown',
    ]);
  });

  test('whoever tries addresses is told to wait, and fills no chain', async () => {
    now += 600_000;
    events = [];
    const url = local(`https://id.example.org/applications/${'b'.repeat(43)}/manifest.plist`);
    const statuses: number[] = [];
    for (let count = 0; count < 62; count += 1) statuses.push((await fetch(url)).status);
    assert.deepEqual([statuses[59], statuses[60], events.length], [404, 429, 60]);
    now += 600_000;
  });

  test('a package that was removed is gone with its addresses', async () => {
    const url = await manifestUrl();
    const id = await hostedId();
    assert.equal((await applications.remove(id, 'admin')).kind, 'done');
    assert.equal((await applications.remove(id, 'admin')).kind, 'not-found');
    assert.deepEqual([(await fetch(url)).status, await applications.manifestUrl(id)], [404, undefined]);
  });

  test('the demonstration’s package is made once, with the root that virtual Macs need, and on a laboratory only', async () => {
    const made = await applications.demonstration('admin');
    const again = await applications.demonstration('admin');
    assert.deepEqual([made?.kind, again?.kind], ['imported', 'already']);
    const hosted = await applications.packageFor(wanted);
    assert.ok(hosted);
    const [payload] = applications.rootPayloads(hosted);
    assert.equal(payload?.['PayloadType'], 'com.apple.security.root');
    events = [];
    const elsewhere = createApplications({ ...ports, isLaboratory: false });
    assert.equal(await elsewhere.demonstration('admin'), undefined);
    assert.deepEqual(
      events.map((event) => event.code),
      ['application_demonstration_refused'],
    );
  });
});

test('the manifest is a property list that other readers know by its header', async () => {
  const { bytes } = await makeDemonstrationPackage({ clock: { now: () => noon }, random: systemRandom });
  const hosted = { ...readPackage(bytes), demonstrationRoot: undefined, id: 'x', importedAt: 0, importedBy: 'x' };
  const text = Buffer.from(manifestFor(hosted, 'https://id.example.org/a.pkg')).toString();
  assert.ok(text.startsWith('<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE plist PUBLIC'));
  assert.ok(parsePlist(utf8(text)));
});
