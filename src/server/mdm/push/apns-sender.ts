/** Apple's push service over HTTP/2. One connection for an identity, kept as long as it lasts; any number of streams. */
import { type ClientHttp2Session, type ClientHttp2Stream, connect, constants } from 'node:http2';
import { encodePushBody, pushHeaders, type PushRequest } from '#protocol/apns/push-request.ts';
import { readPushResponse } from '#protocol/apns/push-response.ts';
import { concat } from '#protocol/encoding/bytes.ts';
import type { PushIdentity, PushOutcome, PushSender } from './push-sender.ts';

/** Where pushes go. */
export interface ApnsAddress {
  /** Such as `https://api.push.apple.com`. */
  readonly url: string;
  /** PEM of the roots that the service's certificate must lead to; those of the system unless given. */
  readonly roots?: readonly string[];
}

/** How long one push may take, in milliseconds. */
const patience = 20_000;
/** Bytes of an answer that are read. Apple's have a hundred. */
const longestAnswer = 4096;

/** Sends to one address. Never throws: what fails is `unreachable`. */
export class ApnsSender implements PushSender {
  readonly #address: ApnsAddress;
  #session: ClientHttp2Session | undefined;
  #identity: PushIdentity | undefined;

  constructor(address: ApnsAddress) {
    this.#address = address;
  }

  async send(identity: PushIdentity, request: PushRequest): Promise<PushOutcome> {
    try {
      return await exchange(this.#sessionFor(identity), request);
    } catch (error) {
      return { kind: 'unreachable', reason: reasonOf(error) };
    }
  }

  close(): void {
    this.#session?.close();
    this.#session = undefined;
  }

  #sessionFor(identity: PushIdentity): ClientHttp2Session {
    const isSame = this.#identity?.keyPem === identity.keyPem && this.#identity.topic === identity.topic;
    if (this.#session && isSame && !this.#session.closed && !this.#session.destroyed) return this.#session;
    this.#session?.close();
    const session = connect(this.#address.url, {
      cert: identity.certificateChainPem,
      key: identity.keyPem,
      minVersion: 'TLSv1.2',
      ...(this.#address.roots === undefined ? {} : { ca: [...this.#address.roots] }),
    });
    const forget = () => {
      if (this.#session === session) this.#session = undefined;
    };
    session.on('error', forget).on('goaway', forget).on('close', forget);
    // Each push under way listens for the end of the connection.
    session.setMaxListeners(0);
    session.unref();
    this.#identity = identity;
    this.#session = session;
    return session;
  }
}

function exchange(session: ClientHttp2Session, request: PushRequest): Promise<PushOutcome> {
  const { promise, resolve } = Promise.withResolvers<PushOutcome>();
  const failed = (error: unknown) => resolve({ kind: 'unreachable', reason: reasonOf(error) });
  session.once('error', failed);
  const stream = session.request(pushHeaders(request));
  collect(stream, (status, body) => resolve({ kind: 'answered', response: readPushResponse(status, body) }));
  stream.on('error', failed);
  stream.on('close', () => {
    session.off('error', failed);
    failed(new Error('closed'));
  });
  stream.setTimeout(patience, () => stream.close(constants.NGHTTP2_CANCEL));
  stream.end(encodePushBody(request.pushMagic));
  return promise;
}

function collect(stream: ClientHttp2Stream, done: (status: number, body: Uint8Array) => void): void {
  let status = 0;
  let body: Uint8Array = new Uint8Array();
  stream.on('response', (headers) => {
    status = Number(headers[':status']);
  });
  stream.on('data', (chunk: Uint8Array) => {
    if (body.length < longestAnswer) body = concat(body, chunk);
  });
  stream.on('end', () => {
    if (status !== 0) done(status, body);
  });
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? error.message) : 'failed';
}
