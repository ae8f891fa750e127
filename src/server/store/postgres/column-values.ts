import { types } from 'pg';
import type { CustomTypesConfig } from 'pg';
import { StoreError } from '../store-error.ts';

/** PostgreSQL's type numbers (pg_type.oid) that need another value than `pg` gives by itself. */
const typeNumber = { bool: 16, bytea: 17, int8: 20, numeric: 1700 } as const;

const parsers: Readonly<Record<number, (text: string) => unknown>> = {
  [typeNumber.bool]: (text) => (text === 't' ? 1 : 0),
  [typeNumber.bytea]: bytes,
  [typeNumber.int8]: integer,
  // SUM over BIGINT is numeric; SQLite gives an integer there.
  [typeNumber.numeric]: integer,
};

/** How columns become values: the same ones that SQLite gives. */
export const columnTypes: CustomTypesConfig = {
  getTypeParser: ((oid: TypeNumber, format?: 'text') => parsers[oid] ?? types.getTypeParser(oid, format)) as never,
};

type TypeNumber = Parameters<typeof types.getTypeParser>[0];

function integer(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value)) return value;
  throw new StoreError('statement_failed', 'A column holds a number that is not a safe integer.');
}

/** From the server's hexadecimal form, `\x` first. */
function bytes(text: string): Uint8Array {
  const decoded = Buffer.from(text.slice(2), 'hex');
  return new Uint8Array(decoded.buffer, decoded.byteOffset, decoded.byteLength);
}
