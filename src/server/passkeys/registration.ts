/** Adding a passkey (W3C WebAuthn section 7.1). */
import type { PublicKeyCredentialCreationOptionsJSON } from '@simplewebauthn/server';
import { toBase64url } from '#protocol/encoding/base64.ts';
import { aaguidName } from '#protocol/webauthn/aaguids.ts';
import { appendAudit } from '#server/audit/audit.ts';
import { levelOf } from './attestation.ts';
import { checkAuthenticatorData, checkClientData, offeredAlgorithms, refusalsAsValues } from './ceremony.ts';
import { challengeLife, giveChallenge, useChallenge } from './challenges.ts';
import { conveyanceOf, findPolicy, isModelAllowed, rootsOf } from './policy.ts';
import type { PasskeyContext } from './ports.ts';
import { PasskeyRefusal, type PasskeyRefusalCode } from './refusals.ts';
import { readRegistrationResponse, type RegistrationResponse } from './response.ts';
import { descriptorOf } from './sign-in.ts';
import { type AttestationLevel, insertPasskey, keepHandle, passkeysOf, type StoredPasskey } from './store.ts';

/** Who gets a passkey. The caller knows that it is this person: signed in, and lately. */
export interface BeginRegistration {
  readonly attempt: string;
  readonly userId: string;
}

/** The answer of a browser. */
export interface FinishRegistration extends BeginRegistration {
  /** JSON text, or what it parses to. */
  readonly response: unknown;
  /** What the person calls it. Default: the model. */
  readonly name?: string | undefined;
  readonly address?: string | undefined;
}

/** What came of beginning. */
export type BeginRegistrationOutcome =
  | { readonly kind: 'begun'; readonly options: PublicKeyCredentialCreationOptionsJSON }
  | { readonly kind: 'refused'; readonly code: Extract<PasskeyRefusalCode, 'passkey_user_disabled'> };

/** What came of it. */
export type FinishRegistrationOutcome =
  | { readonly kind: 'added'; readonly passkey: StoredPasskey }
  | { readonly kind: 'refused'; readonly code: PasskeyRefusalCode };

/** Bytes of a user handle: the most there may be, and none of it says who it is (section 14.6.1). */
const handleLength = 64;
/** A person's laptop, phone, key and their spares, several times over. */
const mostOfOnePerson = 20;
const longestName = 60;

/** What the browser is asked. */
export async function beginRegistration(
  context: PasskeyContext,
  { attempt, userId }: BeginRegistration,
): Promise<BeginRegistrationOutcome> {
  const { database, directory, random, site, place } = context;
  const user = await directory.userById(userId);
  if (user?.state !== 'active') return { kind: 'refused', code: 'passkey_user_disabled' };
  const proposal = toBase64url(random.bytes(handleLength));
  const handle = await database.write((writer) => keepHandle(writer, userId, proposal));
  const theirs = await passkeysOf(database, userId);
  const { policy } = await findPolicy(database);
  const challenge = await giveChallenge(context, { attempt, ceremony: 'create', userId });
  const options: PublicKeyCredentialCreationOptionsJSON = {
    rp: { id: place.rpId, name: site.organisation },
    user: { id: handle, name: user.userPrincipalName, displayName: user.fullName },
    challenge,
    pubKeyCredParams: offeredAlgorithms.map((alg) => ({ alg, type: 'public-key' })),
    timeout: challengeLife,
    excludeCredentials: theirs.map(descriptorOf),
    authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
    attestation: conveyanceOf(policy),
  };
  return { kind: 'begun', options };
}

/** Checks the answer, and keeps the passkey. */
export async function finishRegistration(
  context: PasskeyContext,
  wish: FinishRegistration,
): Promise<FinishRegistrationOutcome> {
  const { userId, address } = wish;
  const accept = async () => {
    const response = readRegistrationResponse(wish.response);
    const challenged = await useChallenge(context, response.clientData.challenge, { ...wish, ceremony: 'create' });
    if (challenged.userId !== userId) throw new PasskeyRefusal('passkey_challenge_foreign');
    checkClientData(response.clientData, 'webauthn.create', context.place);
    const user = await context.directory.userById(userId);
    if (user?.state !== 'active') throw new PasskeyRefusal('passkey_user_disabled');
    const passkey = await passkeyFrom(context, response, wish);
    await keep(context, passkey, address);
    return { kind: 'added', passkey } as const;
  };
  return refusalsAsValues(accept, (code) => {
    const from = address === undefined ? {} : { address };
    context.audit.record({ type: 'passkeys.registration.refused', outcome: 'refused', code, userId, ...from });
  });
}

async function passkeyFrom(
  context: PasskeyContext,
  response: RegistrationResponse,
  wish: FinishRegistration,
): Promise<StoredPasskey> {
  const { place, clock, random } = context;
  const { readNewCredential, judgeRegistration, builtInRoots } = await import('./verification.ts');
  const found = readNewCredential(response);
  checkAuthenticatorData(found, place);
  if (found.credentialId !== response.id) throw new PasskeyRefusal('passkey_malformed');
  if (!(offeredAlgorithms as readonly unknown[]).includes(found.algorithm)) {
    throw new PasskeyRefusal('passkey_algorithm_unsupported');
  }
  const { policy } = await findPolicy(context.database);
  if (!isModelAllowed(policy, found.aaguid)) throw new PasskeyRefusal('passkey_model_refused');
  const judged = await judgeRegistration(response, found, place);
  if (!judged) throw new PasskeyRefusal('passkey_attestation_wrong');
  const now = clock.now();
  const roots = rootsOf(policy, found.format) ?? builtInRoots.get(found.format) ?? [];
  const attestation = levelOf(found, roots, now);
  if (policy.attestation === 'required') requireTrust(attestation);
  return {
    id: toBase64url(random.bytes(12)),
    credentialId: found.credentialId,
    userId: wish.userId,
    publicKey: judged.publicKey,
    counter: found.counter,
    transports: response.transports,
    aaguid: found.aaguid,
    attestation,
    attestationFormat: found.format,
    backupEligible: found.backupEligible,
    backedUp: found.backedUp,
    name: nameFrom(wish.name) ?? aaguidName(found.aaguid) ?? 'Passkey',
    createdAt: now,
    lastUsedAt: undefined,
    lockedAt: undefined,
  };
}

function requireTrust(level: AttestationLevel): void {
  if (level === 'verified') return;
  throw new PasskeyRefusal(level === 'untrusted' ? 'passkey_attestation_untrusted' : 'passkey_attestation_missing');
}

async function keep({ database }: PasskeyContext, passkey: StoredPasskey, address: string | undefined): Promise<void> {
  const { id, userId, aaguid, attestation, createdAt } = passkey;
  const outcome = await database.write(async (writer) => {
    const inserted = await insertPasskey(writer, passkey, mostOfOnePerson);
    if (inserted !== 'inserted') return inserted;
    const detail = { passkey: id, aaguid, attestation };
    const from = address === undefined ? {} : { address };
    const type = 'passkeys.registration.added';
    appendAudit(writer, createdAt, [{ type, outcome: 'changed', userId, detail, ...from }]);
    return inserted;
  });
  if (outcome === 'exists') throw new PasskeyRefusal('passkey_exists');
  if (outcome === 'too-many') throw new PasskeyRefusal('passkey_too_many');
}

/** A name as it is kept: one line of some words; undefined for one that is none. */
export function nameFrom(name: string | undefined): string | undefined {
  const text = name?.trim() ?? '';
  const isOne = text !== '' && text.length <= longestName && text.isWellFormed() && !/\p{Cc}/u.test(text);
  return isOne ? text : undefined;
}
