/** Refusals of credentials: design section 5, rules 5, 8 and 10. */
import { generateKeyPairSync } from 'node:crypto';
import { agreementKey, type SigningKey, signingKey } from '#protocol/platform-sso/contract/sample-mac.ts';
import { parseJsonObject } from '#protocol/encoding/json.ts';
import { grantType } from '#protocol/platform-sso/media-types.ts';
import { appleKeyId } from '#protocol/jose/jwk.ts';
import { keySigner, nodeCrypto, p256Point } from '#runtime/crypto.ts';
import { systemRandom } from '#runtime/random.ts';
import { createSmartCardAuthority } from '#runtime/smart-card-authority.ts';
import type { RefusalCode } from '../refusal.ts';
import type { RefusalRow } from './refusal-row.ts';
import { expected } from './reply.ts';
import { joinedMac, type RequestChanges, type TestCard, TestMac } from './test-mac.ts';
import { password, type Person, type Provider } from './test-provider.ts';

type Authority = ReturnType<typeof createSmartCardAuthority>;

/** An authority whose cards a provider trusts, without revocation lists. */
export async function trustedCards(provider: Provider): Promise<Authority> {
  const cards = createSmartCardAuthority({ clock: { now: () => provider.time }, random: systemRandom });
  await provider.directory.addCardAuthority(cards.rootPem, { staleRevocation: 'accept' }, 'test');
  return cards;
}

/** A card of an authority for a person. */
export function cardFor(cards: Authority, { accountName, username }: Person): TestCard {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const spki = new Uint8Array(publicKey.export({ format: 'der', type: 'spki' }));
  const certificate = cards.issue({ publicKey: spki, commonName: accountName, userPrincipalName: username });
  return { key: keyOf(privateKey), chain: [certificate.raw] };
}

function keyOf(privateKey: Parameters<typeof keySigner>[0]): SigningKey {
  const publicKey = p256Point(privateKey);
  const kid = appleKeyId(publicKey, nodeCrypto);
  return { signer: keySigner(privateKey), publicKey, verification: nodeCrypto.p256(publicKey), kid };
}

/** A Mac with a person on it by smart card. */
export async function cardMac(provider: Provider): Promise<{ mac: TestMac; ada: Person; card: TestCard }> {
  const ada = await provider.person();
  const card = cardFor(await trustedCards(provider), ada);
  const mac = new TestMac(provider);
  expected(await mac.registerDevice());
  expected(await mac.registerUser(ada, 'SmartCard', { card }));
  return { mac, ada, card };
}

type Changing = RequestChanges | ((mac: TestMac) => RequestChanges);

function byKey(code: RefusalCode, status: RefusalRow['status'], title: string, changes: Changing): RefusalRow {
  const provoke = async (provider: Provider) => {
    const ada = await provider.person();
    const mac = await joinedMac(provider, ada);
    return mac.post(await mac.keyLogin(ada, typeof changes === 'function' ? changes(mac) : changes));
  };
  return { code, status, title, provoke };
}

function byPassword(code: RefusalCode, status: RefusalRow['status'], title: string, changes: Changing): RefusalRow {
  const provoke = async (provider: Provider) => {
    const ada = await provider.person();
    const mac = await joinedMac(provider, ada, 'Password');
    return mac.post(await mac.passwordLogin(ada, typeof changes === 'function' ? changes(mac) : changes));
  };
  return { code, status, title, provoke };
}

const assertions: readonly RefusalRow[] = [byKey, byPassword].flatMap((by, index) => {
  const kind = index === 0 ? 'signed' : 'encrypted';
  return [
    by('assertion_subject_mismatch', 400, `the ${kind} assertion of another sub (section 5.5)`, {
      assertion: { sub: 'eve@example.org' },
    }),
    by('assertion_subject_mismatch', 400, `the ${kind} assertion of another iss (section 5.5)`, {
      assertion: { iss: 'eve@example.org' },
    }),
    by('assertion_audience_mismatch', 400, `the ${kind} assertion for another audience (section 5.5)`, {
      assertion: { aud: 'https://other.example.org' },
    }),
    by('assertion_nonce_mismatch', 400, `the ${kind} assertion with another nonce (section 5.5)`, {
      assertion: { nonce: 'another nonce' },
    }),
    by('assertion_nonce_mismatch', 400, `the ${kind} assertion with another server nonce (section 5.5)`, {
      assertion: { request_nonce: 'another nonce' },
    }),
    by('assertion_scope_mismatch', 400, `the ${kind} assertion with another scope (section 5.5)`, {
      assertion: { scope: 'openid' },
    }),
    by('assertion_expired', 400, `the ${kind} assertion past its end (section 5.5)`, ({ now }) => ({
      assertion: { iat: now - 361, exp: now - 61 },
    })),
    by('assertion_from_future', 400, `the ${kind} assertion from the future (section 5.5)`, ({ now }) => ({
      assertion: { iat: now + 61, exp: now + 361 },
    })),
    by('assertion_malformed', 400, `something that is no ${kind} assertion`, { claims: { assertion: 'a.b' } }),
  ];
});

