/** Signing in by passkey (W3C WebAuthn section 7.2). */
import type { PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server';
import { constantTimeEqual } from '#runtime/crypto.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { appendAudit } from '#server/audit/audit.ts';
import type { User } from '#server/directory/directory.ts';
import { checkAuthenticatorData, checkClientData, refusalsAsValues } from './ceremony.ts';
import { challengeLife, giveChallenge, useChallenge } from './challenges.ts';
import { findPolicy, isModelAllowed } from './policy.ts';
import type { PasskeyContext } from './ports.ts';
import { PasskeyRefusal, type PasskeyRefusalCode } from './refusals.ts';
import { readSignInResponse, type SignInResponse } from './response.ts';
import { findByCredential, handleOf, lockPasskey, passkeysOf, type StoredPasskey, useCounter } from './store.ts';

/** Whom a sign-in is for. */
export interface BeginSignIn {
  /** Names the attempt; the answer counts in it alone. */
  readonly attempt: string;
  /** Somebody who has proved who it is, or was chosen; without, the passkey says whose it is. */
  readonly userId?: string | undefined;
}

/** The answer of a browser. */
export interface FinishSignIn extends BeginSignIn {
  /** JSON text, or what it parses to. */
  readonly response: unknown;
  readonly address?: string | undefined;
}

/** What came of it. */
export type FinishSignInOutcome =
  | {
      readonly kind: 'accepted';
      readonly userId: string;
      /** Always true: what is not verified is refused. */
      readonly userVerified: boolean;
      /** Base64url, as the authenticator has it. */
      readonly credentialId: string;
    }
  | { readonly kind: 'refused'; readonly code: PasskeyRefusalCode };

/** What the browser is asked. For somebody known their passkeys are named, which tells whoever asks that there are some. */
export async function beginSignIn(
  context: PasskeyContext,
  { attempt, userId }: BeginSignIn,
): Promise<{ readonly options: PublicKeyCredentialRequestOptionsJSON }> {
  const theirs = userId === undefined ? [] : await passkeysOf(context.database, userId);
  const challenge = await giveChallenge(context, { attempt, ceremony: 'get', userId });
  return {
    options: {
      challenge,
      timeout: challengeLife,
      rpId: context.place.rpId,
      allowCredentials: theirs.filter(({ lockedAt }) => lockedAt === undefined).map(descriptorOf),
      userVerification: 'required',
    },
  };
}

/** A passkey as options name one. */
export function descriptorOf({ credentialId, transports }: StoredPasskey) {
  const hints = transports.length === 0 ? {} : { transports: [...transports] as AuthenticatorTransports };
  return { id: credentialId, type: 'public-key' as const, ...hints };
}

type Descriptor = NonNullable<PublicKeyCredentialRequestOptionsJSON['allowCredentials']>[number];
type AuthenticatorTransports = NonNullable<Descriptor['transports']>;

/** Checks the answer, and notes the use. */
export async function finishSignIn(context: PasskeyContext, wish: FinishSignIn): Promise<FinishSignInOutcome> {
  let known: StoredPasskey | undefined;
  const accept = async () => {
    const response = readSignInResponse(wish.response);
    const challenged = await useChallenge(context, response.clientData.challenge, { ...wish, ceremony: 'get' });
    checkClientData(response.clientData, 'webauthn.get', context.place);
    known = await findByCredential(context.database, response.id);
    if (!known) throw new PasskeyRefusal('passkey_unknown');
    const expected = [wish.userId, challenged.userId].filter((id) => id !== undefined);
    await checkOwner(context, known, response, expected);
    await checkSignature(context, known, response);
    return { kind: 'accepted', userId: known.userId, userVerified: true, credentialId: known.credentialId } as const;
  };
  return refusalsAsValues(accept, (code) => {
    const { address } = wish;
    context.audit.record({
      type: 'passkeys.sign-in.refused',
      outcome: 'refused',
      code,
      ...(known === undefined ? {} : { userId: known.userId, detail: { passkey: known.id } }),
      ...(address === undefined ? {} : { address }),
    });
  });
}

/** Step 6: the passkey is that of whoever signs in, and the authenticator means the same person. */
async function checkOwner(
  { database }: PasskeyContext,
  passkey: StoredPasskey,
  { userHandle }: SignInResponse,
  expected: readonly string[],
): Promise<void> {
  if (expected.some((userId) => userId !== passkey.userId)) throw new PasskeyRefusal('passkey_of_another_user');
  const handle = (await handleOf(database, passkey.userId)) ?? '';
  const isRight = userHandle === undefined ? expected.length > 0 : constantTimeEqual(utf8(userHandle), utf8(handle));
  if (!isRight) throw new PasskeyRefusal('passkey_user_handle_wrong');
}

async function checkSignature(context: PasskeyContext, passkey: StoredPasskey, response: SignInResponse) {
  const { database, place, directory } = context;
  const { readAuthenticatorData, judgeSignIn } = await import('./verification.ts');
  const data = readAuthenticatorData(response);
  checkAuthenticatorData(data, place);
  if (data.backupEligible !== passkey.backupEligible) throw new PasskeyRefusal('passkey_backup_flags_wrong');
  if (!(await judgeSignIn(response, passkey, place))) throw new PasskeyRefusal('passkey_signature_wrong');
  // Only whoever has the key learns what follows.
  const { policy } = await findPolicy(database);
  if (!isModelAllowed(policy, passkey.aaguid)) throw new PasskeyRefusal('passkey_model_refused');
  const user = await directory.userById(passkey.userId);
  if (user?.state !== 'active') throw new PasskeyRefusal('passkey_user_disabled');
  await noteUse(context, passkey, user, data);
}

/** Steps 22 and 23 in one statement; a counter that does not go up locks the passkey (section 6.1.1). */
async function noteUse(
  { database, clock }: PasskeyContext,
  { id, credentialId }: StoredPasskey,
  user: User,
  { counter, backedUp }: { readonly counter: number; readonly backedUp: boolean },
): Promise<void> {
  const refused = await database.write(async (writer) => {
    const now = clock.now();
    const about = { userId: user.id, detail: { passkey: id, counter } };
    if (await useCounter(writer, id, { counter, backedUp, now })) {
      appendAudit(writer, now, [{ type: 'passkeys.sign-in.accepted', outcome: 'allowed', ...about }]);
      return undefined;
    }
    const present = await findByCredential(writer, credentialId);
    if (!present) return 'passkey_unknown' as const;
    if (!(await lockPasskey(writer, id, now))) return 'passkey_locked' as const;
    const code = 'passkey_counter_back';
    const detail = { ...about.detail, stored: present.counter };
    appendAudit(writer, now, [{ type: 'passkeys.locked', outcome: 'changed', code, userId: user.id, detail }]);
    return code;
  });
  if (refused !== undefined) throw new PasskeyRefusal(refused);
}
