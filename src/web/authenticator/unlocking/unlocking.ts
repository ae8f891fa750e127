/** How the app is unlocked, as the person chose: kept, changed, tried. */
import type { Vault } from '../storage/vault.ts';
import type { Surroundings } from '../surroundings.ts';
import { keepPin, type KeptPin, type PinTry, tryPin } from './pin.ts';
import { type KeptPasskey, makePasskey, usePasskey } from './passkey.ts';

/** What the person chose. */
export type UnlockMethod = 'pin' | 'passkey';

type Kept =
  | { readonly method: 'pin'; readonly pin: KeptPin }
  | { readonly method: 'passkey'; readonly passkey: KeptPasskey };

const name = 'unlock';

/** The choice, and its proof. */
export class Unlocking {
  readonly #vault: Vault;
  readonly #surroundings: Surroundings;

  constructor(vault: Vault, surroundings: Surroundings) {
    this.#vault = vault;
    this.#surroundings = surroundings;
  }

  /** Undefined before the choice. */
  async method(): Promise<UnlockMethod | undefined> {
    return (await this.#vault.get<Kept>(name))?.method;
  }

  async choosePin(pin: string): Promise<void> {
    await this.#vault.put(name, { method: 'pin', pin: await keepPin(pin, this.#surroundings) } satisfies Kept);
  }

  /** @throws DOMException when the person cancels */
  async choosePasskey(of: string): Promise<void> {
    await this.#vault.put(name, {
      method: 'passkey',
      passkey: await makePasskey(of, this.#surroundings),
    } satisfies Kept);
  }

  async byPin(pin: string): Promise<PinTry> {
    const kept = await this.#vault.get<Kept>(name);
    if (kept?.method !== 'pin') return { kind: 'wrong', triesLeft: 0 };
    return tryPin(this.#vault, kept.pin, pin, this.#surroundings.now());
  }

  /** Whether it was them; false also when they cancelled. */
  async byPasskey(): Promise<boolean> {
    const kept = await this.#vault.get<Kept>(name);
    if (kept?.method !== 'passkey') return false;
    return usePasskey(kept.passkey, this.#surroundings).catch(() => false);
  }
}
