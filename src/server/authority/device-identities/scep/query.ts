/** The query of a SCEP address, read from the raw text: macOS leaves `+` and `/` of base64 as they are. */
import { fromAnyBase64 } from '#protocol/encoding/base64.ts';

/** What stands behind the question mark. Values are percent-decoded, and a `+` stays a `+`. */
export interface ScepQuery {
  readonly operation: string | undefined;
  readonly message: string | undefined;
}

/** Reads the query of a request target such as `/scep?operation=GetCACert&message=Name`. */
export function readScepQuery(target: string): ScepQuery {
  const start = target.indexOf('?');
  const values = new Map<string, string>();
  for (const part of start < 0 ? [] : target.slice(start + 1).split('&')) {
    const equal = part.indexOf('=');
    const name = equal < 0 ? part : part.slice(0, equal);
    if (!values.has(name)) values.set(name, percentDecoded(equal < 0 ? '' : part.slice(equal + 1)));
  }
  return { operation: values.get('operation'), message: values.get('message') };
}

/**
 * The message in a query: base64 of either alphabet, with or without padding. A space is a `+` that something on the way
 * took for a form's. Undefined when it is no base64.
 */
export function messageBytes(message: string): Uint8Array | undefined {
  return fromAnyBase64(message.replaceAll(/[\r\n]/g, '').replaceAll(' ', '+'));
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
