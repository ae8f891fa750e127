import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { makeTestSigner, opensslSigned, runOpenssl } from '#protocol/cms/contract/openssl-cms.ts';
import type { MacState } from '../mac-state.ts';
import type { MacRequest } from '../ports.ts';
import { enrollmentProfile, platformSsoPayloads, profileOf } from '../testing/enrollment-profile.ts';
import { FakeOrganisation, base } from '../testing/fake-organisation.ts';
import { enrolledMac, portsOf } from '../testing/managed-mac.ts';
import { type VirtualMac, createVirtualMac, openVirtualMac } from '../virtual-mac.ts';

let organisation: FakeOrganisation;
beforeEach(() => {
  organisation = new FakeOrganisation();
});

function fresh(): VirtualMac {
  const firstAccount = { shortName: 'ada', fullName: 'Ada', password: 'local' };
  return createVirtualMac({ computerName: 'Mac', macos: '26.0', firstAccount }, portsOf(organisation));
}

const kinds = () => organisation.messages.map(({ kind }) => kind);
const pem = (base64: string) =>
  `-----BEGIN CERTIFICATE-----\n${base64.replaceAll(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`;

/** openssl verifies by the Mac's identity alone, whatever certificates the signature carries. */
function assertSignedBy(mac: VirtualMac, request: MacRequest | undefined): void {
  const files = {
    'in.der': Buffer.from(request?.headers['Mdm-Signature'] ?? '', 'base64'),
    body: request?.body as Uint8Array,
    'identity.pem': pem(mac.state().management?.identity.certificate ?? ''),
  };
  const content = ['-inform', 'DER', '-in', 'in.der', '-content', 'body', '-binary', '-out', 'out'];
  const signer = ['-noverify', '-nointern', '-certfile', 'identity.pem'];
  assert.deepEqual(runOpenssl(['cms', '-verify', ...signer, ...content], files), new Uint8Array(files.body));
}

function installs(profile: Uint8Array) {
  return organisation.enqueue({ RequestType: 'InstallProfile', Payload: profile });
}

test('a Mac enrolls by an identity, Authenticate and TokenUpdate, in the keys of section 4.2', async () => {
  const mac = fresh();
  const { outcome } = await mac.openMobileconfig(organisation.enrollmentProfile);
  assert.equal(outcome.kind, 'installed');
  assert.deepEqual(kinds(), ['Authenticate', 'TokenUpdate']);
  const [authenticate, tokenUpdate] = organisation.messages.map(({ message }) => message);
  const { hardware, management } = mac.state();
  assert.deepEqual(authenticate, {
    MessageType: 'Authenticate',
    Topic: 'com.apple.mgmt.External.example',
    UDID: hardware.udid,
    DeviceName: 'Mac',
    Model: hardware.model,
    ModelName: authenticate?.['ModelName'],
    ProductName: hardware.model,
    SerialNumber: hardware.serialNumber,
    OSVersion: '26.0',
    BuildVersion: authenticate?.['BuildVersion'],
  });
  assert.equal(tokenUpdate?.['PushMagic'], management?.device.magic);
  assert.ok(tokenUpdate?.['Token'] instanceof Uint8Array && tokenUpdate['Token'].length === 32);
  assert.equal(tokenUpdate['AwaitingConfiguration'], false);
  assert.ok(management?.enrolled && !management.automated);
});

test('openssl confirms Mdm-Signature over the body, and that the certificate inside is the identity (section 4.4)', async () => {
  const mac = await enrolledMac(organisation);
  for (const quirk of [undefined, 'signed-attributes', 'plist-binary'] as const) {
    if (quirk) await mac.misbehave(quirk, { times: 1 });
    await mac.connectToMdm();
    const { request } = organisation.seen.at(-1) ?? assert.fail();
    const signature = Buffer.from(request.headers['Mdm-Signature'] ?? '', 'base64');
    const isBinary =
      Buffer.from(request.body as Uint8Array)
        .subarray(0, 6)
        .toString() === 'bplist';
    assert.equal(isBinary, quirk === 'plist-binary');
    // Real Macs write indefinite lengths (0x80); the other style is DER.
    assert.equal(signature[1] === 0x80, quirk !== 'signed-attributes');
    const files = { 'in.der': signature };
    assertSignedBy(mac, organisation.seen.at(-1)?.request);
    const printed = Buffer.from(
      runOpenssl(['cms', '-cmsout', '-print', '-inform', 'DER', '-in', 'in.der', '-noout'], files),
    ).toString();
    assert.equal(/signingTime/.test(printed), quirk === 'signed-attributes');
  }
});

