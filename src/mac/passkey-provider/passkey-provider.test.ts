import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { fromBase64url } from '#protocol/encoding/base64.ts';
import type { JsonObject } from '#protocol/encoding/json.ts';
import { virtualMacAaguid } from '#protocol/webauthn/aaguids.ts';
import { parseEs256Key } from '#protocol/webauthn/cose-key.ts';
import type { MacParts } from '../mac-parts.ts';
import type { QuirkName } from '../quirks/catalogue.ts';
import { type CredentialOutcome, navigatorCredentials } from '../safari/navigator-credentials.ts';
import { browsingMac, organisation, registerWithSecureEnclave } from '../testing/browsing-mac.ts';
import { settingsPath, switchProvider } from './provider-switch.ts';
import type { AskForConsent } from './user-verification.ts';

const touch: AskForConsent = () => Promise.resolve({ kind: 'touch-id' });
const rpID = 'id.example.org';

function registeredMac(changes = {}) {
  const { mac } = browsingMac({}, changes);
  const publicKey = registerWithSecureEnclave(mac);
  assert.deepEqual(switchProvider(mac, true), { kind: 'done' });
  return { mac, publicKey };
}

const creationOptions = (change = {}) =>
  generateRegistrationOptions({
    rpName: 'Example',
    rpID,
    userName: 'ada@example.org',
    userID: new Uint8Array([1, 2, 3]),
    attestationType: 'direct',
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    ...change,
  });

function credentialOf(outcome: CredentialOutcome): JsonObject {
  assert.equal(outcome.kind, 'credential', JSON.stringify(outcome));
  return outcome.kind === 'credential' ? outcome.json : {};
}

const nameOf = (outcome: CredentialOutcome) => (outcome.kind === 'exception' ? outcome.name : outcome.kind);

async function register(mac: MacParts, change = {}) {
  const options = await creationOptions(change);
  const response = credentialOf(await navigatorCredentials(mac, organisation, touch).create(options));
  const { registrationInfo } = await verifyRegistrationResponse({
    response: response as never,
    expectedChallenge: options.challenge,
    expectedOrigin: organisation,
    expectedRPID: rpID,
    requireUserVerification: true,
  });
  assert.ok(registrationInfo);
  return registrationInfo;
}

async function authenticate(mac: MacParts, { credential }: Awaited<ReturnType<typeof register>>, allow = true) {
  const options = await generateAuthenticationOptions({
    rpID,
    userVerification: 'required',
    ...(allow ? { allowCredentials: [{ id: credential.id }] } : {}),
  });
  const response = credentialOf(await navigatorCredentials(mac, organisation, touch).get(options));
  const verified = await verifyAuthenticationResponse({
    response: response as never,
    expectedChallenge: options.challenge,
    expectedOrigin: organisation,
    expectedRPID: rpID,
    credential,
    requireUserVerification: true,
  });
  return { response, ...verified };
}

