/** What administrators do with clients. */
import { toBase64url } from '#protocol/encoding/base64.ts';
import type { Clock } from '#runtime/clock.ts';
import type { Random } from '#runtime/random.ts';
import { appendAudit } from '#server/audit/audit.ts';
import type { Database } from '#server/store/database.ts';
import { removeOfClient } from './artifacts.ts';
import {
  type Client,
  deleteClient,
  findClient,
  hashSecret,
  insertClient,
  listClients,
  replaceSecret,
} from './clients.ts';

/** What a new client is made of. */
export interface NewClient {
  readonly name: string;
  readonly kind: Client['kind'];
  readonly redirectUris: readonly string[];
  readonly postLogoutRedirectUris: readonly string[];
  readonly backChannelLogoutUri: string | undefined;
  readonly macApplication: string | undefined;
  readonly asksConsent: boolean;
  readonly deviceAuthorization: boolean;
}

/** An address that was refused: where it stands, and why. */
export interface UriProblem {
  readonly member: string;
  readonly message: string;
}

/** Outcome of making a client. The secret is not shown again. */
export type AddClientOutcome =
  | { readonly kind: 'added'; readonly client: Client; readonly secret: string | undefined }
  | { readonly kind: 'invalid'; readonly problems: readonly UriProblem[] };

/** Outcome of giving a client another secret. */
export type RotateSecretOutcome =
  | { readonly kind: 'rotated'; readonly secret: string }
  | { readonly kind: 'not-found' | 'public' };

/** The clients. Every change is written together with its audit event. */
export interface ClientAdministration {
  add(wish: NewClient, actor: string): Promise<AddClientOutcome>;
  /** In the order of names. */
  list(): Promise<readonly Client[]>;
  show(id: string): Promise<Client | undefined>;
  /** The present secret counts no more. */
  rotateSecret(id: string, actor: string): Promise<RotateSecretOutcome>;
  /** Ends every grant and token of the client. */
  remove(id: string, actor: string): Promise<{ readonly kind: 'done' | 'not-found' }>;
}

/** What it needs. */
export interface ClientPorts {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  /** Whether this server serves its own computer alone. */
  readonly isLaboratory: boolean;
}

/** Puts it together. */
export function createClientAdministration(ports: ClientPorts): ClientAdministration {
  const { database, clock, random } = ports;
  const newText = () => toBase64url(random.bytes(32));
  return {
    add: (wish, actor) => addClient(ports, wish, actor),
    list: () => listClients(database),
    show: (id) => findClient(database, id),
    rotateSecret: async (id, actor) => {
      const secret = newText();
      const isDone = await database.write(async (writer) => {
        const now = clock.now();
        if (!(await replaceSecret(writer, id, hashSecret(secret), now))) return false;
        const detail = { clientId: id };
        appendAudit(writer, now, [{ type: 'openid.client.secret-rotated', outcome: 'changed', actor, detail }]);
        return true;
      });
      if (isDone) return { kind: 'rotated', secret };
      return { kind: (await findClient(database, id)) === undefined ? 'not-found' : 'public' };
    },
    remove: (id, actor) =>
      database.write(async (writer) => {
        if (!(await deleteClient(writer, id))) return { kind: 'not-found' };
        await removeOfClient(writer, id);
        const detail = { clientId: id };
        appendAudit(writer, clock.now(), [{ type: 'openid.client.removed', outcome: 'changed', actor, detail }]);
        return { kind: 'done' };
      }),
  };
}

async function addClient(
  { database, clock, random, isLaboratory }: ClientPorts,
  wish: NewClient,
  actor: string,
): Promise<AddClientOutcome> {
  const problems = [...problemsOf(wish), ...backChannelProblems(wish, isLaboratory)];
  if (problems.length > 0) return { kind: 'invalid', problems };
  const secret = wish.kind === 'confidential' ? toBase64url(random.bytes(32)) : undefined;
  const now = clock.now();
  const client = { ...wish, id: toBase64url(random.bytes(16)), createdAt: now, createdBy: actor };
  const secretFacts =
    secret === undefined
      ? { secretHash: undefined, secretSetAt: undefined }
      : { secretHash: hashSecret(secret), secretSetAt: now };
  await database.write(async (writer) => {
    await insertClient(writer, { ...client, ...secretFacts });
    const detail = { clientId: client.id, name: client.name };
    appendAudit(writer, now, [{ type: 'openid.client.added', outcome: 'changed', actor, detail }]);
  });
  return { kind: 'added', client: { ...client, secretSetAt: secretFacts.secretSetAt }, secret };
}

function problemsOf(wish: NewClient): UriProblem[] {
  const { kind, redirectUris, postLogoutRedirectUris, deviceAuthorization } = wish;
  const of = (name: string, uris: readonly string[]) =>
    uris.flatMap((uri, index) => {
      const message = problemOf(uri, kind);
      return message === undefined ? [] : [{ member: `${name}.${index}`, message }];
    });
  const none =
    redirectUris.length === 0 && !deviceAuthorization
      ? [{ member: 'redirectUris', message: 'needs one, unless the client signs people in on another device' }]
      : [];
  return [...none, ...of('redirectUris', redirectUris), ...of('postLogoutRedirectUris', postLogoutRedirectUris)];
}

/** What is wrong with an address that browsers are sent to (RFC 6749 section 3.1.2, RFC 8252 section 7). */
function problemOf(uri: string, kind: Client['kind']): string | undefined {
  const url = URL.canParse(uri) ? new URL(uri) : undefined;
  if (!url) return 'is no absolute address';
  if (uri.includes('#')) return 'must have no fragment';
  if (url.username !== '' || url.password !== '') return 'must hold no user name or password';
  if (url.protocol === 'https:') return undefined;
  // What goes to this address never leaves the person's computer.
  if (url.protocol === 'http:') return isLoopback(url) ? undefined : 'may be http:// on 127.0.0.1 or [::1] only';
  if (kind === 'confidential') return 'must begin with https://';
  return /^[a-z][a-z0-9+-]*(?:\.[a-z0-9+-]+)+:$/.test(url.protocol)
    ? undefined
    : 'has a scheme that is not a domain name in reverse, such as org.example.app';
}

// We go there ourselves, so it must not lead into this computer, unless everything is on it.
function backChannelProblems({ backChannelLogoutUri: uri }: NewClient, isLaboratory: boolean): UriProblem[] {
  const message = uri === undefined ? undefined : backChannelProblem(uri, isLaboratory);
  return message === undefined ? [] : [{ member: 'backChannelLogoutUri', message }];
}

function backChannelProblem(uri: string, isLaboratory: boolean): string | undefined {
  const url = URL.canParse(uri) ? new URL(uri) : undefined;
  if (!url) return 'is no absolute address';
  if (uri.includes('#')) return 'must have no fragment';
  if (url.username !== '' || url.password !== '') return 'must hold no user name or password';
  if (url.protocol === 'https:') return undefined;
  if (url.protocol !== 'http:' || !isLoopback(url)) return 'must begin with https://';
  return isLaboratory ? undefined : 'may be http:// only where the server serves its own computer alone';
}

function isLoopback({ hostname }: URL): boolean {
  return ['127.0.0.1', '[::1]'].includes(hostname);
}
