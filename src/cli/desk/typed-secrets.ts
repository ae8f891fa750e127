/**
 * What people typed at a Mac and nobody is to read in the record of its messages: passwords, PINs, codes. Members of forms and
 * of JSON are masked by their names, and longer secrets wherever they stand, in whatever way they are written.
 */
import type { JsonObject } from '#protocol/encoding/json.ts';

/** What stands in place of a secret. */
export const mask = '••••••••';

const secretName = /^(?:.*password.*|passwd|pin|secret|code|otp|one.?time.?code|client_secret)$/i;
// Codes of OAuth and the like are no one's to type.
const openName = /^(?:code_challenge(?:_method)?|code_verifier|codeChallenge|authorization_code)$/;
/** Shorter ones would be found in numbers that have nothing to do with them. */
const longEnough = 6;
const mostKept = 50;

/** Masks what one Mac's person has typed. */
export class TypedSecrets {
  #known: readonly string[] = [];

  /** Remembers a secret, so that it is masked from now on, in older messages too. */
  add(secret: string): void {
    if (secret.length < longEnough || this.#known.includes(secret)) return;
    this.#known = [...this.#known, secret].slice(-mostKept);
  }

  /** A body, an address or a header. */
  inText(text: string): string {
    let clean = text;
    for (const secret of this.#known) {
      for (const written of waysToWrite(secret)) clean = clean.replaceAll(written, mask);
    }
    return this.#known.length === 0 ? clean : clean.replaceAll(/[\w+/-]{16,}={0,2}/g, (bytes) => this.#ifOpen(bytes));
  }

  /** What reads like base64 and has a secret inside is not shown at all. */
  #ifOpen(bytes: string): string {
    const inside = Buffer.from(bytes, 'base64').toString('utf8');
    return this.#known.some((secret) => inside.includes(secret)) ? mask : bytes;
  }

  /** A body of a known kind: the named members too, and payloads of signed texts that have any. */
  inBody(body: string, contentType: string): string {
    if (/x-www-form-urlencoded/i.test(contentType)) return this.inText(this.#inForm(body));
    const json = jsonOf(body);
    if (json !== undefined) return JSON.stringify(this.inJson(json));
    return this.inText(this.#inSignedTexts(body));
  }

  /** A value taken apart already. */
  inJson(value: unknown): unknown {
    if (typeof value === 'string') return this.inText(this.#inSignedTexts(value));
    if (Array.isArray(value)) return value.map((item: unknown) => this.inJson(item));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value as JsonObject).map(([name, member]) => [
        name,
        isSecret(name) && typeof member === 'string' && member !== '' ? mask : this.inJson(member),
      ]),
    );
  }

  #inForm(body: string): string {
    return body
      .split('&')
      .map((pair) => {
        const [name = '', ...rest] = pair.split('=');
        const value = rest.join('=');
        if (isSecret(decoded(name)) && value !== '') return `${name}=${mask}`;
        return `${pair.slice(0, pair.length - value.length)}${this.#inSignedTexts(value)}`;
      })
      .join('&');
  }

  /** A JWS says its payload to everybody who reads it: one that holds a secret is shown without. */
  #inSignedTexts(text: string): string {
    return text.replaceAll(/\b([\w-]{8,})\.([\w-]{8,})\.[\w-]{8,}/g, (whole, header: string, payload: string) => {
      const claims = jsonOf(Buffer.from(payload, 'base64url').toString('utf8'));
      if (claims === undefined) return whole;
      const clean = JSON.stringify(this.inJson(claims));
      return clean === JSON.stringify(claims) ? whole : `${header}.${mask}.${mask}`;
    });
  }
}

function isSecret(name: string): boolean {
  return secretName.test(name) && !openName.test(name);
}

function waysToWrite(secret: string): readonly string[] {
  const form = new URLSearchParams({ a: secret }).toString().slice(2);
  const json = JSON.stringify(secret).slice(1, -1);
  const xml = secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const base64 = Buffer.from(secret, 'utf8').toString('base64');
  return [...new Set([secret, form, encodeURIComponent(secret), json, xml, base64])].filter((way) => way !== '');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

function jsonOf(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