describe('The Mac as a platform authenticator, judged by @simplewebauthn/server', () => {
  it('makes a credential of its own model, on one device, by the Platform SSO key of the person', async () => {
    const { mac, publicKey } = registeredMac();
    const info = await register(mac);
    assert.deepEqual(
      [info.aaguid, info.fmt, info.userVerified, info.credentialDeviceType, info.credentialBackedUp],
      [virtualMacAaguid, 'packed', true, 'singleDevice', false],
    );
    assert.deepEqual(parseEs256Key(info.credential.publicKey), publicKey);
    assert.deepEqual(info.credential.transports, ['internal']);
  });

  it('gives no attestation where none is wanted (W3C WebAuthn section 5.4.7)', async () => {
    const { mac } = registeredMac();
    assert.equal((await register(mac, { attestationType: 'none' })).fmt, 'none');
  });

  it('signs in by name and without, tells the user handle, and counts', async () => {
    const { mac } = registeredMac();
    const info = await register(mac);
    const first = await authenticate(mac, info);
    assert.ok(first.verified);
    assert.equal(first.authenticationInfo.newCounter, info.credential.counter + 1);
    const second = await authenticate(mac, info, false);
    assert.equal(second.authenticationInfo.newCounter, info.credential.counter + 2);
    const handle = (second.response['response'] as JsonObject)['userHandle'];
    assert.deepEqual(fromBase64url(typeof handle === 'string' ? handle : ''), new Uint8Array([1, 2, 3]));
  });

  it('gives another relying party a key of its own', async () => {
    const { mac, publicKey } = registeredMac();
    const options = await creationOptions({ rpID: 'notes.example' });
    const page = navigatorCredentials(mac, 'https://notes.example', touch);
    const response = credentialOf(await page.create(options));
    const { registrationInfo } = await verifyRegistrationResponse({
      response: response as never,
      expectedChallenge: options.challenge,
      expectedOrigin: 'https://notes.example',
      expectedRPID: 'notes.example',
    });
    assert.notDeepEqual(parseEs256Key(registrationInfo?.credential.publicKey ?? new Uint8Array()), publicKey);
  });

  const refusals: readonly (readonly [QuirkName, 'create' | 'get', RegExp])[] = [
    ['passkey-wrong-origin', 'create', /origin/],
    ['passkey-wrong-origin', 'get', /origin/],
    ['passkey-other-challenge', 'create', /challenge/],
    ['passkey-other-challenge', 'get', /challenge/],
    ['passkey-other-relying-party', 'create', /RP ID/],
    ['passkey-other-relying-party', 'get', /RP ID/],
    ['passkey-no-user-verification', 'create', /[Uu]ser verification/],
    ['passkey-no-user-verification', 'get', /[Uu]ser verification/],
    ['passkey-nobody-present', 'create', /not present/],
    ['passkey-nobody-present', 'get', /not present/],
    ['passkey-counter-back', 'get', /counter/],
  ];
  for (const [name, ceremony, reason] of refusals) {
    it(`is refused in "${ceremony}" with the fault ${name}`, async () => {
      const { mac } = registeredMac();
      const misbehave = () => mac.state.quirks.push({ name, timesLeft: 1, value: undefined });
      if (ceremony === 'create') {
        misbehave();
        await assert.rejects(register(mac), reason);
        return;
      }
      const info = await register(mac);
      misbehave();
      await assert.rejects(authenticate(mac, info), reason);
      assert.ok((await authenticate(mac, info)).verified);
    });
  }

  it('is refused with the fault passkey-foreign-key', async () => {
    const { mac } = registeredMac();
    const info = await register(mac);
    mac.state.quirks.push({ name: 'passkey-foreign-key', timesLeft: 1, value: undefined });
    assert.equal((await authenticate(mac, info)).verified, false);
  });
});

describe('Who may use the authenticator', () => {
  it('asks Touch ID or the password of the account, which may be wrong twice', async () => {
    const { mac } = registeredMac();
    const typed = ['wrong', 'wrong too', 'local secret'];
    const ask: AskForConsent = () => Promise.resolve({ kind: 'password', password: typed.shift() ?? '' });
    credentialOf(await navigatorCredentials(mac, organisation, ask).create(await creationOptions()));
    assert.deepEqual(typed, []);
    for (const consent of [undefined, { kind: 'password', password: 'wrong' } as const]) {
      const page = navigatorCredentials(mac, organisation, () => Promise.resolve(consent));
      assert.equal(nameOf(await page.create(await creationOptions())), 'NotAllowedError');
    }
  });

  it('tells which accounts there are, and uses the one that is chosen', async () => {
    const { mac } = registeredMac();
    const page = navigatorCredentials(mac, organisation, touch);
    for (const name of ['ada', 'admin']) {
      await page.create(await creationOptions({ userName: name, userID: new Uint8Array(Buffer.from(name)) }));
    }
    const asked: string[] = [];
    const ask: AskForConsent = ({ userNames }) => {
      asked.push(...userNames);
      return Promise.resolve({ kind: 'touch-id', userName: 'ada' });
    };
    const outcome = await navigatorCredentials(mac, organisation, ask).get(
      await generateAuthenticationOptions({ rpID }),
    );
    assert.equal((credentialOf(outcome)['response'] as JsonObject)['userHandle'], 'YWRh');
    assert.deepEqual(asked.toSorted(), ['ada', 'admin']);
  });

  it('refuses a second credential for an account that has one here, after consent (section 6.3.2 step 3)', async () => {
    const { mac } = registeredMac();
    const { credential } = await register(mac);
    const options = await creationOptions({ excludeCredentials: [{ id: credential.id }] });
    assert.equal(nameOf(await navigatorCredentials(mac, organisation, touch).create(options)), 'InvalidStateError');
    const closed = navigatorCredentials(mac, organisation, () => Promise.resolve(undefined));
    assert.equal(nameOf(await closed.create(options)), 'NotAllowedError');
  });

  it('keeps relying parties to their hosts (section 5.1.3 step 8)', async () => {
    const { mac } = registeredMac();
    const name = async (origin: string, id: string | undefined) =>
      nameOf(
        await navigatorCredentials(mac, origin, touch).create({
          ...(await creationOptions()),
          rp: { name: 'x', ...(id === undefined ? {} : { id }) },
        }),
      );
    for (const [origin, id] of [
      ['https://id.example.org', 'id.example.org'],
      ['https://id.example.org', 'example.org'],
      ['https://localhost:8443', 'localhost'],
      ['https://localhost:8443', undefined],
    ] as const) {
      assert.equal(await name(origin, id), 'credential', `${origin} ${id ?? ''}`);
    }
    for (const [origin, id] of [
      ['https://id.example.org', 'org'],
      ['https://id.example.org', 'ample.org'],
      ['https://id.example.org', 'x.id.example.org'],
      ['https://id.example.org.evil.example', 'id.example.org'],
      ['http://id.example.org', 'id.example.org'],
      ['https://10.0.0.1', '10.0.0.1'],
    ] as const) {
      assert.equal(await name(origin, id), 'SecurityError', `${origin} ${id}`);
    }
  });

  it('says what it cannot do: other algorithms, security keys, options that are none', async () => {
    const { mac } = registeredMac();
    const page = navigatorCredentials(mac, organisation, touch);
    const options = await creationOptions();
    assert.equal(
      nameOf(await page.create({ ...options, pubKeyCredParams: [{ type: 'public-key', alg: -257 }] })),
      'NotSupportedError',
    );
    const keys = { ...options, authenticatorSelection: { authenticatorAttachment: 'cross-platform' } };
    assert.equal(nameOf(await page.create(keys)), 'NotAllowedError');
    assert.equal(nameOf(await page.create(undefined)), 'TypeError');
    assert.equal(nameOf(await page.get({ challenge: 1 })), 'TypeError');
    assert.equal(nameOf(await page.get(await generateAuthenticationOptions({ rpID }))), 'NotAllowedError');
  });
});

