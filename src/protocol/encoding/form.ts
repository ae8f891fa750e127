/**
 * `application/x-www-form-urlencoded` as Macs send it.
 *
 * Foundation's `URLComponents` leaves `+`, `/`, `:` and `?` literal inside a value and writes a space as `%20`, so a
 * form decoder that turns `+` into a space would damage base64. Here `+` stays `+`.
 */

/** The fields of a form, in order. A field may stand only once. */
export type FormFields = ReadonlyMap<string, string>;

/** A form that cannot be read. */
export class FormError extends Error {
  override readonly name = 'FormError';
  readonly code: 'malformed_form' | 'duplicate_field';

  constructor(code: FormError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * Reads a form body. Splits at the first `=` only: a value may hold more of them unencoded.
 * @throws {FormError} `malformed_form` for a broken percent escape, `duplicate_field` when a name stands twice
 */
export function parseForm(body: string): FormFields {
  const fields = new Map<string, string>();
  for (const pair of body.split('&')) {
    if (pair === '') continue;
    const at = pair.indexOf('=');
    const name = decodePart(at < 0 ? pair : pair.slice(0, at));
    if (fields.has(name)) throw new FormError('duplicate_field', `The form field "${name.slice(0, 40)}" stands twice.`);
    fields.set(name, at < 0 ? '' : decodePart(pair.slice(at + 1)));
  }
  return fields;
}

/** Writes a form as macOS does: percent encoding of `URLComponents`, then the last field unencoded. */
export function appleForm(fields: Iterable<readonly [string, string]>, last?: readonly [string, string]): string {
  const parts = [...fields].map(([name, value]) => `${encodePart(name)}=${encodePart(value)}`);
  if (last) parts.push(`${last[0]}=${last[1]}`);
  return parts.join('&');
}

function decodePart(part: string): string {
  if (!part.includes('%')) return part;
  try {
    return decodeURIComponent(part);
  } catch {
    throw new FormError('malformed_form', 'The form body has a broken percent escape.');
  }
}

function encodePart(part: string): string {
  return encodeURIComponent(part).replace(/%(?:2F|3A|3F|2B|40|2C|24|3B)/g, (escape) => decodeURIComponent(escape));
}
