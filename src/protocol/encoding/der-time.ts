import { DerError } from './der-error.ts';

const pattern = /^(\d{2}|\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/;

/**
 * Milliseconds since 1970 of a UTCTime (`YYMMDDHHMMSSZ`, years 1950 to 2049) or GeneralizedTime (`YYYYMMDDHHMMSSZ`), the
 * only forms that RFC 5280 section 4.1.2.5 allows. Throws DerError `der_bad_time`, also for days that do not exist.
 */
export function parseTime(text: string, form: 'utc' | 'generalized', offset = 0): number {
  const parts = pattern.exec(text);
  if (parts === null || text.length !== (form === 'utc' ? 13 : 15)) {
    throw new DerError('der_bad_time', 'time is not in the form RFC 5280 asks for', offset);
  }
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1).map(Number);
  const fullYear = form === 'generalized' ? year : year + (year < 50 ? 2000 : 1900);
  const date = new Date(0);
  date.setUTCFullYear(fullYear, month - 1, day);
  date.setUTCHours(hour, minute, second);
  if (timeText(date) !== `${String(fullYear).padStart(4, '0')}${text.slice(-11)}`) {
    throw new DerError('der_bad_time', 'time names a day or an hour that does not exist', offset);
  }
  return date.getTime();
}

/** GeneralizedTime text, whole seconds: `YYYYMMDDHHMMSSZ`. Throws DerError `der_bad_time` outside the years 0 to 9999. */
export function formatGeneralizedTime(milliseconds: number): string {
  const date = new Date(Math.floor(milliseconds / 1000) * 1000);
  const year = date.getUTCFullYear();
  if (!(year >= 0 && year <= 9999)) throw new DerError('der_bad_time', 'time is outside the years 0 to 9999');
  return timeText(date);
}

function timeText(date: Date): string {
  return date.toISOString().replace(/[-:T]|\.\d+/g, '');
}