test('signatures are left out or damaged on request, and not made at all without SignMessage', async () => {
  const signatureOf = async (mac: VirtualMac) => {
    await mac.connectToMdm();
    return organisation.seen.at(-1)?.request.headers['Mdm-Signature'];
  };
  const mac = await enrolledMac(organisation);
  const good = (await signatureOf(mac)) ?? assert.fail();
  await mac.misbehave('mdm-signature-damaged', { times: 1 });
  const damaged = await signatureOf(mac);
  assert.ok(damaged !== undefined && damaged !== good && damaged.length === good.length);
  await mac.misbehave('mdm-signature-missing', { times: 1 });
  assert.equal(await signatureOf(mac), undefined);
  assert.equal(await signatureOf(mac), good);
  const plain = await enrolledMac(organisation, ({ management }) => {
    if (management) Object.assign(management.settings, { signMessage: false });
  });
  assert.equal(await signatureOf(plain), undefined);
});

test('an enrollment that the server breaks off leaves nothing behind', async () => {
  for (const [kind, status] of [
    ['Authenticate', 401],
    ['Authenticate', 500],
    ['TokenUpdate', 403],
  ] as const) {
    const mac = fresh();
    organisation.reply(kind, { status });
    const { outcome } = await mac.openMobileconfig(organisation.enrollmentProfile);
    assert.equal(outcome.kind === 'refused' && outcome.code, 'enrollment_refused');
    const { management, profiles } = mac.state();
    assert.equal(management, undefined);
    assert.deepEqual(profiles, []);
  }
  const mac = fresh();
  organisation.isAppleInReach = false;
  const { outcome } = await mac.openMobileconfig(organisation.enrollmentProfile);
  assert.equal(outcome.kind === 'refused' && outcome.code, 'enrollment_refused');
  assert.equal(mac.state().management, undefined);
});

test('an authority that refuses an identity is told; the server is not asked further', async () => {
  organisation.authority.behaviours = [{ pkiStatus: 'failure', failInfo: 'badRequest' }];
  const { outcome } = await fresh().openMobileconfig(organisation.enrollmentProfile);
  assert.equal(outcome.kind === 'refused' && outcome.code, 'identity_refused');
  assert.deepEqual(kinds(), []);
});

test('a profile that would not install enrolls nobody: it installs whole or not at all', async () => {
  const mac = fresh();
  const broken = { PayloadType: 'com.apple.associated-domains', Configuration: 'nonsense' };
  const { outcome } = await mac.openMobileconfig(enrollmentProfile(base, {}, [broken]));
  assert.equal(outcome.kind, 'refused');
  assert.equal(mac.state().management, undefined);
  assert.deepEqual(organisation.seen, []);
});

test('profiles that no Mac would enroll by are refused with what is wrong with them', async () => {
  const codeOf = async (profile: Uint8Array) => {
    const { outcome } = await fresh().openMobileconfig(profile);
    return outcome.kind === 'refused' ? outcome.code : outcome.kind;
  };
  assert.equal(await codeOf(enrollmentProfile(base, { ServerURL: 'http://mdm.example' })), 'unsupported_value');
  assert.equal(await codeOf(enrollmentProfile(base, { IdentityCertificateUUID: 'other' })), 'missing_key');
  assert.equal(await codeOf(enrollmentProfile(base, {}, [{ PayloadType: 'com.apple.mdm' }])), 'duplicate_payload');
  assert.equal(await codeOf(new Uint8Array([0x30, 1])), 'unreadable');
  assert.equal(await codeOf(profileOf('sso', platformSsoPayloads())), 'not_permitted');
});

test('a signed profile installs as a plain one does', async () => {
  const mac = fresh();
  const { files } = makeTestSigner('P-256');
  const signed = opensslSigned(organisation.enrollmentProfile, files);
  assert.equal((await mac.openMobileconfig(signed)).outcome.kind, 'installed');
});

test('a replaced enrollment profile renews the identity, by which the report and all after it are signed (section 3.2)', async () => {
  const mac = await enrolledMac(organisation, ({ management }) => {
    if (management) management.bootstrapToken = { sealed: 'AAAA', escrowed: true };
  });
  const before = mac.state().management?.identity.certificate;
  const uuid = installs(organisation.enrollmentProfile);
  await mac.connectToMdm();
  assert.deepEqual(kinds(), ['Idle', 'Authenticate', 'TokenUpdate', 'report']);
  assert.equal(organisation.reportsOf(uuid)[0]?.['Status'], 'Acknowledged');
  const { management } = mac.state();
  assert.notEqual(management?.identity.certificate, before);
  assert.ok(management?.enrolled);
  assert.equal(management.bootstrapToken?.escrowed, false);
  assertSignedBy(mac, organisation.seen.at(-1)?.request);
  assert.deepEqual(management.unsent, []);
});

test('a renewal that fails leaves identity, profiles and enrollment as they were (section 3.2)', async () => {
  for (const fail of [
    () => organisation.reply('Authenticate', { status: 401 }),
    () => organisation.reply('TokenUpdate', { status: 500 }),
    () => (organisation.authority.behaviours = [{ pkiStatus: 'failure', failInfo: 'badRequest' }]),
  ]) {
    organisation = new FakeOrganisation();
    const mac = await enrolledMac(organisation);
    const before = mac.state();
    fail();
    const uuid = installs(organisation.enrollmentProfile);
    assert.equal((await mac.connectToMdm()).outcome.kind, 'idle');
    assert.equal(organisation.reportsOf(uuid)[0]?.['Status'], 'Error');
    assert.deepEqual(mac.state().management, before.management);
    assert.deepEqual(mac.state().profiles, before.profiles);
  }
});

