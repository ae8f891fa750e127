/** Refusals of refresh tokens and unlock keys: design section 5, rules 6 to 8. */
import assert from 'node:assert/strict';
import { agreementKey } from '#protocol/platform-sso/contract/sample-mac.ts';
import type { RefusalRow } from './refusal-row.ts';
import { codeOf, expected } from './reply.ts';
import { joinedMac, type TestMac } from './test-mac.ts';
import type { Person, Provider } from './test-provider.ts';

const day = 86_400_000;

/** A Mac with a person who has logged in. */
export async function loggedIn(provider: Provider): Promise<{ mac: TestMac; ada: Person; token: string }> {
  const ada = await provider.person();
  const mac = await joinedMac(provider, ada);
  return { mac, ada, token: await logIn(mac, ada) };
}

/** Logs a person in by key and returns the refresh token. */
export async function logIn(mac: TestMac, person: Person): Promise<string> {
  return mac.tokensOf(await mac.post(await mac.keyLogin(person))).refreshToken;
}

/** The key context of a person's unlock key. */
export async function unlockContext(mac: TestMac, person: Person, token: string): Promise<string> {
  return mac.unlockKeyOf(await mac.post(await mac.keyRequest(person, token))).keyContext ?? '';
}

const refreshes: readonly RefusalRow[] = [
  {
    code: 'refresh_token_unknown',
    status: 400,
    title: 'a refresh token that is no token (section 5.6)',
    provoke: async (provider) => {
      const { mac } = await loggedIn(provider);
      return mac.post(await mac.refresh('made-up'));
    },
  },
  {
    code: 'refresh_token_unknown',
    status: 400,
    title: 'a refresh token of a family that does not exist (section 5.6)',
    provoke: async (provider) => {
      const { mac } = await loggedIn(provider);
      return mac.post(await mac.refresh('A'.repeat(64)));
    },
  },
  {
    code: 'refresh_token_expired',
    status: 400,
    title: 'a refresh token after two weeks (section 5.6)',
    provoke: async (provider) => {
      const { mac, token } = await loggedIn(provider);
      provider.time += 14 * day;
      return mac.post(await mac.refresh(token));
    },
  },
  {
    code: 'refresh_token_reused',
    status: 400,
    title: 'a replaced refresh token after its grace (section 5.6)',
    provoke: async (provider) => {
      const { mac, token } = await loggedIn(provider);
      expected(await mac.post(await mac.refresh(token)));
      provider.time += 120_000;
      return mac.post(await mac.refresh(token));
    },
  },
  {
    code: 'refresh_token_reused',
    status: 400,
    title: 'a refresh token replaced twice, even within the grace (section 5.6)',
    provoke: async (provider) => {
      const { mac, token } = await loggedIn(provider);
      const { refreshToken } = mac.tokensOf(await mac.post(await mac.refresh(token)));
      expected(await mac.post(await mac.refresh(refreshToken)));
      return mac.post(await mac.refresh(token));
    },
  },
  {
    code: 'refresh_token_revoked',
    status: 400,
    title: 'the newest refresh token of a family that reuse has ended (section 5.6)',
    provoke: async (provider) => {
      const { mac, token } = await loggedIn(provider);
      const { refreshToken } = mac.tokensOf(await mac.post(await mac.refresh(token)));
      provider.time += 120_000;
      assert.equal(codeOf(await mac.post(await mac.refresh(token))), 'refresh_token_reused');
      return mac.post(await mac.refresh(refreshToken));
    },
  },
  {
    code: 'refresh_token_foreign',
    status: 400,
    title: 'a refresh token in the hands of another Mac (section 5.6)',
    provoke: async (provider) => {
      const { token } = await loggedIn(provider);
      const thief = await joinedMac(provider, await provider.person());
      return thief.post(await thief.refresh(token));
    },
  },
  {
    code: 'refresh_token_revoked',
    status: 400,
    title: 'a refresh token that another Mac has shown before (section 5.6)',
    provoke: async (provider) => {
      const { mac, token } = await loggedIn(provider);
      const thief = await joinedMac(provider, await provider.person());
      assert.equal(codeOf(await thief.post(await thief.refresh(token))), 'refresh_token_foreign');
      return mac.post(await mac.refresh(token));
    },
  },
  {
    code: 'refresh_token_revoked',
    status: 400,
    title: "a refresh token after an administrator ended the person's tokens (section 5.6)",
    provoke: async (provider) => {
      const { mac, ada, token } = await loggedIn(provider);
      assert.equal(await provider.feature.administration.revokeTokensOfUser(ada.id, 'test'), 1);
      return mac.post(await mac.refresh(token));
    },
  },
  {
    code: 'refresh_token_revoked',
    status: 400,
    title: 'a refresh token that an older password began, after an administrator set another (section 5.6)',
    provoke: async (provider) => {
      const ada = await provider.person();
      const mac = await joinedMac(provider, ada, 'Password');
      const { refreshToken } = mac.tokensOf(await mac.post(await mac.passwordLogin(ada)));
      const { administration } = provider.feature;
      assert.equal(await administration.revokeTokensOfUser(ada.id, 'test', 'password'), 1);
      const byKey = await loggedIn(provider);
      assert.equal(await administration.revokeTokensOfUser(byKey.ada.id, 'test', 'password'), 0);
      return mac.post(await mac.refresh(refreshToken));
    },
  },
  {
    code: 'user_disabled',
    status: 403,
    title: 'a refresh for a disabled person (section 5.7)',
    provoke: async (provider) => {
      const { mac, ada, token } = await loggedIn(provider);
      await provider.directory.disableUser(ada.id, 'test');
      return mac.post(await mac.refresh(token));
    },
  },
];

