/** Somebody between a Mac and the network, who answers in the server's place or changes what it answered. */
import { utf8 } from '#protocol/encoding/utf8.ts';
import type { MacFetch, MacRequest, MacResponse } from '#mac/ports.ts';

/** What a message is turned into; undefined lets it pass. */
export type Meddling = (
  url: string,
  request: MacRequest,
  network: MacFetch,
) => Promise<MacResponse> | MacResponse | undefined;

/** Whoever stands there, and can be told anew. */
export interface Meddler {
  /** What it does from now on; undefined: nothing. */
  act: Meddling | undefined;
  /** For the Mac. */
  readonly between: (network: MacFetch) => MacFetch;
}

/** Somebody who does nothing yet. */
export function newMeddler(): Meddler {
  const meddler: Meddler = {
    act: undefined,
    between: (network) => async (url, request) => meddler.act?.(url, request, network) ?? network(url, request),
  };
  return meddler;
}

/** An answer that no server of ours gave. */
export function answerOf(status: number, body: string | Uint8Array = '', contentType = 'text/html'): MacResponse {
  const bytes = typeof body === 'string' ? utf8(body) : body;
  return {
    status,
    headers: { 'content-type': contentType, 'content-length': String(bytes.length) },
    text: () => new TextDecoder().decode(bytes),
    bytes: () => bytes,
  };
}
