/** Every quirk of the catalogue with the stories that it is tried in, and what the server must answer. */
import { assemble } from '#mac/mac-parts.ts';
import { refreshTokenOf } from '#mac/platform-sso-agent/token-store.ts';
import type { PlatformSsoQuirkName } from '#mac/quirks/catalogue.ts';
import type { RefusalCode } from '#server/platform-sso/refusal.ts';
import assert from 'node:assert/strict';
import { type StageMac, password, profileFor, signedIn, userOf } from '../support/stage-mac.ts';
import type { StoryName } from './stories.ts';
import { type World, plan } from './world.ts';

/** One trial. */
export interface Trial {
  readonly story: StoryName;
  /** Status and code of the refusal, or that the message is accepted all the same. */
  readonly answer: readonly [status: 400 | 401 | 403, code: RefusalCode] | 'accepted';
  readonly value?: string | ((world: World, subject: StageMac) => string | Promise<string>);
  /** What happens after the story's own beginning and before the quirk. */
  readonly before?: (world: World, subject: StageMac) => Promise<void>;
}

type Answer = Trial['answer'];
const logins = ['password login', 'key login', 'card login'] as const;
const signed = [...logins, 'refresh', 'key request', 'key exchange'] as const;
const registrations = ['device registration', 'user registration'] as const;

function same(stories: readonly StoryName[], answer: Answer, more: Omit<Trial, 'story' | 'answer'> = {}): Trial[] {
  return stories.map((story) => ({ story, answer, ...more }));
}

function everywhere(requests: Answer, device: Answer = requests, user: Answer = device): Trial[] {
  return [
    ...same(signed, requests),
    { story: 'device registration', answer: device },
    { story: 'user registration', answer: user },
  ];
}

function without(stories: readonly StoryName[], claims: readonly string[], answer: Answer): Trial[] {
  return claims.flatMap((value) => same(stories, answer, { value }));
}

const foreignNonce: Answer = [400, 'nonce_foreign'];
const missing: Answer = [400, 'missing_claim'];
const attestationInvalid: Answer = [403, 'attestation_invalid'];
const ben = ({ ben: { userPrincipalName } }: World) => userPrincipalName;

