import { DerError } from './der-error.ts';

const utcLength = 13;
const generalizedLength = 15;
const letterZ = 0x5a;
// Years 0 to 99 mean 1900 to 1999 to Date.UTC: dates are reckoned one Gregorian cycle later, and moved back.
const cycleYears = 400;
const cycle = Date.UTC(2400, 0) - Date.UTC(2000, 0);

/**
 * Milliseconds since 1970 of the content of a UTCTime (`YYMMDDHHMMSSZ`, years 1950 to 2049) or GeneralizedTime
 * (`YYYYMMDDHHMMSSZ`), the only forms that RFC 5280 section 4.1.2.5 allows. Throws DerError `der_bad_time`, also for days
 * that do not exist.
 */
export function parseTime(content: Uint8Array, form: 'utc' | 'generalized', offset = 0): number {
  const isUtc = form === 'utc';
  if (content.length !== (isUtc ? utcLength : generalizedLength) || content[content.length - 1] !== letterZ) {
    throw new DerError('der_bad_time', 'time is not in the form RFC 5280 asks for', offset);
  }
  const short = pair(content, isUtc ? 0 : 2, offset);
  const year = isUtc ? short + (short < 50 ? 2000 : 1900) : pair(content, 0, offset) * 100 + short;
  const at = isUtc ? 2 : 4;
  const month = pair(content, at, offset);
  const day = pair(content, at + 2, offset);
  const hour = pair(content, at + 4, offset);
  const minute = pair(content, at + 6, offset);
  const second = pair(content, at + 8, offset);
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month) || hour > 23 || minute > 59 || second > 59) {
    throw new DerError('der_bad_time', 'time names a day or an hour that does not exist', offset);
  }
  return Date.UTC(year + cycleYears, month - 1, day, hour, minute, second) - cycle;
}

function pair(content: Uint8Array, at: number, offset: number): number {
  const tens = (content[at] ?? 0) - 0x30;
  const ones = (content[at + 1] ?? 0) - 0x30;
  if (tens < 0 || tens > 9 || ones < 0 || ones > 9) {
    throw new DerError('der_bad_time', 'time has something else than digits', offset);
  }
  return tens * 10 + ones;
}

function daysIn(year: number, month: number): number {
  if (month !== 2) return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
}

/** GeneralizedTime text, whole seconds: `YYYYMMDDHHMMSSZ`. Throws DerError `der_bad_time` outside the years 0 to 9999. */
export function formatGeneralizedTime(milliseconds: number): string {
  const date = new Date(Math.floor(milliseconds / 1000) * 1000);
  const year = date.getUTCFullYear();
  if (!(year >= 0 && year <= 9999)) throw new DerError('der_bad_time', 'time is outside the years 0 to 9999');
  return date.toISOString().replace(/[-:T]|\.\d+/g, '');
}
