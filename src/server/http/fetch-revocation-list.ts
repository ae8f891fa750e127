/** Revocation lists of smart-card authorities, fetched where the administrator said. */

/** Longest wait and largest list. */
const timeoutMilliseconds = 15_000;
const mostBytes = 16 * 1024 * 1024;

/**
 * Fetches one list, DER or PEM, without following redirects.
 * @throws Error when there is no answer in time, its status is not 200, or it is too large
 */
export async function fetchRevocationList(url: string): Promise<Uint8Array> {
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(timeoutMilliseconds) });
  if (response.status !== 200) throw new Error(`The revocation list's address answered ${response.status}.`);
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body ?? []) {
    length += part.length;
    if (length > mostBytes) throw new Error('The revocation list is too large.');
    parts.push(part);
  }
  return Buffer.concat(parts);
}
