/**
 * What passes through the browser: the link to where a certificate is asked for, and the proof that comes back. Both are
 * sealed, so that nobody reads, makes or changes one; both name one attempt to sign in, and count once.
 */
import { fromBase64url, toBase64url } from '#protocol/encoding/base64.ts';
import { parseJsonObject } from '#protocol/encoding/json.ts';
import { fromUtf8, utf8 } from '#protocol/encoding/utf8.ts';
import type { Random } from '#runtime/random.ts';
import type { Sealer } from '#server/keys/sealer.ts';

/** The way there. Times are milliseconds since 1970. */
export interface Link {
  readonly id: string;
  readonly attempt: string;
  /** The page that the browser comes back to. */
  readonly returnTo: string;
  readonly endsAt: number;
}

/** The way back. */
export interface Proof {
  readonly id: string;
  readonly attempt: string;
  readonly userId: string;
  readonly endsAt: number;
}

/** As long as somebody may look for their card, in milliseconds. */
export const linkLife = 900_000;
/** As long as a browser needs to follow an address, in milliseconds. */
export const proofLife = 60_000;

const contexts = { link: 'certificate-sign-in:link', proof: 'certificate-sign-in:proof' } as const;

/** What tells one link or proof from every other. */
export function freshId(random: Random): string {
  return toBase64url(random.bytes(16));
}

/** Seals a link. */
export function sealLink(sealer: Sealer, link: Link): string {
  return seal(sealer, link, contexts.link);
}

/** Seals a proof. */
export function sealProof(sealer: Sealer, proof: Proof): string {
  return seal(sealer, proof, contexts.proof);
}

/** Opens a link; undefined for what this server did not give out. */
export function openLink(sealer: Sealer, text: string): Link | undefined {
  return open(sealer, text, contexts.link) as Link | undefined;
}

/** Opens a proof; undefined for what this server did not give out. */
export function openProof(sealer: Sealer, text: string): Proof | undefined {
  return open(sealer, text, contexts.proof) as Proof | undefined;
}

function seal(sealer: Sealer, value: Link | Proof, context: string): string {
  return toBase64url(sealer.seal(utf8(JSON.stringify(value)), context));
}

function open(sealer: Sealer, text: string, context: string): unknown {
  const sealed = fromBase64url(text);
  if (!sealed) return undefined;
  try {
    return parseJsonObject(fromUtf8(sealer.open(sealed, context)) ?? '');
  } catch {
    // Sealed by nobody here, or for something else.
    return undefined;
  }
}