/** The table. The type makes it complete by name, a test by purpose. */
export const trials: Readonly<Record<PlatformSsoQuirkName, readonly Trial[]>> = {
  'wrong-signing-key': everywhere([400, 'signature_invalid'], [400, 'key_proof_invalid']),
  'unknown-signing-key': everywhere([400, 'device_unknown'], [400, 'key_proof_invalid'], [400, 'device_unknown']),
  'tampered-signature': everywhere([400, 'signature_invalid'], [400, 'key_proof_invalid']),
  'tampered-claims': everywhere([400, 'signature_invalid'], [400, 'key_proof_invalid']),
  'alg-none': everywhere([400, 'malformed_jws']),
  'wrong-typ': everywhere([400, 'unexpected_typ']),
  'wrong-issuer': same(signed, [400, 'issuer_mismatch']),
  'wrong-client-id': same([...logins, 'refresh'], [400, 'client_mismatch']),
  'wrong-audience': same([...logins, 'refresh', ...registrations], [400, 'audience_mismatch']),
  'issued-in-future': everywhere([400, 'request_from_future']),
  expired: everywhere([400, 'request_expired']),
  'missing-claim': [
    ...without(signed, ['nonce', 'request_nonce', 'iat', 'jwe_crypto'], missing),
    ...without(logins, ['username', 'scope', 'grant_type', 'assertion'], missing),
    ...without([...logins, 'refresh'], ['client_id'], [400, 'client_mismatch']),
    ...without([...logins, 'refresh'], ['aud'], [400, 'audience_mismatch']),
    ...without(['refresh', 'key request', 'key exchange'], ['refresh_token'], missing),
    ...without(['refresh'], ['grant_type'], [400, 'unexpected_typ']),
    ...without(['key request', 'key exchange'], ['iss'], [400, 'issuer_mismatch']),
    ...without(['key request', 'key exchange'], ['username', 'key_purpose'], missing),
    ...without(['key request', 'key exchange'], ['request_type'], [400, 'unsupported_request_type']),
    ...without(['key exchange'], ['other_publickey', 'key_context'], missing),
    ...without(registrations, ['request_nonce', 'aud', 'iat'], missing),
    ...without(['device registration'], ['serial_number', 'device_signing_key', 'device_encryption_key'], missing),
    ...without(['user registration'], ['method', 'access_token', 'user_key'], missing),
    // Old and tolerated messages of real Macs go without these (14.7, 3.2).
    ...without(logins, ['exp', 'iss', 'sub'], 'accepted'),
  ],
  'wrong-apv-key': same(signed, [400, 'party_info_wrong_key']),
  'wrong-apv-nonce': same(signed, [400, 'party_info_wrong_nonce']),
  'hpke-asked': same(signed, [400, 'hpke_not_supported']),
  'replayed-request': everywhere(foreignNonce),
  'replayed-nonce': everywhere(foreignNonce),
  'stale-nonce': same([...signed, ...registrations], foreignNonce, {
    value: async ({ stage }) => {
      const answer = await stage.fetch(`${stage.url}/platform-sso/nonce`, { method: 'POST' });
      stage.clock.advance(310_000);
      const { Nonce } = JSON.parse(answer.text()) as { readonly Nonce: string };
      return Nonce;
    },
  }),
  'foreign-nonce': everywhere([400, 'nonce_malformed']),
  'foreign-request-id': everywhere(foreignNonce),
  'lost-answer': everywhere('accepted'),
  'other-refresh-token': same(['refresh', 'key request', 'key exchange'], [400, 'refresh_token_foreign'], {
    value: async ({ benMac, ben }) => {
      const copy = benMac.reopened();
      signedIn((await copy.mac.signInWhenAsked(password(ben.password))).outcome);
      return tokenOf(copy);
    },
  }),
  'rotated-refresh-token': same(['refresh', 'key request', 'key exchange'], [400, 'refresh_token_reused'], {
    before: renewTwice,
  }),
  'other-key-context': [
    {
      story: 'key exchange',
      answer: [400, 'key_context_invalid'],
      value: ({ benMac }) => userOf(benMac).unlock?.keyContext ?? '',
    },
  ],
  'short-coordinate': [{ story: 'key exchange', answer: [400, 'malformed_claim'] }],
  'point-not-on-curve': [{ story: 'key exchange', answer: [400, 'point_not_on_curve'] }],
  'other-user-name': [
    { story: 'password login', answer: [401, 'wrong_credential'], value: ben },
    { story: 'key login', answer: [403, 'user_not_registered'], value: ben },
    { story: 'card login', answer: [401, 'card_not_accepted'], value: ben },
    ...same(['key request', 'key exchange'], [400, 'refresh_token_foreign'], { value: ben }),
    { story: 'password login', answer: [401, 'wrong_credential'], value: 'nobody@porchlight.example' },
    { story: 'key login', answer: [403, 'user_not_registered'], value: 'nobody@porchlight.example' },
  ],
  'conflicting-user-names': same([...logins, 'key request', 'key exchange'], [400, 'conflicting_claims']),
  'ws-trust-grant': same(logins, [400, 'ws_trust_not_supported']),
  'token-exchange-grant': same(logins, [400, 'authorization_code_unknown']),
  'assertion-other-nonce': same(logins, [400, 'assertion_nonce_mismatch']),
  'assertion-other-server-nonce': same(logins, [400, 'assertion_nonce_mismatch']),
  'assertion-other-subject': same(logins, [400, 'assertion_subject_mismatch']),
  'assertion-other-scope': same(logins, [400, 'assertion_scope_mismatch']),
  'assertion-other-audience': same(logins, [400, 'assertion_audience_mismatch']),
  'assertion-expired': same(logins, [400, 'assertion_expired']),
  'assertion-from-future': same(logins, [400, 'assertion_from_future']),
  'assertion-foreign-key': same(['key login', 'card login'], [401, 'assertion_signature_invalid']),
  'assertion-foreign-certificate': same(['key login', 'card login'], [401, 'card_not_accepted'], {
    value: ({ foreignCertificate }) => foreignCertificate,
  }),
  'wrong-serial': [{ story: 'device registration', answer: attestationInvalid }],
  'spent-registration-token': [
    { story: 'registration with new keys', answer: [403, 'registration_token_spent'], before: installFreshToken },
    { story: 'registration with new keys', answer: [403, 'registration_token_unknown'], value: 'nobody-gave-it-out' },
  ],
  'forged-registration-token': [{ story: 'registration with new keys', answer: [403, 'registration_token_unknown'] }],
  'forged-access-token': same(registrations, [403, 'access_token_invalid']),
  'user-key-not-held': [{ story: 'user registration', answer: [400, 'key_proof_invalid'] }],
  'attestation-wrong-key': same(registrations, attestationInvalid),
  'attestation-stale-nonce': same(registrations, attestationInvalid),
  'attestation-self-made-root': same(registrations, attestationInvalid),
  'attestation-missing': same(registrations, [403, 'attestation_required']),
};

function tokenOf(subject: StageMac): string {
  const token = refreshTokenOf(assemble(subject.mac.state(), subject.ports), userOf(subject));
  assert.ok(token !== undefined);
  return token;
}

/** Two refreshes: the token before the present one has been replaced, and its grace is over. */
async function renewTwice({ stage }: World, { mac }: StageMac): Promise<void> {
  for (let round = 0; round < 2; round += 1) {
    assert.deepEqual((await mac.renewTokens({ evenIfFresh: true })).outcome, { kind: 'renewed', by: 'refresh' });
    stage.clock.advance(130_000);
  }
}

async function installFreshToken({ stage }: World, subject: StageMac): Promise<void> {
  const { mac, serialNumber, method, macos } = subject;
  await mac.installProfile(profileFor(stage, { method, macos, plan, token: await stage.tokenFor(serialNumber) }));
}