const unlocks: readonly RefusalRow[] = [
  {
    code: 'user_disabled',
    status: 403,
    title: 'an unlock for a disabled person (section 5.7)',
    provoke: async (provider) => {
      const { mac, ada, token } = await loggedIn(provider);
      const keyContext = await unlockContext(mac, ada, token);
      await provider.directory.disableUser(ada.id, 'test');
      return mac.post(await mac.keyExchange(ada, token, { keyContext, other: agreementKey().publicKey }));
    },
  },
  {
    code: 'refresh_token_foreign',
    status: 400,
    title: "a key request under another person's name (section 5.7)",
    provoke: async (provider) => {
      const { mac, token } = await loggedIn(provider);
      return mac.post(await mac.keyRequest(await provider.person(), token));
    },
  },
  {
    code: 'issuer_mismatch',
    status: 400,
    title: 'a key request without iss (section 5.3)',
    provoke: async (provider) => {
      const { mac, ada, token } = await loggedIn(provider);
      return mac.post(await mac.keyRequest(ada, token, { claims: { iss: undefined } }));
    },
  },
  {
    code: 'key_context_invalid',
    status: 400,
    title: 'a key context that we did not make (section 5.7)',
    provoke: async (provider) => {
      const { mac, ada, token } = await loggedIn(provider);
      const made = { keyContext: 'AAEA', other: agreementKey().publicKey };
      return mac.post(await mac.keyExchange(ada, token, made));
    },
  },
  {
    code: 'key_context_invalid',
    status: 400,
    title: "another person's key context on the same Mac (section 5.7)",
    provoke: async (provider) => {
      const { mac, ada, token } = await loggedIn(provider);
      const bob = await provider.person();
      expected(await mac.registerUser(bob, 'UserSecureEnclaveKey'));
      const keyContext = await unlockContext(mac, ada, token);
      const bobs = await logIn(mac, bob);
      return mac.post(await mac.keyExchange(bob, bobs, { keyContext, other: agreementKey().publicKey }));
    },
  },
  {
    code: 'key_context_invalid',
    status: 400,
    title: "the same person's key context of another Mac (section 5.7)",
    provoke: async (provider) => {
      const { mac, ada, token } = await loggedIn(provider);
      const other = await joinedMac(provider, ada);
      const keyContext = await unlockContext(other, ada, await logIn(other, ada));
      return mac.post(await mac.keyExchange(ada, token, { keyContext, other: agreementKey().publicKey }));
    },
  },
  {
    code: 'unlock_key_unknown',
    status: 400,
    title: 'the key context of a registration that was revoked and made again (section 5.7)',
    provoke: async (provider) => {
      const { mac, ada, token } = await loggedIn(provider);
      const keyContext = await unlockContext(mac, ada, token);
      const { administration } = provider.feature;
      const { items } = await administration.listRegistrations({ limit: 9, userId: ada.id });
      await administration.revokeRegistration(items[0]?.id ?? '', 'test');
      expected(await mac.registerUser(ada, 'UserSecureEnclaveKey'));
      const fresh = await logIn(mac, ada);
      return mac.post(await mac.keyExchange(ada, fresh, { keyContext, other: agreementKey().publicKey }));
    },
  },
  {
    code: 'point_not_on_curve',
    status: 400,
    title: 'a key exchange with a point that is not on the curve (section 5.8)',
    provoke: async (provider) => {
      const { mac, ada, token } = await loggedIn(provider);
      const other = Uint8Array.from(agreementKey().publicKey);
      other[64] = (other[64] ?? 0) ^ 1;
      return mac.post(await mac.keyExchange(ada, token, { keyContext: await unlockContext(mac, ada, token), other }));
    },
  },
  {
    code: 'malformed_claim',
    status: 400,
    title: 'a key exchange with a compressed point (section 5.8)',
    provoke: async (provider) => {
      const { mac, ada, token } = await loggedIn(provider);
      const other = agreementKey().publicKey.subarray(0, 33);
      return mac.post(await mac.keyExchange(ada, token, { keyContext: await unlockContext(mac, ada, token), other }));
    },
  },
];

/** Rows about tokens and unlock keys. */
export const refusalsOfTokens: readonly RefusalRow[] = [...refreshes, ...unlocks];
