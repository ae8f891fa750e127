/** Refusals of registrations, and of too many attempts: design section 5, rules 9 and 10. */
import { toBase64 } from '#protocol/encoding/base64.ts';
import { appleKeyId } from '#protocol/jose/jwk.ts';
import { type Changes, signingKey } from '#protocol/platform-sso/contract/sample-mac.ts';
import { encodeUserKeyProof } from '#protocol/platform-sso/registration/user-registration.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import type { RefusalCode } from '../refusal.ts';
import { refusalsOfRegistrationWindows } from './refusals-of-registration-windows.ts';
import { cardMac } from './refusals-of-logins.ts';
import type { Purpose, RefusalRow } from './refusal-row.ts';
import { codeOf, expected, type Reply } from './reply.ts';
import { joinedMac, type RequestChanges, TestMac } from './test-mac.ts';
import { type Provider, urls } from './test-provider.ts';

type Status = RefusalRow['status'];
type Provoke = RefusalRow['provoke'];

function refused(purpose: Purpose, code: RefusalCode, status: Status, title: string, provoke: Provoke): RefusalRow {
  return { code, status, title, purpose, provoke };
}

const device = (code: RefusalCode, status: Status, title: string, provoke: Provoke) =>
  refused('device-registration', code, status, title, provoke);
const user = (code: RefusalCode, status: Status, title: string, provoke: Provoke) =>
  refused('user-registration', code, status, title, provoke);
type Changing = (mac: TestMac) => RequestChanges | Promise<RequestChanges>;

function changedDevice(code: RefusalCode, title: string, changes: Changing): RefusalRow {
  return device(code, 400, title, async (provider) => {
    const mac = new TestMac(provider);
    return mac.registerDevice(undefined, await changes(mac));
  });
}

function changedUser(code: RefusalCode, title: string, changes: Changing): RefusalRow {
  return user(code, 400, title, async (provider) => {
    const ada = await provider.person();
    const mac = await joinedMac(provider, ada);
    return mac.registerUser(ada, 'UserSecureEnclaveKey', await changes(mac));
  });
}

async function withAccessToken(
  provider: Provider,
  mac: TestMac,
  change: (userId: string) => unknown = () => undefined,
): Promise<Reply> {
  const ada = await provider.person();
  const token = await mac.accessToken(ada);
  await change(ada.id);
  return mac.registerDevice({ kind: 'access-token', token });
}

const devices: readonly RefusalRow[] = [
  device('malformed_body', 400, 'a device registration without a JWS', async (provider) =>
    new TestMac(provider).postJson('/platform-sso/device-registration', { registration: 1 }),
  ),
  changedDevice('unexpected_typ', 'a device registration under another typ', () => ({ header: { typ: 'JWT' } })),
  changedDevice('key_proof_invalid', 'a device key that did not sign (section 5.9)', () => ({ signer: signingKey() })),
  changedDevice('key_proof_invalid', 'a device registration under the kid of another key (section 5.9)', () => ({
    header: { kid: signingKey().kid },
  })),
  changedDevice('audience_mismatch', 'a device registration for another address (section 5.9)', () => ({
    claims: { aud: urls.userRegistration },
  })),
  changedDevice('request_expired', 'a device registration of six minutes ago (section 5.9)', ({ now }) => ({
    claims: { iat: now - 360 },
  })),
  changedDevice('request_from_future', 'a device registration 61 seconds ahead (section 5.9)', ({ now }) => ({
    claims: { iat: now + 61 },
  })),
  changedDevice(
    'nonce_foreign',
    'a device registration with the nonce of another request (section 5.4)',
    async (mac) => ({
      nonce: await mac.nonce('another'),
    }),
  ),
  changedDevice('point_not_on_curve', 'a device signing key that is not on the curve (section 5.8)', (mac) => {
    const point = offCurve(mac.signing.publicKey);
    return { header: { kid: appleKeyId(point, nodeCrypto) }, claims: { device_signing_key: toBase64(point) } };
  }),
  changedDevice('point_not_on_curve', 'a device encryption key that is not on the curve (section 5.8)', (mac) => ({
    claims: { device_encryption_key: toBase64(offCurve(mac.encryption.publicKey)) },
  })),
  device('nonce_replayed', 400, 'a device registration with a used nonce (section 5.4)', async (provider) => {
    const mac = new TestMac(provider);
    const nonce = await mac.nonce();
    expected(await mac.registerDevice(undefined, { nonce }));
    return mac.registerDevice(undefined, { nonce });
  }),
  device('device_revoked', 403, 'a revoked Mac that registers again (section 5.7)', async (provider) => {
    const mac = new TestMac(provider);
    expected(await mac.registerDevice());
    await provider.feature.administration.revokeDevice(mac.serialNumber, 'test');
    return mac.registerDevice();
  }),
];

