/** HTTP without TLS, to this computer alone: for programs that open applications which run beside them. */
import { request as httpRequest } from 'node:http';
import { HttpsError, type HttpsFetch, type HttpsResponse } from './https-fetch.ts';

const largestAnswer = 16 * 1024 * 1024;
const patience = 30_000;

/** The given way for `https:`, and plain HTTP for `http:` on 127.0.0.1 and [::1]. Other addresses are refused as before. */
export function withLoopback(secure: HttpsFetch): HttpsFetch {
  return async (address, request) => {
    const url = new URL(address);
    const isOwn = url.protocol === 'http:' && ['127.0.0.1', '[::1]'].includes(url.hostname);
    return isOwn ? plain(url, request) : secure(address, request);
  };
}

async function plain(url: URL, { method = 'GET', headers = {}, body }: Parameters<HttpsFetch>[1] = {}) {
  const bytes = typeof body === 'string' ? Buffer.from(body, 'utf8') : body;
  const length = bytes === undefined ? {} : { 'content-length': String(bytes.length) };
  const options = { method, headers: { ...headers, ...length }, signal: AbortSignal.timeout(patience) };
  return new Promise<HttpsResponse>((resolve, reject) => {
    const fail = (cause: unknown) =>
      reject(new HttpsError('unreachable', `No server answers at ${url.host}.`, { cause }));
    const request = httpRequest(url, options, (message) => {
      const parts: Uint8Array[] = [];
      let size = 0;
      message.on('data', (part: Uint8Array) => {
        size += part.length;
        parts.push(part);
        if (size > largestAnswer) message.destroy(new Error('too large'));
      });
      message.on('error', fail);
      message.on('end', () => {
        const whole = new Uint8Array(Buffer.concat(parts));
        const entries = Object.entries(message.headersDistinct).map(([name, values]) => [
          name,
          (values ?? []).join(', '),
        ]);
        resolve({
          status: message.statusCode ?? 0,
          headers: Object.fromEntries(entries) as Record<string, string>,
          text: () => new TextDecoder().decode(whole),
          bytes: () => whole,
          rootFingerprint: undefined,
        });
      });
    });
    request.on('error', fail);
    request.end(bytes);
  });
}
