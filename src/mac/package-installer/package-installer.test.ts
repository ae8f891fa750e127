import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { type TestSigner, makeTestSigner } from '#protocol/cms/contract/openssl-cms.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { assemble } from '../mac-parts.ts';
import { readMobileconfig } from '../profile-store/mobileconfig.ts';
import { type Writable, profileOf } from '../testing/enrollment-profile.ts';
import { FakeOrganisation, base } from '../testing/fake-organisation.ts';
import { enrolledMac, portsOf } from '../testing/managed-mac.ts';
import { manifestOf, offerPackage, packageOf, rootPayload } from '../testing/package.ts';
import { installPackage } from './package-installer.ts';

const signer: TestSigner = makeTestSigner(2048);
const archive = packageOf(signer);
let organisation: FakeOrganisation;
beforeEach(() => {
  organisation = new FakeOrganisation();
});

async function trustingMac(trusted: TestSigner = signer) {
  const { content } = readMobileconfig(profileOf('roots', [rootPayload(trusted)]));
  const mac = await enrolledMac(organisation, (state) => {
    state.profiles.push({ identifier: 'roots', displayName: 'Roots', installed: 0, content });
  });
  return assemble(mac.state(), portsOf(organisation));
}

async function outcomeOf(mac: Awaited<ReturnType<typeof trustingMac>>) {
  const outcome = await installPackage(mac, { source: `${base}/app.plist`, managed: true, removedOnUnenroll: true });
  return outcome.kind === 'refused' ? outcome.code : outcome.kind;
}

test('a package is asked for by HEAD, got, checked and installed with its extension (section 5.4)', async () => {
  offerPackage(organisation, archive);
  const mac = await trustingMac();
  assert.equal(await outcomeOf(mac), 'installed');
  assert.deepEqual(
    organisation.seen.map(({ url, request }) => `${request.method} ${url}`),
    [`GET ${base}/app.plist`, `HEAD ${base}/app.pkg`, `GET ${base}/app.pkg`],
  );
  const [application] = mac.state.applications ?? [];
  assert.equal(application?.identifier, 'app');
  assert.equal(application.shortVersion, '1.2');
  assert.equal(application.size, archive.length);
  const [extension] = mac.state.extensions;
  assert.equal(extension?.extensionIdentifier, 'app.ext');
  assert.equal(extension.applicationIdentifier, 'app');
  assert.equal(extension.sdkVersion, 26);
});

test('hashes are of chunks, by SHA-256 or MD5; one hash is of the whole file whatever its size says (section 5.4)', async () => {
  const mac = await trustingMac();
  const manifests: readonly Writable[] = [
    manifestOf(archive, 'sha256', 1000),
    manifestOf(archive, 'md5', 1000),
    manifestOf(archive, 'md5'),
    withAsset(manifestOf(archive), { 'sha256-size': 32 }),
    withAsset(manifestOf(archive), { 'md5-size': 1, md5s: ['00'] }),
  ];
  for (const manifest of manifests) {
    offerPackage(organisation, archive, manifest);
    assert.equal(await outcomeOf(mac), 'installed');
  }
  const [hash = ''] = hashesOf(manifestOf(archive, 'sha256', 1000));
  for (const change of [{ sha256s: [hash] }, { sha256s: [hash, hash] }, { sha256s: ['00'] }]) {
    offerPackage(organisation, archive, withAsset(manifestOf(archive, 'sha256', 1000), change));
    assert.equal(await outcomeOf(mac), 'package_hash_wrong');
  }
});

test('manifests without a package, its hashes or an https address are of no use', async () => {
  const mac = await trustingMac();
  for (const change of [
    { url: 'http://mdm.example/app.pkg' },
    { kind: 'display-image' },
    { sha256s: [] },
    { sha256s: ['nonsense'] },
    { 'sha256-size': 0 },
  ]) {
    offerPackage(organisation, archive, withAsset(manifestOf(archive), change));
    assert.equal(await outcomeOf(mac), 'manifest_malformed');
  }
  organisation.pages.set('/app.plist', () => ({ body: 'nonsense' }));
  assert.equal(await outcomeOf(mac), 'manifest_unavailable');
  organisation.pages.delete('/app.plist');
  assert.equal(await outcomeOf(mac), 'manifest_unavailable');
});