describe('The switch in Settings', () => {
  it('stands where the macOS has it', () => {
    const place = (macos: '14.0' | '14.4' | '15.0' | '26.0') => settingsPath(browsingMac({}, { macos }).mac);
    assert.match(place('14.0'), /Passwords > Password options > Use passwords and passkeys from$/);
    assert.equal(place('14.4'), place('14.0'));
    assert.match(place('15.0'), /General > AutoFill & Passwords$/);
    assert.equal(place('26.0'), place('15.0'));
  });

  it('needs macOS 14, somebody at the desktop, the application and a registration by the Secure Enclave method', () => {
    const reason = (mac: MacParts) => {
      const outcome = switchProvider(mac, true);
      return outcome.kind === 'refused' ? outcome.reason : outcome.kind;
    };
    const old = browsingMac({}, { macos: '13.0' }).mac;
    registerWithSecureEnclave(old);
    assert.equal(reason(old), 'no-passkey-providers-before-macos-14');
    const { mac } = browsingMac({});
    assert.equal(reason(mac), 'not-registered-with-secure-enclave');
    registerWithSecureEnclave(mac);
    mac.state.session = { kind: 'locked', user: 'ada' };
    assert.equal(reason(mac), 'nobody-at-the-desktop');
    mac.state.session = { kind: 'desktop', user: 'ada' };
    const { extensions } = mac.state;
    mac.state.extensions = [];
    assert.equal(reason(mac), 'no-extension');
    mac.state.extensions = extensions;
    assert.equal(reason(mac), 'done');
  });

  it('off, or a lost Secure Enclave key, means no passkey; on again, it is back', async () => {
    const { mac } = registeredMac();
    const info = await register(mac);
    switchProvider(mac, false);
    const page = navigatorCredentials(mac, organisation, touch);
    const options = await generateAuthenticationOptions({ rpID });
    assert.equal(nameOf(await page.get(options)), 'NotAllowedError');
    assert.equal(nameOf(await page.create(await creationOptions())), 'NotAllowedError');
    switchProvider(mac, true);
    assert.ok((await authenticate(mac, info)).verified);
    mac.enclave.destroy(mac.state.platformSso.users['ada']?.secureEnclaveKey ?? '');
    assert.equal(nameOf(await page.get(options)), 'NotAllowedError');
    registerWithSecureEnclave(mac);
    assert.equal(nameOf(await page.get(options)), 'NotAllowedError');
  });
});
