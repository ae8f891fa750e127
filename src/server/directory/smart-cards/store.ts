/** Where authorities, revocation lists and bindings are kept. The writing functions are parts of a unit of work. */
import { parsed } from './certificate-input.ts';
import type { Reader, Writer } from '#server/store/database.ts';
import { type Certificate, parseCertificate } from '#protocol/x509/certificate.ts';
import { formatName } from '#protocol/x509/name.ts';
import type { RevocationList } from '#protocol/x509/revocation-list.ts';
import { type CardAuthority, type CardBinding, cardRules, type StaleRevocationPolicy } from './card-administration.ts';

/** An authority with its certificate, and the digest by which a list in force is told from the one before. */
export interface StoredAuthority {
  readonly authority: CardAuthority;
  readonly certificate: Certificate;
  readonly listDigest: string | undefined;
}

interface AuthorityRow {
  readonly id: string;
  readonly fingerprint: string;
  readonly certificate: Uint8Array;
  readonly rules: string;
  readonly stale_revocation: StaleRevocationPolicy;
  readonly revocation_list_url: string | null;
  readonly created_at: number;
  readonly digest: string | null;
  readonly this_update: number | null;
  readonly next_update: number | null;
  readonly revoked: number | null;
}

const authorityColumns = `a.id, a.fingerprint, a.certificate, a.rules, a.stale_revocation, a.revocation_list_url,
  a.created_at, l.digest, l.this_update, l.next_update, l.revoked FROM directory_card_authority a
  LEFT JOIN directory_card_revocation_list l ON l.authority_id = a.id`;

/** Every authority, in the order in which they were added. */
export async function authorities(reader: Reader): Promise<readonly StoredAuthority[]> {
  const rows = await reader.all<AuthorityRow>(`SELECT ${authorityColumns} ORDER BY a.created_at, a.id`);
  return rows.flatMap(storedAuthority);
}

/** The authority with that id, or with that fingerprint. */
export async function findAuthority(reader: Reader, id: string): Promise<StoredAuthority | undefined> {
  const text = `SELECT ${authorityColumns} WHERE a.id = ? OR a.fingerprint = ?`;
  const row = await reader.get<AuthorityRow>(text, id, id);
  return row && storedAuthority(row)[0];
}

/** Only what can be parsed gets into the table, so a row that cannot be parsed is trusted no more. */
function storedAuthority(row: AuthorityRow): StoredAuthority[] {
  const certificate = parsed(() => parseCertificate(row.certificate));
  if (certificate === undefined) return [];
  const words = row.rules.split(' ');
  const { this_update: thisUpdate, next_update: nextUpdate } = row;
  const authority = {
    id: row.id,
    subject: formatName(certificate.subject),
    fingerprint: row.fingerprint,
    notAfter: certificate.notAfter,
    rules: words.flatMap((word) => cardRules.filter((rule) => rule === word)),
    staleRevocation: row.stale_revocation,
    revocationListUrl: row.revocation_list_url ?? undefined,
    revocationList:
      thisUpdate === null ? undefined : { thisUpdate, nextUpdate: nextUpdate ?? undefined, revoked: row.revoked ?? 0 },
    createdAt: row.created_at,
  };
  return [{ authority, certificate, listDigest: row.digest ?? undefined }];
}

/** Adds an authority. @returns false when its certificate is trusted already */
export async function insertAuthority(writer: Writer, authority: CardAuthority, raw: Uint8Array): Promise<boolean> {
  const text = `INSERT INTO directory_card_authority
    (id, fingerprint, certificate, rules, stale_revocation, revocation_list_url, created_at)
    VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (fingerprint) DO NOTHING`;
  const { id, fingerprint, rules, staleRevocation, revocationListUrl, createdAt } = authority;
  const how = [rules.join(' '), staleRevocation, revocationListUrl ?? null] as const;
  return (await writer.run(text, id, fingerprint, raw, ...how, createdAt)) === 1;
}

