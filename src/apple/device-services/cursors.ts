/** Cursors of simulated device services: where a fetch or a sync stands, as text that only we read. */
import { fromBase64url, toBase64url } from '#protocol/encoding/base64.ts';
import { parseJsonObject } from '#protocol/encoding/json.ts';
import { fromUtf8, utf8 } from '#protocol/encoding/utf8.ts';
import { day } from '../authority-state.ts';
import { ServiceError } from './service-error.ts';

/** How long a cursor is good, in milliseconds (Apple: seven days). */
export const cursorLife = 7 * day;

/** Where it stands. */
export interface Cursor {
  readonly serverId: string;
  /** Devices that a fetch has told already; undefined once it has told all. */
  readonly told: number | undefined;
  /** The newest change when the fetch began, or that a sync has told. */
  readonly change: number;
  readonly madeAt: number;
}

/** Writes a cursor. */
export function encodeCursor(cursor: Cursor): string {
  return toBase64url(utf8(JSON.stringify([cursor.serverId, cursor.told ?? -1, cursor.change, cursor.madeAt])));
}

/** Reads a cursor of a server. @throws {ServiceError} `INVALID_CURSOR`, `EXPIRED_CURSOR` */
export function readCursor(text: string, serverId: string, now: number): Cursor {
  const bytes = fromBase64url(text);
  const json = parseJsonObject(`{"cursor":${(bytes && fromUtf8(bytes)) ?? 'null'}}`)?.['cursor'];
  const [owner, told, change, madeAt] = Array.isArray(json) ? json : [];
  if (owner !== serverId || typeof told !== 'number' || typeof change !== 'number' || typeof madeAt !== 'number')
    throw new ServiceError('INVALID_CURSOR');
  if (now - madeAt > cursorLife) throw new ServiceError('EXPIRED_CURSOR');
  return { serverId, told: told < 0 ? undefined : told, change, madeAt };
}
