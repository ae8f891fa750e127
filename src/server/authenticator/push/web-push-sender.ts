/** Sends pushes. `web-push` encrypts (RFC 8291) and signs (RFC 8292); whom to connect to is decided and done here. */
import { lookup } from 'node:dns';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import type { LookupFunction } from 'node:net';
import webPush from 'web-push';
import { isPublicAddress, isPublicEndpoint } from './public-address.ts';
import type { Push, PushOutcome, PushSender, VapidKey } from './push-sender.ts';

/** How to send. */
export interface WebPushOptions {
  /** Whom push services can turn to (RFC 8292 section 2.1): a `mailto:` or `https:` address. */
  readonly contact: string;
  /** A laboratory: push services on this computer may be sent to. */
  readonly insecurePrivateAddresses?: boolean;
  /** PEM certificates to trust in place of those that come with Node. */
  readonly ca?: readonly string[];
  readonly timeoutMs?: number;
}

/** How long a token for a push service is good, in seconds: at most a day (RFC 8292 section 2). */
const tokenLife = 12 * 3600;

/** An address that nothing is sent to. */
class ForbiddenAddressError extends Error {
  override readonly name = 'ForbiddenAddressError';
  readonly code = 'address_forbidden';
}

/** Makes the sender. */
export function webPushSender(options: WebPushOptions): PushSender {
  const mayBe = (endpoint: string) =>
    options.insecurePrivateAddresses === true ? isHttps(endpoint) : isPublicEndpoint(endpoint);
  return {
    newKey: () => webPush.generateVAPIDKeys(),
    mayBe,
    send: async (push, key) => {
      if (!mayBe(push.target.endpoint)) return 'forbidden';
      try {
        return outcomeOf(await post(messageOf(push, key, options.contact), options));
      } catch (error) {
        return error instanceof ForbiddenAddressError ? 'forbidden' : 'failed';
      }
    },
  };
}

interface Message {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

function messageOf({ target, payload, lifeSeconds, now }: Push, key: VapidKey, contact: string): Message {
  const url = new URL(target.endpoint);
  const expiration = Math.floor(now / 1000) + tokenLife;
  const { publicKey, privateKey } = key;
  const vapid = webPush.getVapidHeaders(url.origin, contact, publicKey, privateKey, 'aes128gcm', expiration);
  const body = webPush.encrypt(target.p256dh, target.auth, payload, 'aes128gcm').cipherText;
  const headers = {
    ttl: String(lifeSeconds),
    urgency: 'high',
    authorization: vapid.Authorization,
    'content-type': 'application/octet-stream',
    'content-encoding': 'aes128gcm',
    'content-length': String(body.length),
  };
  return { url, headers, body };
}

/** No redirects are followed, nothing of the answer is read, and the address that was judged is the one connected to. */
function post({ url, headers, body }: Message, options: WebPushOptions): Promise<number> {
  const { insecurePrivateAddresses = false, ca, timeoutMs = 10_000 } = options;
  const sending: RequestOptions = {
    method: 'POST',
    headers,
    agent: false,
    ...(insecurePrivateAddresses ? {} : { lookup: publicLookup }),
    ...(ca === undefined ? {} : { ca: [...ca] }),
  };
  return new Promise((resolve, reject) => {
    const request = httpsRequest(url, sending, (answer) => {
      clearTimeout(timer);
      resolve(answer.statusCode ?? 0);
      answer.destroy();
    });
    const timer = setTimeout(() => request.destroy(new Error('The push service did not answer in time.')), timeoutMs);
    request.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    request.end(body);
  });
}

/** Resolves a name, and fails when any of its addresses is not public: a name must not lead inside now and then. */
export const publicLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    const inside = error ? undefined : addresses.find(({ address }) => !isPublicAddress(address));
    const [first] = addresses ?? [];
    if (error || inside || !first) {
      callback(error ?? new ForbiddenAddressError(`${hostname} leads to no public address.`), '', 0);
    } else if (options.all) callback(null, addresses);
    else callback(null, first.address, first.family);
  });
};

function outcomeOf(status: number): PushOutcome {
  if (status >= 200 && status < 300) return 'delivered';
  return status === 404 || status === 410 ? 'gone' : 'failed';
}

function isHttps(endpoint: string): boolean {
  return URL.canParse(endpoint) && new URL(endpoint).protocol === 'https:';
}
