/**
 * Simulated push service for device management: in place of api.push.apple.com, HTTP/2 with a client certificate. Sources:
 * Apple, "Sending notification requests to APNs" and "Handling notification responses from APNs"; fact sheet section 6.
 */
import { createSecureServer, type IncomingHttpHeaders, type Http2Session, type ServerHttp2Stream } from 'node:http2';
import type { TLSSocket } from 'node:tls';
import { parseCertificate } from '#protocol/x509/certificate.ts';
import type { ApplePorts } from '../authority-state.ts';
import type { Faults } from '../faults.ts';
import { type Listener, opened } from '../https-listener.ts';
import { uuidFrom } from '../organisation/identifiers.ts';
import type { Courier } from './courier.ts';
import { topicOf } from './push-certificate.ts';

/** What the service needs. */
export interface PushServicePorts extends ApplePorts {
  readonly courier: Courier;
  readonly faults: Faults;
  /** PEM of the authority of push certificates. */
  readonly pushAuthorityPem: string;
}

/** What is answered: 200, or a status with Apple's reason. */
interface Verdict {
  readonly status: number;
  readonly reason?: string;
  readonly timestamp?: number;
}

const largestPayload = 4096;

/** Listens on a loopback host. Port 0: any that is free. */
export function listenPush(
  tls: { readonly key: string; readonly cert: string },
  host: string,
  port: number,
  ports: PushServicePorts,
): Promise<Listener> {
  const server = createSecureServer({
    ...tls,
    ca: ports.pushAuthorityPem,
    requestCert: true,
    rejectUnauthorized: false,
  });
  const sessions = new Set<Http2Session>();
  server.on('session', (session) => {
    sessions.add(session);
    session.on('close', () => sessions.delete(session));
    session.on('error', () => session.destroy());
  });
  server.on('stream', (stream, headers) => {
    stream.on('error', () => stream.destroy());
    answer(stream, headers, ports).catch(() => stream.destroy());
  });
  return opened(server, host, port, () => {
    for (const session of sessions) session.destroy();
  });
}

async function answer(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, ports: PushServicePorts): Promise<void> {
  const parts: Uint8Array[] = [];
  for await (const part of stream as AsyncIterable<Uint8Array>) parts.push(part);
  const payload = Buffer.concat(parts);
  const verdict = judge(stream, headers, payload, ports);
  const id = typeof headers['apns-id'] === 'string' ? headers['apns-id'] : uuidFrom(ports.random);
  if (verdict.reason === undefined) {
    stream.respond({ ':status': verdict.status, 'apns-id': id }, { endStream: true });
    return;
  }
  stream.respond({ ':status': verdict.status, 'apns-id': id, 'content-type': 'application/json' });
  const { status: _status, ...body } = verdict;
  stream.end(JSON.stringify(body));
}

function judge(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  payload: Buffer,
  ports: PushServicePorts,
): Verdict {
  const topic = topicOfPeer(stream);
  const { faults } = ports;
  if (topic === undefined || faults.take('push-bad-certificate')) return { status: 403, reason: 'BadCertificate' };
  if (headers[':method'] !== 'POST') return { status: 405, reason: 'MethodNotAllowed' };
  const token = /^\/3\/device\/(.*)$/.exec(headers[':path'] ?? '')?.[1];
  if (token === undefined) return { status: 404, reason: 'BadPath' };
  if (token === '') return { status: 400, reason: 'MissingDeviceToken' };
  if (payload.length > largestPayload) return { status: 413, reason: 'PayloadTooLarge' };
  if (payload.length === 0) return { status: 400, reason: 'PayloadEmpty' };
  return judgeHeaders(headers, topic) ?? judgeFaults(ports) ?? deliver(token, topic, payload, ports);
}

function judgeHeaders(headers: IncomingHttpHeaders, topic: string): Verdict | undefined {
  const {
    'apns-topic': asked,
    'apns-push-type': type,
    'apns-priority': priority,
    'apns-expiration': expiration,
  } = headers;
  if (asked !== undefined && asked !== topic) return { status: 400, reason: 'TopicDisallowed' };
  if (type !== undefined && type !== 'mdm') return { status: 400, reason: 'InvalidPushType' };
  if (priority !== undefined && !/^(?:1|5|10)$/.test(String(priority))) return { status: 400, reason: 'BadPriority' };
  if (expiration !== undefined && !/^\d{1,12}$/.test(String(expiration)))
    return { status: 400, reason: 'BadExpirationDate' };
  return undefined;
}

function judgeFaults({ faults, clock }: PushServicePorts): Verdict | undefined {
  if (faults.take('push-too-many-requests')) return { status: 429, reason: 'TooManyRequests' };
  if (faults.take('push-internal-error')) return { status: 500, reason: 'InternalServerError' };
  if (faults.take('push-shutdown')) return { status: 503, reason: 'Shutdown' };
  if (faults.take('push-unregistered')) return { status: 410, reason: 'Unregistered', timestamp: clock.now() };
  return undefined;
}

function deliver(token: string, topic: string, payload: Buffer, { courier, faults }: PushServicePorts): Verdict {
  const row = courier.find(token.toLowerCase());
  if (row === undefined) return { status: 400, reason: 'BadDeviceToken' };
  if (row.topic !== topic) return { status: 400, reason: 'DeviceTokenNotForTopic' };
  if (row.unregisteredAt !== undefined) return { status: 410, reason: 'Unregistered', timestamp: row.unregisteredAt };
  if (!faults.take('push-lost')) courier.deliver(row, payload.toString('utf8'));
  return { status: 200 };
}

// The certificate is one of ours, or nobody is let in; its topic is what may be pushed to.
function topicOfPeer(stream: ServerHttp2Stream): string | undefined {
  const socket = stream.session?.socket as TLSSocket | undefined;
  if (socket?.authorized !== true) return undefined;
  const { raw } = socket.getPeerCertificate();
  return raw === undefined ? undefined : topicOf(parseCertificate(new Uint8Array(raw)));
}
