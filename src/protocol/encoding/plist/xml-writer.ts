import { toBase64 } from '../base64.ts';
import { utf8 } from '../utf8.ts';
import { PlistError } from './plist-error.ts';
import { PlistReal, type PlistWritable, defaultPlistLimits } from './plist-value.ts';
import { xmlDate, xmlReal } from './xml-scalars.ts';

const head = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
`;

/**
 * The XML form in Apple's layout: the bytes of `plutil -convert xml1`, except that keys stay in the order given. A `number`
 * without fraction is written as an integer unless it is a `PlistReal`.
 * @throws {PlistError} `plist_unwritable` for NUL, half a surrogate pair, integers beyond 64 bits, dates beyond year 9999;
 *   `plist_too_deep`
 */
export function writeXmlPlist(value: PlistWritable): Uint8Array<ArrayBuffer> {
  const parts = [head];
  write(value, 0, parts);
  parts.push('</plist>\n');
  return utf8(parts.join(''));
}

function write(value: PlistWritable, level: number, parts: string[]): void {
  if (level >= defaultPlistLimits.maximumDepth) throw new PlistError('plist_too_deep', 'nested too deeply to be read');
  const indent = '\t'.repeat(level);
  if (typeof value === 'string') parts.push(`${indent}<string>${escapeXml(value)}</string>\n`);
  else if (typeof value === 'boolean') parts.push(`${indent}<${value}/>\n`);
  else if (typeof value === 'number' || typeof value === 'bigint') parts.push(`${indent}${numberElement(value)}\n`);
  else if (value instanceof PlistReal) parts.push(`${indent}<real>${xmlReal(value.value)}</real>\n`);
  else if (value instanceof Date) parts.push(`${indent}<date>${xmlDate(value)}</date>\n`);
  else if (value instanceof Uint8Array) writeData(value, level, parts);
  else if (Array.isArray(value)) writeArray(value, level, parts);
  else if (typeof value === 'object') writeDictionary(Object.entries(value as object), level, parts);
  else throw new PlistError('plist_unwritable', `property lists have no ${typeof value}`);
}

function writeArray(items: readonly PlistWritable[], level: number, parts: string[]): void {
  const indent = '\t'.repeat(level);
  if (items.length === 0) {
    parts.push(`${indent}<array/>\n`);
    return;
  }
  parts.push(`${indent}<array>\n`);
  for (const item of items) write(item, level + 1, parts);
  parts.push(`${indent}</array>\n`);
}

function writeDictionary(members: readonly [string, PlistWritable][], level: number, parts: string[]): void {
  const indent = '\t'.repeat(level);
  if (members.length === 0) {
    parts.push(`${indent}<dict/>\n`);
    return;
  }
  parts.push(`${indent}<dict>\n`);
  for (const [key, value] of members) {
    parts.push(`${indent}\t<key>${escapeXml(key)}</key>\n`);
    write(value, level + 1, parts);
  }
  parts.push(`${indent}</dict>\n`);
}

/** Lines are 76 columns with a tab as eight, and the text is never indented by more than eight tabs (CFPropertyList). */
function writeData(bytes: Uint8Array, level: number, parts: string[]): void {
  const textLevel = Math.min(level, 8);
  const textIndent = '\t'.repeat(textLevel);
  const width = 76 - 8 * textLevel;
  const text = toBase64(bytes);
  parts.push(`${'\t'.repeat(level)}<data>\n`);
  for (let at = 0; at < text.length; at += width) parts.push(`${textIndent}${text.slice(at, at + width)}\n`);
  parts.push(`${'\t'.repeat(level)}</data>\n`);
}

function numberElement(value: number | bigint): string {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) return `<real>${xmlReal(value)}</real>`;
  if (value < -(2n ** 63n) || value >= 2n ** 64n) {
    throw new PlistError('plist_unwritable', 'an integer needs more than 64 bits');
  }
  return `<integer>${value}</integer>`;
}

function escapeXml(text: string): string {
  if (!text.isWellFormed() || text.includes('\0')) {
    throw new PlistError('plist_unwritable', 'a text has NUL or half a surrogate pair');
  }
  if (!/[&<>]/.test(text)) return text;
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
