/** The look at rest: one row. Its version grows with every change, a reset included. No secret is in it. */
import type { Reader, Writer } from '#server/store/database.ts';
import type { Logo } from './logo.ts';

/** What an organisation has set. Times are milliseconds since 1970. */
export interface SavedBranding {
  readonly version: number;
  readonly accent: string | undefined;
  readonly helpText: string | undefined;
  readonly logo: Logo | undefined;
  readonly changedAt: number;
  readonly changedBy: string;
}

/** What changes. Undefined stays as it is; null goes. */
export interface BrandingChange {
  readonly accent?: string | null | undefined;
  readonly helpText?: string | null | undefined;
  readonly logo?: Logo | null | undefined;
}

interface Row {
  readonly version: number;
  readonly accent: string | null;
  readonly help_text: string | null;
  readonly logo_type: string | null;
  readonly logo: Uint8Array | null;
  readonly logo_digest: string | null;
  readonly changed_at: number;
  readonly changed_by: string;
}

/** The version in force; 0 while nothing was ever set. */
export async function brandingVersion(reader: Reader): Promise<number> {
  return (await reader.get<{ version: number }>('SELECT version FROM branding WHERE id = 1'))?.version ?? 0;
}

/** Undefined while nothing was ever set. */
export async function findBranding(reader: Reader): Promise<SavedBranding | undefined> {
  const row = await reader.get<Row>(
    `SELECT version, accent, help_text, logo_type, logo, logo_digest, changed_at, changed_by
      FROM branding WHERE id = 1`,
  );
  return row && savedOf(row);
}

/** Changes what is given, in one statement: two at once lose nothing of each other's other members. */
export async function changeBranding(
  writer: Writer,
  { accent, helpText, logo }: BrandingChange,
  by: { readonly at: number; readonly actor: string },
): Promise<SavedBranding> {
  await writer.run(
    `INSERT INTO branding (id, version, changed_at, changed_by) VALUES (1, 0, ?, ?) ON CONFLICT (id) DO NOTHING`,
    by.at,
    by.actor,
  );
  const row = await writer.get<Row>(
    `UPDATE branding SET version = version + 1, changed_at = ?, changed_by = ?,
        accent = CASE WHEN CAST(? AS BIGINT) = 1 THEN CAST(? AS TEXT) ELSE accent END,
        help_text = CASE WHEN CAST(? AS BIGINT) = 1 THEN CAST(? AS TEXT) ELSE help_text END,
        logo_type = CASE WHEN CAST(? AS BIGINT) = 1 THEN CAST(? AS TEXT) ELSE logo_type END,
        logo = CASE WHEN CAST(? AS BIGINT) = 1 THEN ? ELSE logo END,
        logo_digest = CASE WHEN CAST(? AS BIGINT) = 1 THEN CAST(? AS TEXT) ELSE logo_digest END
      WHERE id = 1
      RETURNING version, accent, help_text, logo_type, logo, logo_digest, changed_at, changed_by`,
    by.at,
    by.actor,
    ...given(accent, accent),
    ...given(helpText, helpText),
    ...given(logo, logo?.type),
    ...given(logo, logo?.bytes),
    ...given(logo, logo?.digest),
  );
  if (!row) throw new Error('the row of branding is gone');
  return savedOf(row);
}

function given<Value extends string | Uint8Array>(change: unknown, value: Value | null | undefined) {
  return [change === undefined ? 0 : 1, value ?? null] as const;
}

function savedOf(row: Row): SavedBranding {
  return {
    version: row.version,
    accent: row.accent ?? undefined,
    helpText: row.help_text ?? undefined,
    logo: logoAtRest(row),
    changedAt: row.changed_at,
    changedBy: row.changed_by,
  };
}

function logoAtRest({ logo_type: type, logo: bytes, logo_digest: digest }: Row): Logo | undefined {
  if (bytes === null || digest === null || (type !== 'image/png' && type !== 'image/svg+xml')) return undefined;
  return { type, bytes, digest };
}