function offCurve(point: Uint8Array): Uint8Array {
  const wrong = Uint8Array.from(point);
  wrong[64] = (wrong[64] ?? 0) ^ 1;
  return wrong;
}

const tokens: readonly RefusalRow[] = [
  device('registration_token_unknown', 403, 'a made-up registration token (section 5.9)', async (provider) =>
    new TestMac(provider).registerDevice({ kind: 'registration-token', token: 'made-up' }),
  ),
  device('registration_token_expired', 403, 'a registration token after a day (section 5.9)', async (provider) => {
    const mac = new TestMac(provider);
    const proof = await mac.registrationToken();
    provider.time += 86_400_000;
    return mac.registerDevice(proof);
  }),
  device('registration_token_spent', 403, 'a registration token with a second key (section 5.9)', async (provider) => {
    const mac = new TestMac(provider);
    const proof = await mac.registrationToken();
    expected(await mac.registerDevice(proof));
    return new TestMac(provider, mac.serialNumber).registerDevice(proof);
  }),
  device('registration_token_foreign', 403, 'the registration token of another Mac (section 5.9)', async (provider) =>
    new TestMac(provider).registerDevice(await new TestMac(provider).registrationToken()),
  ),
  device('access_token_invalid', 403, 'a made-up access token (section 5.9)', async (provider) =>
    new TestMac(provider).registerDevice({ kind: 'access-token', token: 'made-up' }),
  ),
  device('access_token_invalid', 403, 'an access token after ten minutes (section 5.9)', (provider) =>
    withAccessToken(provider, new TestMac(provider), () => (provider.time += 600_000)),
  ),
  device('access_token_invalid', 403, 'the access token of a person disabled since (section 5.7)', (provider) =>
    withAccessToken(provider, new TestMac(provider), (userId) => provider.directory.disableUser(userId, 'test')),
  ),
  device('access_token_foreign', 403, 'the access token of a sign-in that set up another Mac', async (provider) => {
    const token = await setupToken(provider, (await provider.person()).id, 'C02OTHER0001');
    return new TestMac(provider).registerDevice({ kind: 'access-token', token });
  }),
  device('access_token_invalid', 403, 'the access token of a setup of half an hour ago', async (provider) => {
    const mac = new TestMac(provider);
    const token = await setupToken(provider, (await provider.person()).id, mac.serialNumber);
    provider.time += 1_800_000;
    return mac.registerDevice({ kind: 'access-token', token });
  }),
  device('device_already_registered', 409, 'new keys by a setup at the address of all Macs', async (provider) => {
    const mac = await joinedMac(provider, await provider.person());
    const token = await setupToken(provider, (await provider.person()).id, mac.serialNumber, false);
    return new TestMac(provider, mac.serialNumber).registerDevice({ kind: 'access-token', token });
  }),
  {
    ...device('registration_not_allowed', 403, 'a person who registers a Mac without its token', (provider) =>
      withAccessToken(provider, new TestMac(provider)),
    ),
    options: { settings: { usersMayRegisterDevices: false } },
  },
  device('device_already_registered', 409, "a stranger's keys for a registered Mac (section 5.9)", async (provider) => {
    const mac = await joinedMac(provider, await provider.person());
    return withAccessToken(provider, new TestMac(provider, mac.serialNumber));
  }),
  device('key_already_registered', 409, "another Mac's key (section 5.9)", async (provider) => {
    const first = new TestMac(provider);
    expected(await first.registerDevice());
    const second = new TestMac(provider);
    second.signing = first.signing;
    return second.registerDevice();
  }),
  device('key_already_registered', 409, 'keys that a repair retired (section 5.9)', async (provider) => {
    const mac = new TestMac(provider);
    expected(await mac.registerDevice());
    expected(await new TestMac(provider, mac.serialNumber).registerDevice());
    return mac.registerDevice();
  }),
];

/** The token of a sign-in during the setup of a Mac. */
async function setupToken(provider: Provider, userId: string, serialNumber: string, isOwnAddress = true) {
  const token = `setup-${userId}`;
  const grant = { token, userId, serialNumber, isOwnAddress, address: '192.0.2.1' };
  await provider.database.write((writer) => provider.feature.acceptSetupSignIn(writer, grant));
  return token;
}

const attested: readonly RefusalRow[] = [
  {
    ...device(
      'attestation_required',
      403,
      'a Mac without attestation where one is required (section 5.9)',
      (provider) => new TestMac(provider).registerDevice(),
    ),
    options: { settings: { attestation: 'required' } },
  },
  {
    ...device('attestation_invalid', 403, 'an attestation that is no certificate (section 5.9)', (provider) =>
      new TestMac(provider).registerDevice(undefined, { claims: { attestation: ['AAAA'] } }),
    ),
    reason: 'attestation_malformed',
  },
];

