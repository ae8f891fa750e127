/**
 * The client of Apple's device services: begins sessions, keeps them, and turns every answer into a value. It knows no table.
 */
import {
  deviceServicesMediaType,
  protocolVersion,
  protocolVersionHeader,
  sessionHeader,
} from '#protocol/ade/device-services/headers.ts';
import { parseErrorText } from '#protocol/ade/device-services/error-text.ts';
import { encodeSessionAuthorization, parseSessionResponse } from '#protocol/ade/device-services/session.ts';
import type { ServerToken } from '#protocol/ade/server-token.ts';
import { toHex } from '#protocol/encoding/bytes.ts';
import { hmacSha1 } from '#runtime/hmac-sha1.ts';
import { HttpsError, type HttpsResponse } from '#runtime/https-fetch.ts';
import type { AdePorts, DeviceServicesEndpoint } from '../ade-ports.ts';

/** A call. The path begins with a slash. */
export interface ServiceCall {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly body?: string;
}

/**
 * What came of a call. `refused`: Apple said no, with a word where there was one. `later`: it is busy (429, 5xx). The
 * `refused` of a session is that of the call that wanted it.
 */
export type ServiceAnswer =
  | { readonly kind: 'answered'; readonly body: string }
  | { readonly kind: 'refused'; readonly status: number; readonly word: string | undefined }
  | { readonly kind: 'later'; readonly retryAfterSeconds: number | undefined }
  | { readonly kind: 'unreachable'; readonly code: string };

/** Makes calls with one token. */
export interface DeviceServices {
  call(call: ServiceCall): Promise<ServiceAnswer>;
}

/** The session of a token, kept between runs. */
export interface SessionMemory {
  current: { readonly accessToken: string; readonly token: string } | undefined;
}

type Ports = Pick<AdePorts, 'clock' | 'random'> & {
  readonly endpoint: DeviceServicesEndpoint;
  readonly token: ServerToken;
  readonly sessions: SessionMemory;
};

/** A client for a token. Never throws for what is not there or says no. */
export function deviceServices(ports: Ports): DeviceServices {
  return {
    call: async (call) => {
      try {
        return await withSession(call, ports);
      } catch (error) {
        if (error instanceof HttpsError) return { kind: 'unreachable', code: error.code };
        throw error;
      }
    },
  };
}

// A session that Apple no longer knows is begun again once; a second refusal is the answer.
async function withSession(call: ServiceCall, ports: Ports): Promise<ServiceAnswer> {
  const { sessions, token } = ports;
  const known = sessions.current?.accessToken === token.access_token ? sessions.current.token : undefined;
  if (known !== undefined) {
    const answer = await send(call, known, ports);
    if (!isSessionLost(answer)) return answer;
  }
  const begun = await begin(ports);
  return typeof begun === 'string' ? send(call, begun, ports) : begun;
}

async function begin({ endpoint, token, clock, random, sessions }: Ports): Promise<string | ServiceAnswer> {
  sessions.current = undefined;
  const url = `${endpoint.baseUrl}/session`;
  const credentials = {
    consumerKey: token.consumer_key,
    consumerSecret: token.consumer_secret,
    accessToken: token.access_token,
    accessSecret: token.access_secret,
  };
  const moment = { timestamp: Math.floor(clock.now() / 1000), nonce: toHex(random.bytes(16)) };
  const authorization = encodeSessionAuthorization(url, credentials, moment, hmacSha1);
  const answer = answerOf(await endpoint.fetch(url, { headers: { ...everyCall, authorization } }));
  if (answer.kind !== 'answered') return answer;
  const session = parseSessionResponse(answer.body);
  sessions.current = { accessToken: token.access_token, token: session };
  return session;
}

const everyCall = {
  'user-agent': 'Porchlight/1',
  'content-type': deviceServicesMediaType,
  accept: deviceServicesMediaType,
  [protocolVersionHeader]: String(protocolVersion),
} as const;

async function send({ method, path, body }: ServiceCall, session: string, ports: Ports): Promise<ServiceAnswer> {
  const { endpoint, sessions, token } = ports;
  const response = await endpoint.fetch(`${endpoint.baseUrl}${path}`, {
    method,
    headers: { ...everyCall, [sessionHeader]: session },
    ...(body === undefined ? {} : { body }),
  });
  const rotated = response.headers[sessionHeader];
  if (rotated !== undefined && rotated !== '') sessions.current = { accessToken: token.access_token, token: rotated };
  return answerOf(response);
}

function answerOf(response: HttpsResponse): ServiceAnswer {
  const { status } = response;
  if (status >= 200 && status < 300) return { kind: 'answered', body: response.text() };
  if (status === 429 || status >= 500) {
    const seconds = Number(response.headers['retry-after'] ?? Number.NaN);
    return { kind: 'later', retryAfterSeconds: Number.isFinite(seconds) && seconds >= 0 ? seconds : undefined };
  }
  return { kind: 'refused', status, word: parseErrorText(response.text()) };
}

function isSessionLost(answer: ServiceAnswer): boolean {
  return answer.kind === 'refused' && (answer.status === 401 || (answer.status === 403 && answer.word === 'FORBIDDEN'));
}
