/**
 * The Mac as a platform authenticator (W3C WebAuthn sections 6.3.2 and 6.3.3), by the organisation's application as the
 * credential provider.
 *
 * For the organisation's own addresses the credential's key is the person's Platform SSO key: whoever registered the Mac has
 * a passkey that is as good as that registration, and ends with it. Any other relying party gets a key of its own, so that no
 * two of them can compare. All keys stay in the Secure Enclave: nothing is eligible for backup. Every signature counts, for
 * each credential apart (section 6.1.1): with one device that is exact, and a relying party notices a Mac restored from a copy.
 */
import { fromBase64url, toBase64url } from '#protocol/encoding/base64.ts';
import { equals } from '#protocol/encoding/bytes.ts';
import type { Signer } from '#protocol/crypto.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { virtualMacAaguid } from '#protocol/webauthn/aaguids.ts';
import { encodeAttestationObject, selfAttestation, signCeremony } from '#protocol/webauthn/attestation-object.ts';
import { type AttestedCredential, encodeAuthenticatorData } from '#protocol/webauthn/authenticator-data.ts';
import type { CreationOptions, RequestOptions } from '#protocol/webauthn/credential-options.ts';
import type { MacParts } from '../mac-parts.ts';
import { ssoPlan } from '../profile-store/profile-store.ts';
import type { QuirkRun } from '../quirks/quirk-box.ts';
import type { PasskeyState } from './passkey-state.ts';
import { type Provider, providerOf } from './provider-switch.ts';
import { type AskForConsent, verifiedConsent } from './user-verification.ts';

/** A ceremony as the browser hands it on. */
export interface CeremonyRequest<Options> {
  readonly options: Options;
  /** The relying party's id, with the host of the page in the place of a missing one. */
  readonly rpId: string;
  readonly clientDataHash: Uint8Array;
  readonly ask: AskForConsent;
  readonly quirks: QuirkRun;
}

/** Why there is no credential; the browser makes exceptions of them. */
export type AuthenticatorRefusal =
  | { readonly kind: 'not-allowed'; readonly sentence: string }
  | { readonly kind: 'already-registered'; readonly sentence: string };

/** A new credential. */
export interface MadeCredential {
  readonly kind: 'made';
  readonly credentialId: Uint8Array;
  readonly publicKey: Uint8Array;
  readonly authenticatorData: Uint8Array;
  readonly attestationObject: Uint8Array;
}

/** A credential that signed. */
export interface Assertion {
  readonly kind: 'asserted';
  readonly credentialId: Uint8Array;
  readonly authenticatorData: Uint8Array;
  readonly signature: Uint8Array;
  readonly userHandle: Uint8Array;
}

/** `authenticatorMakeCredential` (section 6.3.2). */
export async function makeCredential(
  mac: MacParts,
  { options, rpId, clientDataHash, ask, quirks }: CeremonyRequest<CreationOptions>,
): Promise<MadeCredential | AuthenticatorRefusal> {
  const provider = providerOf(mac);
  if (provider.kind === 'obstacle') return { kind: 'not-allowed', sentence: provider.sentence };
  const { rpName, user, excludedIds, attestation } = options;
  const question = { ceremony: 'create', relyingParty: rpId, userNames: [user.name] } as const;
  const consent = await verifiedConsent(mac, provider.person, ask, question);
  if (!consent) return notConfirmed;
  // Only whoever consented is told that there is one already (section 6.3.2 step 3).
  const has = usable(mac, provider).some((passkey) => passkey.rpId === rpId && isAmong(passkey, excludedIds));
  if (has) return { kind: 'already-registered', sentence: 'This Mac has a passkey for this account already.' };
  const passkey: PasskeyState = {
    credentialId: toBase64url(mac.ports.random.bytes(32)),
    rpId,
    rpName,
    userHandle: toBase64url(user.id),
    userName: user.name,
    displayName: user.displayName,
    key: isOrganisation(mac, rpId) ? provider.userKey : mac.enclave.create('passkey', provider.person),
    created: mac.now(),
    signCount: 0,
  };
  keep(provider, passkey);
  const credentialId = bytesOf(passkey.credentialId);
  const publicKey = mac.enclave.publicKey(passkey.key);
  const credential = { aaguid: virtualMacAaguid, id: credentialId, publicKey };
  const authenticatorData = sign(mac, passkey, quirks, credential);
  const statement =
    attestation === 'none'
      ? ({ format: 'none' } as const)
      : selfAttestation(authenticatorData, clientDataHash, signerOf(mac, passkey, quirks));
  const attestationObject = encodeAttestationObject({ authenticatorData, statement });
  return { kind: 'made', credentialId, publicKey, authenticatorData, attestationObject };
}

