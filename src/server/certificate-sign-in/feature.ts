/**
 * Signing in with a certificate in the browser, such as that of a smart card, over mutual TLS on an address of its own. The
 * feature owns the listener, the way there and the proof that leads back. It does not own which certificates are trusted and
 * whose they are (the directory's, as for smart cards of Platform SSO), nor what a sign-in is good for.
 */
import { utf8 } from '#protocol/encoding/utf8.ts';
import { constantTimeEqual, nodeCrypto } from '#runtime/crypto.ts';
import { answerShown } from './answer.ts';
import type { CertificateSignInPorts } from './ports.ts';
import { certificatePath, type CertificateListenerOptions, listenForCertificates } from './listener.ts';
import { freshId, linkLife, openProof, sealLink } from './tokens.ts';
import { forgetEnded, useOnce } from './used-tokens.ts';

/** Why a proof does not count. */
export type ProofRefusalCode = 'proof_unknown' | 'proof_expired' | 'proof_of_other_attempt' | 'proof_used';

/** What a proof is worth. */
export type RedeemOutcome =
  | { readonly kind: 'accepted'; readonly userId: string }
  | { readonly kind: 'refused'; readonly code: ProofRefusalCode };

/** The feature at work. */
export interface CertificateSignIn {
  /** Where it listens. */
  readonly port: number;
  /** Whether a certificate is bound to the person. Those that the directory finds by a name in them are not known before. */
  has(userId: string): Promise<boolean>;
  /** The address that asks for a certificate, and comes back to `returnTo` with `certificate=` and a proof. */
  begin(attempt: string, returnTo: string): Promise<string>;
  /** Uses a proof up. The caller looks at whether the person may still sign in. */
  redeem(attempt: string, proof: string): Promise<RedeemOutcome>;
  /** Removes what has ended. To be called now and then. */
  keepHouse(): Promise<void>;
  close(): Promise<void>;
}

/** Where it is reached. */
export interface CertificateSignInAddress extends CertificateListenerOptions {
  /** Scheme, host and port, as browsers reach the listener; undefined: the host below and the port that it listens on. */
  readonly url: string | undefined;
  /** A name of this server that browsers know. */
  readonly hostName: string;
}

/** Opens the feature: it listens. @throws Error of the network, such as `EADDRINUSE` */
export async function openCertificateSignIn(
  ports: CertificateSignInPorts,
  address: CertificateSignInAddress,
): Promise<CertificateSignIn> {
  const { database, sealer, clock, random, people } = ports;
  const listener = await listenForCertificates((shown) => answerShown(ports, shown), address);
  const base = address.url ?? `https://${address.hostName}:${listener.port}`;
  return {
    port: listener.port,
    has: async (userId) => ((await people.listCardBindings(userId)) ?? []).length > 0,
    begin: async (attempt, returnTo) => {
      const url = new URL(certificatePath, base);
      const link = { id: freshId(random), attempt, returnTo, endsAt: clock.now() + linkLife };
      url.searchParams.set('attempt', sealLink(sealer, link));
      return url.href;
    },
    redeem: (attempt, proof) => redeem(ports, attempt, proof),
    keepHouse: () => database.write((writer) => forgetEnded(writer, clock.now())),
    close: () => listener.close(),
  };
}

async function redeem(
  { database, sealer, clock }: CertificateSignInPorts,
  attempt: string,
  text: string,
): Promise<RedeemOutcome> {
  const proof = openProof(sealer, text);
  if (!proof) return { kind: 'refused', code: 'proof_unknown' };
  if (proof.endsAt <= clock.now()) return { kind: 'refused', code: 'proof_expired' };
  if (!isSame(proof.attempt, attempt)) return { kind: 'refused', code: 'proof_of_other_attempt' };
  const isFirst = await database.write((writer) => useOnce(writer, proof));
  return isFirst ? { kind: 'accepted', userId: proof.userId } : { kind: 'refused', code: 'proof_used' };
}

function isSame(left: string, right: string): boolean {
  return constantTimeEqual(nodeCrypto.sha256(utf8(left)), nodeCrypto.sha256(utf8(right)));
}

export type { CertificateSignInPorts } from './ports.ts';