const users: readonly RefusalRow[] = [
  changedUser('key_proof_invalid', 'a user registration that the Mac did not sign (section 5.9)', () => ({
    signer: signingKey(),
  })),
  changedUser('key_proof_invalid', 'a user key with the proof of another (section 5.9)', (mac) =>
    proven(mac, ({ kid, signer }, nonce) => encodeUserKeyProof(nonce, urls.userRegistration, kid, signer)),
  ),
  changedUser('key_proof_invalid', 'a user key with the proof of an earlier registration (section 5.9)', (mac) =>
    proven(mac, ({ kid, signer }) => encodeUserKeyProof('earlier', urls.userRegistration, kid, signer), true),
  ),
  changedUser('point_not_on_curve', 'a user key that is not on the curve (section 5.8)', async (mac) => {
    const nonce = await mac.nonce();
    const point = offCurve(signingKey().publicKey);
    const kid = appleKeyId(point, nodeCrypto);
    const proof = encodeUserKeyProof(nonce, urls.userRegistration, kid, signingKey().signer);
    return { nonce, claims: { user_key: toBase64(point), user_key_proof: proof } };
  }),
  changedUser('audience_mismatch', 'a user registration for another address (section 5.9)', () => ({
    claims: { aud: urls.deviceRegistration },
  })),
  changedUser('malformed_claim', 'a user registration by another method', () => ({ claims: { method: 'Telepathy' } })),
  user('access_token_invalid', 403, 'a user registration with a made-up access token (section 5.9)', (provider) =>
    registeredWith(provider, { access_token: 'made-up' }),
  ),
  user('access_token_foreign', 403, 'a person who set up another Mac registers on this one', async (provider) => {
    const ada = await provider.person();
    const mac = await joinedMac(provider, ada);
    const token = await setupToken(provider, ada.id, 'C02OTHER0001');
    return mac.registerUser(ada, 'Password', { claims: { access_token: token } });
  }),
  user('device_unknown', 400, 'a user registration from a Mac that never registered (section 5.9)', async (provider) =>
    new TestMac(provider).registerUser(await provider.person(), 'Password'),
  ),
  user('device_revoked', 403, 'a user registration on a revoked Mac (section 5.7)', async (provider) => {
    const ada = await provider.person();
    const mac = await joinedMac(provider, ada);
    await provider.feature.administration.revokeDevice(mac.serialNumber, 'test');
    return mac.registerUser(ada, 'Password');
  }),
  user('device_keys_retired', 400, 'a user registration with replaced device keys (section 5.9)', async (provider) => {
    const ada = await provider.person();
    const mac = await joinedMac(provider, ada);
    expected(await new TestMac(provider, mac.serialNumber).registerDevice());
    return mac.registerUser(ada, 'Password');
  }),
  user('device_mismatch', 400, "a second person with the first one's device keys (section 5.9)", async (provider) => {
    const [ada, bob] = [await provider.person(), await provider.person()];
    const mac = new TestMac(provider);
    const proof = { kind: 'access-token', token: await mac.accessToken(ada) } as const;
    expected(await mac.registerDevice(proof, { claims: { shared_device_keys: false } }));
    return mac.registerUser(bob, 'Password');
  }),
  user('key_already_registered', 409, "a person's key of another Mac (section 5.9)", async (provider) => {
    const ada = await provider.person();
    const [first, second] = [await joinedMac(provider, ada), await joinedMac(provider, ada)];
    const key = first.userKeys.get(ada.username) ?? signingKey();
    const nonce = await second.nonce();
    const proof = encodeUserKeyProof(nonce, urls.userRegistration, key.kid, key.signer);
    const claims = { user_key: toBase64(key.publicKey), user_key_proof: proof };
    return second.registerUser(ada, 'UserSecureEnclaveKey', { nonce, claims });
  }),
  user('nonce_replayed', 400, 'a user registration with a used nonce (section 5.4)', async (provider) => {
    const ada = await provider.person();
    const mac = await joinedMac(provider, ada);
    const nonce = await mac.nonce();
    expected(await mac.registerUser(ada, 'Password', { nonce }));
    return mac.registerUser(ada, 'Password', { nonce });
  }),
  user('method_not_allowed', 403, 'a card that registers a password (section 5.9)', async (provider) => {
    const { mac, ada, card } = await cardMac(provider);
    return mac.registerUser(ada, 'Password', { card });
  }),
  user('assertion_signature_invalid', 401, 'a card certificate without its key (section 5.9)', async (provider) => {
    const { mac, ada, card } = await cardMac(provider);
    return mac.registerUser(ada, 'SmartCard', { card: { ...card, key: signingKey() } });
  }),
  user('assertion_nonce_mismatch', 400, "a card's signature over another nonce (section 5.9)", async (provider) => {
    const { mac, ada, card } = await cardMac(provider);
    return mac.registerUser(ada, 'SmartCard', { card, assertion: { request_nonce: await mac.nonce() } });
  }),
  user('assertion_audience_mismatch', 400, "a card's signature for a login (section 5.9)", async (provider) => {
    const { mac, ada, card } = await cardMac(provider);
    return mac.registerUser(ada, 'SmartCard', { card, assertion: { aud: urls.assertionAudience } });
  }),
  user('card_of_another', 403, 'a card beside the sign-in of somebody else', async (provider) => {
    const { mac, ada, card } = await cardMac(provider);
    return mac.registerUser(ada, 'SmartCard', { card, signedIn: await provider.person() });
  }),
  {
    ...user('card_not_accepted', 401, 'the card of a disabled person (section 5.7)', async (provider) => {
      const { mac, ada, card } = await cardMac(provider);
      await provider.directory.disableUser(ada.id, 'test');
      return mac.registerUser(ada, 'SmartCard', { card });
    }),
    reason: 'disabled',
  },
];

