/** Clients: the applications that people sign in to. A secret is shown once and kept as a hash. */
import { createHash } from 'node:crypto';
import type { ClientMetadata } from 'oidc-provider';
import type { Reader, Writer } from '#server/store/database.ts';

/** A client. Times are milliseconds since 1970. */
export interface Client {
  readonly id: string;
  readonly name: string;
  /** `confidential`: has a secret. `public`: runs where it could keep none. */
  readonly kind: 'confidential' | 'public';
  readonly redirectUris: readonly string[];
  readonly postLogoutRedirectUris: readonly string[];
  /** Where it is told that somebody's session has ended (OpenID Connect Back-Channel Logout 1.0). */
  readonly backChannelLogoutUri: string | undefined;
  /** The Mac application that it is, `TEAM.bundle.identifier`: macOS assures us of who asks. */
  readonly macApplication: string | undefined;
  /** Whether people are asked before it learns of them. */
  readonly asksConsent: boolean;
  /** Whether it may sign people in on another device (RFC 8628). */
  readonly deviceAuthorization: boolean;
  readonly createdAt: number;
  readonly createdBy: string;
  readonly secretSetAt: number | undefined;
}

/** A client with what proves its secret. */
export interface StoredClient extends Client {
  readonly secretHash: string | undefined;
}

interface Row {
  readonly id: string;
  readonly name: string;
  readonly secret_hash: string | null;
  readonly redirect_uris: string;
  readonly post_logout_redirect_uris: string;
  readonly back_channel_logout_uri: string | null;
  readonly mac_application: string | null;
  readonly asks_consent: number;
  readonly device_authorization: number;
  readonly created_at: number;
  readonly created_by: string;
  readonly secret_set_at: number | null;
}

const columns = `SELECT id, name, secret_hash, redirect_uris, post_logout_redirect_uris, back_channel_logout_uri,
  mac_application, asks_consent, device_authorization, created_at, created_by, secret_set_at FROM openid_client`;

/** Letters of an id. Requests name clients as they like, also by what no database takes (U+0000). */
const idForm = /^[\w-]{1,64}$/;

/** A client by its id. */
export async function findClient(reader: Reader, id: string): Promise<StoredClient | undefined> {
  if (!idForm.test(id)) return undefined;
  const row = await reader.get<Row>(`${columns} WHERE id = ?`, id);
  return row && clientOf(row);
}

/** Every client, in the order of names. */
export async function listClients(reader: Reader): Promise<StoredClient[]> {
  return (await reader.all<Row>(`${columns} ORDER BY name, id`)).map(clientOf);
}

/** Stores a new client. */
export async function insertClient(writer: Writer, client: StoredClient): Promise<void> {
  await writer.run(
    `INSERT INTO openid_client (id, name, secret_hash, redirect_uris, post_logout_redirect_uris, back_channel_logout_uri,
      mac_application, asks_consent, device_authorization, created_at, created_by, secret_set_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    client.id,
    client.name,
    client.secretHash ?? null,
    JSON.stringify(client.redirectUris),
    JSON.stringify(client.postLogoutRedirectUris),
    client.backChannelLogoutUri ?? null,
    client.macApplication ?? null,
    client.asksConsent ? 1 : 0,
    client.deviceAuthorization ? 1 : 0,
    client.createdAt,
    client.createdBy,
    client.secretSetAt ?? null,
  );
}

/** Puts another secret in place of the present one; false when there is no such client, or it is a public one. */
export async function replaceSecret(writer: Writer, id: string, secretHash: string, now: number): Promise<boolean> {
  const text = 'UPDATE openid_client SET secret_hash = ?, secret_set_at = ? WHERE id = ? AND secret_hash IS NOT NULL';
  return (await writer.run(text, secretHash, now, id)) === 1;
}

/** Removes a client; false when there is none. */
export async function deleteClient(writer: Writer, id: string): Promise<boolean> {
  return (await writer.run('DELETE FROM openid_client WHERE id = ?', id)) === 1;
}

/** What is kept of a secret. Secrets are 32 random bytes: a plain hash gives nothing away. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

/** A client as the provider wants it (OpenID Connect Dynamic Client Registration 1.0 section 2). */
export function metadataOf(client: StoredClient): ClientMetadata {
  const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';
  const hasRedirects = client.redirectUris.length > 0;
  return {
    client_id: client.id,
    client_name: client.name,
    ...(client.secretHash === undefined
      ? { token_endpoint_auth_method: 'none' }
      : { token_endpoint_auth_method: 'client_secret_basic', client_secret: client.secretHash }),
    application_type: client.kind === 'public' ? 'native' : 'web',
    redirect_uris: [...client.redirectUris],
    post_logout_redirect_uris: [...client.postLogoutRedirectUris],
    ...(client.backChannelLogoutUri === undefined
      ? {}
      : { backchannel_logout_uri: client.backChannelLogoutUri, backchannel_logout_session_required: true }),
    response_types: hasRedirects ? ['code'] : [],
    grant_types: [
      ...(hasRedirects ? ['authorization_code'] : []),
      'refresh_token',
      ...(client.deviceAuthorization ? [deviceGrant] : []),
    ],
    id_token_signed_response_alg: 'ES256',
    asks_consent: client.asksConsent,
    ...(client.macApplication === undefined ? {} : { mac_application: client.macApplication }),
  };
}

function clientOf(row: Row): StoredClient {
  return {
    id: row.id,
    name: row.name,
    kind: row.secret_hash === null ? 'public' : 'confidential',
    secretHash: row.secret_hash ?? undefined,
    redirectUris: JSON.parse(row.redirect_uris) as string[],
    postLogoutRedirectUris: JSON.parse(row.post_logout_redirect_uris) as string[],
    backChannelLogoutUri: row.back_channel_logout_uri ?? undefined,
    macApplication: row.mac_application ?? undefined,
    asksConsent: row.asks_consent === 1,
    deviceAuthorization: row.device_authorization === 1,
    createdAt: row.created_at,
    createdBy: row.created_by,
    secretSetAt: row.secret_set_at ?? undefined,
  };
}