test('what may not change while a Mac is enrolled does not; rights may shrink (section 3.2)', async () => {
  const statusOf = async (mdm: Parameters<typeof enrollmentProfile>[1]) => {
    organisation = new FakeOrganisation();
    const mac = await enrolledMac(organisation, ({ management }) => {
      if (management) Object.assign(management.settings, { accessRights: 4096 + 2 + 1 });
    });
    const uuid = installs(enrollmentProfile(base, { AccessRights: 3, ...mdm }));
    await mac.connectToMdm();
    return organisation.reportsOf(uuid)[0]?.['Status'];
  };
  assert.equal(await statusOf({}), 'Acknowledged');
  assert.equal(await statusOf({ AccessRights: 7 }), 'Error');
  assert.equal(await statusOf({ Topic: 'com.apple.mgmt.External.other' }), 'Error');
  assert.equal(await statusOf({ ServerURL: `${base}/other` }), 'Error');
  assert.equal(await statusOf({ CheckInURL: `${base}/other` }), 'Error');
  assert.equal(await statusOf({ ServerCapabilities: [] }), 'Error');
});

test('a Mac has one organisation', async () => {
  const mac = await enrolledMac(organisation);
  const other = profileOf('com.example.other', [
    { PayloadType: 'com.apple.security.scep', PayloadUUID: 'i', PayloadContent: { URL: `${base}/scep` } },
    { PayloadType: 'com.apple.mdm', IdentityCertificateUUID: 'i', Topic: 't', ServerURL: `${base}/mdm` },
  ]);
  const { outcome } = await mac.openMobileconfig(other);
  assert.equal(outcome.kind === 'refused' && outcome.code, 'not_permitted');
});

test('who removes the enrollment profile sends CheckOut once, whatever comes of it, and all of MDM goes', async () => {
  const managed = {
    identifier: 'wifi',
    displayName: 'Wi-Fi',
    installed: 0,
    content: { PayloadContent: [] },
    managed: true,
  };
  const withMore = (state: MacState) => {
    state.profiles.push(managed, { ...managed, identifier: 'own', managed: false });
  };
  for (const reply of [{}, { status: 500 }, { unreachable: true }]) {
    organisation = new FakeOrganisation();
    const mac = await enrolledMac(organisation, withMore);
    organisation.reply('CheckOut', reply);
    assert.equal((await mac.unenroll()).outcome.kind, 'done');
    assert.deepEqual(kinds(), ['CheckOut']);
    assert.equal(mac.state().management, undefined);
    assert.deepEqual(
      mac.state().profiles.map(({ identifier }) => identifier),
      ['own'],
    );
  }
  const { outcome } = await fresh().unenroll();
  assert.equal(outcome.kind === 'refused' && outcome.reason, 'not-enrolled');
});

test('a person cannot remove what the organisation does not let go', async () => {
  const mac = await enrolledMac(organisation, ({ management }) => {
    if (management) Object.assign(management, { removalDisallowed: true });
  });
  const { outcome } = await mac.unenroll();
  assert.equal(outcome.kind === 'refused' && outcome.reason, 'removal-disallowed');
});

test('a check-in whose answer is lost is an enrollment that begins anew', async () => {
  const mac = fresh();
  await mac.misbehave('check-in-answer-lost', { times: 1 });
  assert.equal((await mac.openMobileconfig(organisation.enrollmentProfile)).outcome.kind, 'refused');
  assert.equal((await mac.openMobileconfig(organisation.enrollmentProfile)).outcome.kind, 'installed');
  assert.deepEqual(kinds(), ['Authenticate', 'Authenticate', 'TokenUpdate']);
});

test('a Mac that was kept before there was management still opens, and is managed by nobody', async () => {
  const { setup, management, managedAdministrators, applications, attestation, factory, ...before } = fresh().state();
  assert.equal(setup ?? management ?? managedAdministrators ?? applications ?? attestation ?? factory, undefined);
  const mac = openVirtualMac(JSON.parse(JSON.stringify(before)) as MacState, portsOf(organisation));
  assert.equal(mac.setup(), undefined);
  assert.deepEqual((await mac.connectToMdm()).outcome, { kind: 'not-enrolled' });
  assert.deepEqual((await mac.takePushes()).outcome, []);
  assert.equal((await mac.runDueWork()).outcome.kind, 'done');
  await mac.logout();
  assert.equal((await mac.login('ada', { kind: 'password', password: 'local' })).outcome.kind, 'unlocked');
  assert.equal((await mac.openMobileconfig(organisation.enrollmentProfile)).outcome.kind, 'installed');
});