async function registeredWith(provider: Provider, claims: Changes): Promise<Reply> {
  const ada = await provider.person();
  const mac = await joinedMac(provider, ada);
  return mac.registerUser(ada, 'Password', { claims });
}

async function proven(
  mac: TestMac,
  prove: (key: ReturnType<typeof signingKey>, nonce: string) => string,
  ofSameKey = false,
): Promise<RequestChanges> {
  const nonce = await mac.nonce();
  const key = signingKey();
  const named = ofSameKey ? key : signingKey();
  return { nonce, claims: { user_key: toBase64(named.publicKey), user_key_proof: prove(key, nonce) } };
}

const scarce = { burst: 2, perSeconds: 60 };
const plenty = { burst: 1000, perSeconds: 1 };

const budgets: readonly RefusalRow[] = [
  {
    code: 'busy',
    status: 503,
    title: 'one password more than can be checked at once',
    options: { hashBounds: { atOnce: 1, waiting: 0 }, hashCost: { memory: 32_768, passes: 2, lanes: 1 } },
    provoke: async (provider) => {
      const ada = await provider.person();
      const mac = await joinedMac(provider, ada, 'Password');
      const login = async () => mac.post(await mac.passwordLogin(ada));
      const replies = await Promise.all(Array.from({ length: 8 }, login));
      return replies.find(({ status }) => status === 503) ?? login();
    },
  },
  {
    code: 'too_many_attempts',
    status: 429,
    title: 'a third wrong password from one Mac, even if right (section 5.10)',
    options: { budgets: { address: plenty, device: plenty, person: scarce } },
    provoke: async (provider) => {
      const ada = await provider.person();
      const mac = await joinedMac(provider, ada, 'Password');
      for (const guess of ['first guess', 'second guess']) {
        const wrong = codeOf(await mac.post(await mac.passwordLogin(ada, { password: guess })));
        if (wrong !== 'wrong_credential') throw new Error(wrong);
      }
      return mac.post(await mac.passwordLogin(ada));
    },
  },
  {
    code: 'too_many_attempts',
    status: 429,
    title: 'a Mac that has tried two people (section 5.10)',
    options: { budgets: { address: plenty, device: scarce, person: plenty } },
    provoke: async (provider) => {
      const [ada, bob] = [await provider.person(), await provider.person()];
      const mac = await joinedMac(provider, ada, 'Password');
      for (const person of [ada, bob])
        await mac.post(await mac.passwordLogin(person, { password: 'a wrong password' }));
      return mac.post(await mac.passwordLogin(ada));
    },
  },
  {
    code: 'too_many_attempts',
    status: 429,
    title: 'an address that has sent two bad requests (section 5.10)',
    options: { budgets: { address: scarce, device: plenty, person: plenty } },
    provoke: async (provider) => {
      const mac = new TestMac(provider);
      for (let count = 0; count < 2; count += 1) await mac.post(await mac.refresh('token'));
      return mac.post(await mac.refresh('token'));
    },
  },
];

/** Rows about registrations and attempts. */
export const refusalsOfRegistrations: readonly RefusalRow[] = [
  ...devices,
  ...tokens,
  ...attested,
  ...users,
  ...refusalsOfRegistrationWindows,
  ...budgets,
];
