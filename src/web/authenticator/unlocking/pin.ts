/**
 * Unlocking by a PIN. What is kept is a value that is opened by a key stretched from the PIN (PBKDF2, RFC 8018; OWASP's
 * count for SHA-256): neither the PIN nor a hash to compare it with. A budget of wrong ones makes guessing on the phone
 * hopeless; that it is counted before the PIN is tried is what makes it hold.
 */
import type { Vault } from '../storage/vault.ts';
import type { Surroundings } from '../surroundings.ts';

/** What is kept of a PIN. */
export interface KeptPin {
  readonly salt: Uint8Array<ArrayBuffer>;
  readonly iterations: number;
  readonly iv: Uint8Array<ArrayBuffer>;
  /** Opens with the right PIN only (AES-GCM). */
  readonly sealed: ArrayBuffer;
}

/** What came of a try. */
export type PinTry =
  | { readonly kind: 'right' }
  | { readonly kind: 'wrong'; readonly triesLeft: number }
  | { readonly kind: 'wait'; readonly seconds: number }
  | { readonly kind: 'exhausted' };

interface Budget {
  readonly wrong: number;
  /** Milliseconds since 1970. */
  readonly waitUntil: number;
}

const iterations = 600_000;
const most = 10;
/** Seconds to wait after so many wrong ones. */
const pauses: ReadonlyMap<number, number> = new Map([
  [5, 30],
  [6, 60],
  [7, 120],
  [8, 300],
  [9, 600],
]);
const checked = new TextEncoder().encode('porchlight-authenticator-pin');
const budgetName = 'unlock-budget';

/** Whether it is one that is guessed first: one digit, or counting up or down. */
export function isSimplePin(pin: string): boolean {
  const digits = Array.from(pin, Number);
  const step = (index: number) => ((digits[index] ?? 0) - (digits[index - 1] ?? 0) + 10) % 10;
  const first = step(1);
  return [0, 1, 9].includes(first) && digits.every((_digit, index) => index === 0 || step(index) === first);
}

/** What is kept of a new PIN. */
export async function keepPin(pin: string, { freshBytes }: Surroundings): Promise<KeptPin> {
  const salt = freshBytes(16);
  const iv = freshBytes(12);
  const key = await stretched(pin, salt, iterations);
  return { salt, iterations, iv, sealed: await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, checked) };
}

/** Tries one. @param now milliseconds since 1970 */
export async function tryPin(vault: Vault, kept: KeptPin, pin: string, now: number): Promise<PinTry> {
  const budget = (await vault.get<Budget>(budgetName)) ?? { wrong: 0, waitUntil: 0 };
  if (budget.wrong >= most) return { kind: 'exhausted' };
  if (now < budget.waitUntil) return { kind: 'wait', seconds: Math.ceil((budget.waitUntil - now) / 1000) };
  const wrong = budget.wrong + 1;
  await vault.put(budgetName, { wrong, waitUntil: now + (pauses.get(wrong) ?? 0) * 1000 });
  if (await opens(kept, pin)) {
    await vault.remove(budgetName);
    return { kind: 'right' };
  }
  return wrong >= most ? { kind: 'exhausted' } : { kind: 'wrong', triesLeft: most - wrong };
}

async function opens({ salt, iterations, iv, sealed }: KeptPin, pin: string): Promise<boolean> {
  const key = await stretched(pin, salt, iterations);
  try {
    await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, sealed);
    return true;
  } catch {
    return false;
  }
}

async function stretched(pin: string, salt: Uint8Array<ArrayBuffer>, iterations: number): Promise<CryptoKey> {
  const typed = await crypto.subtle.importKey('raw', new TextEncoder().encode(pin), 'PBKDF2', false, ['deriveKey']);
  const how = { name: 'PBKDF2', hash: 'SHA-256', salt, iterations };
  return crypto.subtle.deriveKey(how, typed, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
}