/** `authenticatorGetAssertion` (section 6.3.3). */
export async function getAssertion(
  mac: MacParts,
  { options, rpId, clientDataHash, ask, quirks }: CeremonyRequest<RequestOptions>,
): Promise<Assertion | AuthenticatorRefusal> {
  const provider = providerOf(mac);
  if (provider.kind === 'obstacle') return { kind: 'not-allowed', sentence: provider.sentence };
  const { allowedIds } = options;
  const fitting = usable(mac, provider)
    .filter((passkey) => passkey.rpId === rpId && (allowedIds === undefined || isAmong(passkey, allowedIds)))
    .toSorted((left, right) => right.created - left.created);
  if (fitting.length === 0) return { kind: 'not-allowed', sentence: `This Mac has no passkey for ${rpId}.` };
  const userNames = fitting.map(({ userName }) => userName);
  const consent = await verifiedConsent(mac, provider.person, ask, { ceremony: 'get', relyingParty: rpId, userNames });
  const chosen = consent && fitting.find(({ userName }) => userName === (consent.userName ?? userName));
  if (!chosen) return notConfirmed;
  const authenticatorData = sign(mac, chosen, quirks, undefined);
  return {
    kind: 'asserted',
    credentialId: bytesOf(chosen.credentialId),
    authenticatorData,
    signature: signCeremony(authenticatorData, clientDataHash, signerOf(mac, chosen, quirks)),
    userHandle: bytesOf(chosen.userHandle),
  };
}

const notConfirmed: AuthenticatorRefusal = {
  kind: 'not-allowed',
  sentence: 'Nobody confirmed with Touch ID or the password of the account.',
};

/** The passkeys of a provider whose keys are there. */
function usable(mac: MacParts, { state }: Extract<Provider, { kind: 'ready' }>): readonly PasskeyState[] {
  return state.passkeys.filter(({ key }) => mac.enclave.has(key));
}

/** One for each account of a relying party: a new one takes the place of the old (section 6.3.2 step 7). */
function keep({ state }: Extract<Provider, { kind: 'ready' }>, passkey: PasskeyState): void {
  const { rpId, userHandle } = passkey;
  const others = state.passkeys.filter((other) => other.rpId !== rpId || other.userHandle !== userHandle);
  state.passkeys = [...others, passkey];
}

/** The authenticator data of the next signature. */
function sign(
  mac: MacParts,
  passkey: PasskeyState,
  quirks: QuirkRun,
  credential: AttestedCredential | undefined,
): Uint8Array {
  passkey.signCount += 1;
  return encodeAuthenticatorData(
    quirks.authenticatorData({
      rpIdHash: mac.crypto.sha256(utf8(passkey.rpId)),
      userPresent: true,
      userVerified: true,
      backupEligible: false,
      backedUp: false,
      signCount: passkey.signCount,
      ...(credential ? { credential } : {}),
    }),
  );
}

function signerOf(mac: MacParts, { key }: PasskeyState, quirks: QuirkRun): Signer {
  return quirks.passkeySigner(mac.enclave.signer(key));
}

/** Whether a relying party is the one that this Mac is registered at: a host of the profile's `URLs`, or above it. */
function isOrganisation(mac: MacParts, rpId: string): boolean {
  const urls = ssoPlan(mac.state.profiles, mac.traits())?.payload.urls ?? [];
  const hosts = urls.flatMap((url) => (URL.canParse(url) ? [new URL(url).hostname] : []));
  return hosts.some((host) => host === rpId || host.endsWith(`.${rpId}`));
}

function isAmong({ credentialId }: PasskeyState, ids: readonly Uint8Array[]): boolean {
  const own = bytesOf(credentialId);
  return ids.some((id) => equals(id, own));
}

function bytesOf(text: string): Uint8Array {
  return fromBase64url(text) ?? new Uint8Array();
}