/** Replaces how an authority is trusted. */
export async function updateAuthority(writer: Writer, authority: CardAuthority): Promise<void> {
  const text = `UPDATE directory_card_authority SET rules = ?, stale_revocation = ?, revocation_list_url = ?
    WHERE id = ?`;
  const { id, rules, staleRevocation, revocationListUrl } = authority;
  await writer.run(text, rules.join(' '), staleRevocation, revocationListUrl ?? null, id);
}

/** Removes an authority with its list. @returns whether it was there */
export async function deleteAuthority(writer: Writer, id: string): Promise<boolean> {
  await writer.run('DELETE FROM directory_card_revocation_list WHERE authority_id = ?', id);
  return (await writer.run('DELETE FROM directory_card_authority WHERE id = ?', id)) === 1;
}

/** Puts a verified list in force. @returns false, having written nothing, when the one in force was made later */
export async function storeList(
  writer: Writer,
  authorityId: string,
  list: RevocationList,
  digest: string,
): Promise<boolean> {
  const text = `INSERT INTO directory_card_revocation_list
    (authority_id, digest, list, this_update, next_update, revoked) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (authority_id) DO UPDATE SET digest = excluded.digest, list = excluded.list,
      this_update = excluded.this_update, next_update = excluded.next_update, revoked = excluded.revoked
    WHERE directory_card_revocation_list.this_update <= excluded.this_update`;
  const { raw, thisUpdate, nextUpdate, revoked } = list;
  return (await writer.run(text, authorityId, digest, raw, thisUpdate, nextUpdate ?? null, revoked.size)) === 1;
}

/** The list in force, DER. */
export async function rawList(reader: Reader, authorityId: string): Promise<Uint8Array | undefined> {
  const text = 'SELECT list FROM directory_card_revocation_list WHERE authority_id = ?';
  return (await reader.get<{ list: Uint8Array }>(text, authorityId))?.list;
}

interface BindingRow {
  readonly id: string;
  readonly user_id: string;
  readonly rule: CardBinding['rule'];
  readonly value: string;
  readonly created_at: number;
}

function cardBinding({ id, user_id: userId, rule, value, created_at: createdAt }: BindingRow): CardBinding {
  return { id, userId, rule, value, createdAt };
}

const bindingColumns = 'id, user_id, rule, value, created_at FROM directory_card_binding';

/** What a value is bound to: at most one person. */
export async function bindingOf(
  reader: Reader,
  rule: CardBinding['rule'],
  value: string,
): Promise<CardBinding | undefined> {
  const row = await reader.get<BindingRow>(`SELECT ${bindingColumns} WHERE rule = ? AND value = ?`, rule, value);
  return row && cardBinding(row);
}

/** By id. */
export async function findBinding(reader: Reader, id: string): Promise<CardBinding | undefined> {
  const row = await reader.get<BindingRow>(`SELECT ${bindingColumns} WHERE id = ?`, id);
  return row && cardBinding(row);
}

/** Of a person, oldest first. */
export async function bindingsOfUser(reader: Reader, userId: string): Promise<readonly CardBinding[]> {
  const text = `SELECT ${bindingColumns} WHERE user_id = ? ORDER BY created_at, id`;
  return (await reader.all<BindingRow>(text, userId)).map(cardBinding);
}

/** Adds a binding. @returns false when the value is bound already */
export async function insertBinding(writer: Writer, binding: CardBinding): Promise<boolean> {
  const text = `INSERT INTO directory_card_binding (id, user_id, rule, value, created_at) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (rule, value) DO NOTHING`;
  const { id, userId, rule, value, createdAt } = binding;
  return (await writer.run(text, id, userId, rule, value, createdAt)) === 1;
}

/** @returns whether it was there */
export async function deleteBinding(writer: Writer, id: string): Promise<boolean> {
  return (await writer.run('DELETE FROM directory_card_binding WHERE id = ?', id)) === 1;
}