const keys: readonly RefusalRow[] = [
  byKey('assertion_signature_invalid', 401, 'an assertion by another key under the right kid (section 5.5)', {
    userSigner: signingKey(),
  }),
  byKey('user_key_unknown', 401, 'an assertion by a key that nobody registered (section 5.5)', () => {
    const stranger = signingKey();
    return { userSigner: stranger, assertionHeader: { kid: stranger.kid } };
  }),
  byKey('user_key_unknown', 401, 'an assertion by the device key itself (section 5.5)', ({ signing }) => ({
    userSigner: signing,
    assertionHeader: { kid: signing.kid },
  })),
  {
    code: 'user_key_unknown',
    status: 401,
    title: "another person's key on the same Mac (section 5.5)",
    provoke: async (provider) => {
      const [ada, bob] = [await provider.person(), await provider.person()];
      const mac = await joinedMac(provider, ada);
      expected(await mac.registerUser(bob, 'UserSecureEnclaveKey'));
      const bobs = mac.userKeys.get(bob.username) ?? signingKey();
      return mac.post(await mac.keyLogin(ada, { userSigner: bobs, assertionHeader: { kid: bobs.kid } }));
    },
  },
  {
    code: 'user_key_unknown',
    status: 401,
    title: "the same person's key of another Mac (section 5.5)",
    provoke: async (provider) => {
      const ada = await provider.person();
      const [mac, other] = [await joinedMac(provider, ada), await joinedMac(provider, ada)];
      const elsewhere = other.userKeys.get(ada.username) ?? signingKey();
      return mac.post(await mac.keyLogin(ada, { userSigner: elsewhere, assertionHeader: { kid: elsewhere.kid } }));
    },
  },
  {
    code: 'wrong_credential',
    status: 401,
    title: 'a key login of a disabled person (section 5.7)',
    reason: 'disabled',
    provoke: async (provider) => {
      const ada = await provider.person();
      const mac = await joinedMac(provider, ada);
      await provider.directory.disableUser(ada.id, 'test');
      return mac.post(await mac.keyLogin(ada));
    },
  },
];

const passwords: readonly RefusalRow[] = [
  {
    ...byPassword('wrong_credential', 401, 'a wrong password (section 5.10)', { password: 'a wrong password' }),
    reason: 'wrong-password',
  },
  {
    ...byPassword('wrong_credential', 401, 'a user whom nobody knows (section 5.10)', {
      claims: { sub: 'nobody@example.org', username: 'nobody@example.org' },
      assertion: { sub: 'nobody@example.org', iss: 'nobody@example.org' },
    }),
    reason: 'unknown-user',
  },
  {
    code: 'wrong_credential',
    status: 401,
    title: 'the right password of a disabled person (section 5.10)',
    reason: 'disabled',
    provoke: async (provider) => {
      const ada = await provider.person();
      const mac = await joinedMac(provider, ada, 'Password');
      await provider.directory.disableUser(ada.id, 'test');
      return mac.post(await mac.passwordLogin(ada));
    },
  },
  {
    code: 'password_must_change',
    status: 401,
    title: 'a password that must be changed first (section 5.10)',
    provoke: async (provider) => {
      const ada = await provider.person();
      const mac = await joinedMac(provider, ada, 'Password');
      await provider.directory.requirePasswordChange(ada.id, 'test');
      return mac.post(await mac.passwordLogin(ada));
    },
  },
  byPassword('password_not_encrypted', 403, 'a password in the clear where encryption was configured', {
    claims: { grant_type: grantType.password, password, assertion: undefined },
  }),
  byPassword('assertion_undecryptable', 400, 'a password encrypted to another key', () => ({
    recipient: agreementKey().publicKey,
  })),
  {
    code: 'point_not_on_curve',
    status: 400,
    title: 'an encrypted password whose epk is not on the curve (section 5.8)',
    provoke: async (provider) => {
      const ada = await provider.person();
      const mac = await joinedMac(provider, ada, 'Password');
      const nonce = await mac.nonce();
      const assertion = withEpkOffCurve(assertionOf(await mac.passwordLogin(ada, { nonce })));
      return mac.post(await mac.passwordLogin(ada, { nonce, claims: { assertion } }));
    },
  },
];

function assertionOf(form: string): string {
  const [, claims = ''] = (form.split('assertion=')[1] ?? '').split('.');
  const assertion = parseJsonObject(Buffer.from(claims, 'base64url').toString())?.['assertion'];
  return typeof assertion === 'string' ? assertion : '';
}

