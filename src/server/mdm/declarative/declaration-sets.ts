/**
 * Which declarations an enrollment has. A set is worked out, given tokens, and stored; the Mac is told of the stored one,
 * and fetches each declaration from the set that it was told of last, so that a change between cannot tear them apart.
 */
import { toBase64url } from '#protocol/encoding/base64.ts';
import type { JsonObject, JsonValue } from '#protocol/encoding/json.ts';
import { isJsonObject } from '#protocol/encoding/json.ts';
import { fromUtf8, utf8 } from '#protocol/encoding/utf8.ts';
import { type Declaration, kindOfDeclaration } from '#protocol/mdm/declarative/declaration.ts';
import type { DeclarationItems } from '#protocol/mdm/declarative/declaration-items.ts';
import type { DeclarationKind } from '#protocol/mdm/declarative/endpoint.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import type { Sealer } from '#server/keys/sealer.ts';
import type { Reader, Writer } from '#server/store/database.ts';
import type { ManagementContext } from '../context.ts';
import type { DeclarationDraft } from '../management.ts';

/** A stored set. */
export interface DeclarationSet {
  readonly token: string;
  /** Milliseconds since 1970. */
  readonly changedAt: number;
  readonly declarations: readonly Declaration[];
}

/** Works out the set anew and stores it. `isChanged` where its token is another than before. */
export async function refreshDeclarations(
  { database, declarations: provider, clock, sealer }: ManagementContext,
  enrollmentId: string,
): Promise<DeclarationSet & { readonly isChanged: boolean }> {
  const declarations = (await provider.declarationsFor(enrollmentId)).map((draft) => withToken(draft));
  const token = digest(Object.fromEntries(declarations.map((item) => [item.Identifier, item.ServerToken])));
  const known = await findDeclarations(database, sealer, enrollmentId);
  if (known?.token === token) return { ...known, isChanged: false };
  const changedAt = clock.now();
  await database.write(async (writer) => {
    await writer.run(
      `INSERT INTO mdm_declaration_set (enrollment_id, token, changed_at, declarations) VALUES (?, ?, ?, ?)
        ON CONFLICT (enrollment_id) DO UPDATE SET token = excluded.token, changed_at = excluded.changed_at,
        declarations = excluded.declarations`,
      enrollmentId,
      token,
      changedAt,
      sealer.seal(utf8(JSON.stringify(declarations)), setContext(enrollmentId)),
    );
  });
  return { token, changedAt, declarations, isChanged: true };
}

/** The stored set. */
export async function findDeclarations(
  reader: Reader,
  sealer: Sealer,
  enrollmentId: string,
): Promise<DeclarationSet | undefined> {
  const row = await reader.get<{ token: string; changed_at: number; declarations: Uint8Array }>(
    'SELECT token, changed_at, declarations FROM mdm_declaration_set WHERE enrollment_id = ?',
    enrollmentId,
  );
  return (
    row && { token: row.token, changedAt: row.changed_at, declarations: listOf(sealer, row.declarations, enrollmentId) }
  );
}

/** Notes that the Mac was told of the set with this token. */
export async function advertise(writer: Writer, enrollmentId: string, token: string): Promise<void> {
  await writer.run(
    'UPDATE mdm_declaration_set SET advertised = declarations WHERE enrollment_id = ? AND token = ?',
    enrollmentId,
    token,
  );
}

/** A declaration of the set that the Mac was told of last. */
export async function findAdvertised(
  { database, sealer }: Pick<ManagementContext, 'database' | 'sealer'>,
  enrollmentId: string,
  kind: DeclarationKind,
  identifier: string,
): Promise<Declaration | undefined> {
  const row = await database.get<{ advertised: Uint8Array | null }>(
    'SELECT advertised FROM mdm_declaration_set WHERE enrollment_id = ?',
    enrollmentId,
  );
  const advertised = row?.advertised ? listOf(sealer, row.advertised, enrollmentId) : [];
  return advertised.find((item) => item.Identifier === identifier && kindOfDeclaration(item.Type) === kind);
}

/** Forgets set and status of an enrollment that begins anew. Two statements. */
export async function forgetDeclarations(writer: Writer, enrollmentId: string): Promise<void> {
  await writer.run('DELETE FROM mdm_declaration_set WHERE enrollment_id = ?', enrollmentId);
  await writer.run('DELETE FROM mdm_status WHERE enrollment_id = ?', enrollmentId);
}

/** The manifest of a set. Declarations of no kind are left out. */
export function itemsOf({ token, declarations }: DeclarationSet): DeclarationItems {
  const of = (kind: DeclarationKind) =>
    declarations
      .filter((item) => kindOfDeclaration(item.Type) === kind)
      .map(({ Identifier, ServerToken }) => ({ Identifier, ServerToken }));
  const items = {
    activation: of('activation'),
    configuration: of('configuration'),
    asset: of('asset'),
    management: of('management'),
  };
  return { items, DeclarationsToken: token };
}

function withToken(draft: DeclarationDraft): Declaration {
  const { Type, Identifier, Payload } = draft;
  return { Type, Identifier, ServerToken: digest([Type, Identifier, Payload]), Payload };
}

/** The same for equal values, in whatever order their members were put. */
function digest(value: JsonValue): string {
  return toBase64url(nodeCrypto.sha256(utf8(JSON.stringify(sorted(value)))));
}

function sorted(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map((item: JsonValue) => sorted(item));
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(entries.map(([name, member]) => [name, sorted(member)]));
}

/** Declarations may carry secrets, such as registration tokens; what a Mac was told of is a copy with the same seal. */
export function setContext(enrollmentId: string): string {
  return `mdm_declaration_set:${enrollmentId}`;
}

function listOf(sealer: Sealer, sealed: Uint8Array, enrollmentId: string): readonly Declaration[] {
  return JSON.parse(fromUtf8(sealer.open(sealed, setContext(enrollmentId))) ?? '[]') as readonly (Declaration &
    JsonObject)[];
}
