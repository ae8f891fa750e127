/** Live waiting: an address that a page listens at until the request in the authenticator is answered. */
import { fromBase64url, toBase64url } from '#protocol/encoding/base64.ts';
import { fromUtf8, utf8 } from '#protocol/encoding/utf8.ts';
import type { Sealer } from '#server/keys/sealer.ts';

/** What is waited for, and until when. */
export interface Waiting {
  readonly requestId: string;
  /** Milliseconds since 1970. */
  readonly until: number;
}

const context = 'sign-in-wait';

/** The address. Sealed, so that nobody listens to another's sign-in. */
export function waitAddress(sealer: Sealer, waiting: Waiting): string {
  return `/sign-in/wait/${toBase64url(sealer.seal(utf8(JSON.stringify(waiting)), context))}`;
}

/** Opens what stands in an address; undefined when it is not of our making. */
export function openWaiting(sealer: Sealer, sealed: string): Waiting | undefined {
  const bytes = fromBase64url(sealed);
  if (!bytes) return undefined;
  try {
    return JSON.parse(fromUtf8(sealer.open(bytes, context)) ?? '') as Waiting;
  } catch {
    return undefined;
  }
}
