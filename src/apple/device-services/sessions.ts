/** Sessions of simulated device services: who gets one, and how long it is good. They do not survive a restart. */
import { expectedSignature, parseSessionAuthorization } from '#protocol/ade/device-services/session.ts';
import { toHex } from '#protocol/encoding/bytes.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { constantTimeEqual } from '#runtime/crypto.ts';
import { hmacSha1 } from '#runtime/hmac-sha1.ts';
import type { AppleStore, ServerState } from '../apple-state.ts';
import type { ApplePorts } from '../authority-state.ts';
import { ServiceError } from './service-error.ts';

/** How long a session is good without being used, in milliseconds. Apple does not say; minutes. */
export const sessionLife = 180_000;
/** How far the time of a request may be off, in seconds. */
const clockTolerance = 300;

interface Session {
  readonly serverId: string;
  usedAt: number;
}

/** Sessions of all servers. */
export class Sessions {
  readonly #store: AppleStore;
  readonly #ports: ApplePorts;
  readonly #sessions = new Map<string, Session>();
  readonly #nonces = new Set<string>();

  constructor(store: AppleStore, ports: ApplePorts) {
    this.#store = store;
    this.#ports = ports;
  }

  /** Answers `GET /session`. @throws {ServiceError} `OAUTH_PARAMETERS_INVALID`, `UNAUTHORIZED`, `T_C_NOT_SIGNED` */
  begin(url: string, header: string | undefined): string {
    const authorization = parseSessionAuthorization(header ?? '');
    if (authorization === undefined) throw new ServiceError('OAUTH_PARAMETERS_INVALID');
    const server = this.#store.state.servers.find(({ consumerKey }) => consumerKey === authorization.consumerKey);
    const now = this.#ports.clock.now();
    if (
      server?.token === undefined ||
      server.token.accessToken !== authorization.accessToken ||
      server.token.expiry <= now
    )
      throw new ServiceError('UNAUTHORIZED');
    const expected = expectedSignature(url, authorization, { ...server, ...server.token }, hmacSha1);
    const isFresh =
      Math.abs(now / 1000 - authorization.timestamp) <= clockTolerance && !this.#nonces.has(authorization.nonce);
    if (!isFresh || !constantTimeEqual(utf8(expected), utf8(authorization.signature)))
      throw new ServiceError('UNAUTHORIZED');
    this.#nonces.add(authorization.nonce);
    if (!this.#store.state.organisation.termsSigned) throw new ServiceError('T_C_NOT_SIGNED');
    return this.issue(server.id);
  }

  /** A new session of a server. */
  issue(serverId: string): string {
    const token = `${this.#ports.clock.now()}O${toHex(this.#ports.random.bytes(32)).toUpperCase()}`;
    this.#sessions.set(token, { serverId, usedAt: this.#ports.clock.now() });
    return token;
  }

  /** The server of a session, or undefined when there is no such session or it has gone unused too long. */
  serverOf(token: string | undefined): ServerState | undefined {
    const session = this.#sessions.get(token ?? '');
    const now = this.#ports.clock.now();
    if (session === undefined || now - session.usedAt > sessionLife) return undefined;
    session.usedAt = now;
    return this.#store.state.servers.find(({ id }) => id === session.serverId);
  }

  /** Ends a session; all of them when none is named. */
  end(token?: string): void {
    if (token === undefined) this.#sessions.clear();
    else this.#sessions.delete(token);
  }
}