// The Mac's own ephemeral key with the last bit of y turned: the other solution is -y, so this is none.
function withEpkOffCurve(jwe: string): string {
  const [head = '', ...rest] = jwe.split('.');
  const header = JSON.parse(Buffer.from(head, 'base64url').toString()) as { epk: { y: string } };
  const y = Buffer.from(header.epk.y, 'base64url');
  y[31] = (y[31] ?? 0) ^ 1;
  const forged = { ...header, epk: { ...header.epk, y: y.toString('base64url') } };
  return [Buffer.from(JSON.stringify(forged)).toString('base64url'), ...rest].join('.');
}

const cards: readonly RefusalRow[] = [
  {
    code: 'card_not_accepted',
    status: 401,
    title: 'a card of an authority that nobody trusts (section 5.5)',
    reason: 'untrusted',
    provoke: async (provider) => {
      const { mac, ada } = await cardMac(provider);
      const stranger = createSmartCardAuthority({ clock: { now: () => provider.time }, random: systemRandom });
      return mac.post(await mac.cardLogin(ada, cardFor(stranger, ada)));
    },
  },
  {
    code: 'card_not_accepted',
    status: 401,
    title: "another person's card (section 5.5)",
    reason: 'another-person',
    provoke: async (provider) => {
      const { mac, ada } = await cardMac(provider);
      const card = cardFor(await trustedCards(provider), await provider.person());
      return mac.post(await mac.cardLogin(ada, card));
    },
  },
  {
    code: 'card_not_accepted',
    status: 401,
    title: 'the card of a disabled person (section 5.7)',
    reason: 'disabled',
    provoke: async (provider) => {
      const { mac, ada, card } = await cardMac(provider);
      await provider.directory.disableUser(ada.id, 'test');
      return mac.post(await mac.cardLogin(ada, card));
    },
  },
  {
    code: 'assertion_signature_invalid',
    status: 401,
    title: 'a certificate without its key (section 5.5)',
    provoke: async (provider) => {
      const { mac, ada, card } = await cardMac(provider);
      return mac.post(await mac.cardLogin(ada, card, { userSigner: signingKey() }));
    },
  },
];

const registrations: readonly RefusalRow[] = [
  {
    ...byKey('user_not_registered', 403, 'a key login of somebody whom nobody knows (section 5.10)', {
      claims: { sub: 'nobody@example.org', username: 'nobody@example.org' },
      assertion: { sub: 'nobody@example.org', iss: 'nobody@example.org' },
    }),
    reason: 'unknown-user',
  },
  {
    code: 'user_not_registered',
    status: 403,
    title: 'a person who is not registered on this Mac (section 5.5)',
    provoke: async (provider) => {
      const [ada, bob] = [await provider.person(), await provider.person()];
      const mac = await joinedMac(provider, ada, 'Password');
      return mac.post(await mac.passwordLogin(bob));
    },
  },
  {
    code: 'user_not_registered',
    status: 403,
    title: 'a person whose registration was revoked (section 5.7)',
    provoke: async (provider) => {
      const ada = await provider.person();
      const mac = await joinedMac(provider, ada);
      const { administration } = provider.feature;
      const { items } = await administration.listRegistrations({ limit: 9, userId: ada.id });
      await administration.revokeRegistration(items[0]?.id ?? '', 'test');
      return mac.post(await mac.keyLogin(ada));
    },
  },
  {
    code: 'first_login_not_allowed',
    status: 403,
    title: 'a first login of somebody who is in none of the groups that may (section 10.2)',
    reason: 'account-creation',
    options: {
      settings: {
        firstLogin: { 'account-creation': { kind: 'members', groups: ['Staff'] }, authorization: { kind: 'everyone' } },
      },
    },
    provoke: async (provider) => {
      const [ada, bob] = [await provider.person(), await provider.person()];
      const mac = await joinedMac(provider, ada, 'Password');
      return mac.post(await mac.passwordLogin(bob));
    },
  },
  {
    code: 'method_not_allowed',
    status: 403,
    title: 'a password where a Secure Enclave key is registered (section 5.5)',
    provoke: async (provider) => {
      const ada = await provider.person();
      const mac = await joinedMac(provider, ada);
      return mac.post(await mac.passwordLogin(ada));
    },
  },
  {
    code: 'method_not_allowed',
    status: 403,
    title: 'a key where a password is registered (section 5.5)',
    provoke: async (provider) => {
      const ada = await provider.person();
      const mac = await joinedMac(provider, ada, 'Password');
      mac.userKeys.set(ada.username, signingKey());
      return mac.post(await mac.keyLogin(ada));
    },
  },
];

/** Rows about whether the person is who they say. */
export const refusalsOfLogins: readonly RefusalRow[] = [
  ...assertions,
  ...keys,
  ...passwords,
  ...cards,
  ...registrations,
];