test('a server without HEAD, with another length or out of reach gives no package', async () => {
  const mac = await trustingMac();
  for (const reply of [{ status: 405 }, { headers: { 'content-length': '1' } }, { unreachable: true }]) {
    offerPackage(organisation, archive);
    organisation.reply('/app.pkg', reply);
    assert.equal(await outcomeOf(mac), 'package_unavailable');
  }
  assert.deepEqual(mac.state.applications ?? [], []);
});

test('a package has to be signed, by a signer that a profile’s root vouches for, and whole', async () => {
  const cases: readonly (readonly [Uint8Array, TestSigner, string])[] = [
    [packageOf(undefined), signer, 'package_not_signed'],
    [archive, makeTestSigner('P-256'), 'package_signer_untrusted'],
    [packageOf(signer, 'Library'), signer, 'package_without_application'],
    [packageOf(signer, 'Applications', utf8('pbzx')), signer, 'package_compression_unknown'],
    [new Uint8Array(300), signer, 'package_malformed'],
  ];
  for (const [bytes, trusted, code] of cases) {
    organisation = new FakeOrganisation();
    offerPackage(organisation, bytes);
    assert.equal(await outcomeOf(await trustingMac(trusted)), code);
  }
});

test('a root payload that is no certificate vouches for nothing', async () => {
  const payload = { ...rootPayload(signer), PayloadContent: new Uint8Array([1, 2, 3]) };
  const { content } = readMobileconfig(profileOf('roots', [payload]));
  const state = (await enrolledMac(organisation)).state();
  state.profiles.push({ identifier: 'roots', displayName: 'Roots', installed: 0, content });
  offerPackage(organisation, archive);
  assert.equal(await outcomeOf(assemble(state, portsOf(organisation))), 'package_signer_untrusted');
});

test('Acknowledged says only that a package was accepted; a lost answer does not lose it; it goes with the enrollment', async () => {
  offerPackage(organisation, archive);
  const { content } = readMobileconfig(profileOf('roots', [rootPayload(signer)]));
  const mac = await enrolledMac(organisation, (state) => {
    state.profiles.push({ identifier: 'roots', displayName: 'Roots', installed: 0, content });
  });
  const command = { RequestType: 'InstallEnterpriseApplication', ManagementFlags: 1, InstallAsManaged: true };
  const uuid = organisation.enqueue({ ...command, Manifest: manifestOf(archive) });
  await mac.misbehave('report-answer-lost', { times: 1 });
  await mac.connectToMdm();
  assert.equal(organisation.reportsOf(uuid)[0]?.['Status'], 'Acknowledged');
  assert.equal(mac.state().applications?.[0]?.identifier, 'app');
  organisation.enqueue({ ...command, ManifestURL: `${base}/missing` });
  assert.deepEqual((await mac.connectToMdm()).outcome, { kind: 'idle', executed: 1, notNow: 0 });
  assert.deepEqual(mac.state().management?.pendingPackages, []);
  await mac.unenroll();
  assert.deepEqual([mac.state().applications, mac.state().extensions], [[], []]);
});

function withAsset(manifest: Writable, change: Writable): Writable {
  const { items } = manifest as { items: readonly { assets: readonly Writable[] }[] };
  const [item = assert.fail()] = items;
  return { items: [{ ...item, assets: [{ ...item.assets[0], ...change }] }] };
}

function hashesOf(manifest: Writable): readonly string[] {
  const { items } = manifest as { items: readonly { assets: readonly { sha256s: readonly string[] }[] }[] };
  return items[0]?.assets[0]?.sha256s ?? [];
}
