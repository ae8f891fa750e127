/**
 * All Macs of the desk: which there are, which are played, and what changed on disk by somebody else's doing, such as a
 * `porchlight mac` command in a terminal. Somebody who looks on has the Macs do by themselves what is due, now and then.
 */
import type { MacSummary } from '#api/desk/view.ts';
import type { DeskEntry } from '#mac/home/desk.ts';
import { DeskRefusal } from './desk-refusal.ts';
import { PlayedMac, type Playground } from './played-mac.ts';
import { screenKind } from './view/mac-view.ts';

/** Milliseconds between two looks at what is on disk. */
const lookEvery = 400;
/** Between two rounds of what Macs do by themselves: renewals, pushes, registrations to be tried again. */
const workEvery = 20_000;

/** The Macs. */
export class PlayedMacs {
  readonly #ground: Playground;
  readonly #played = new Map<string, PlayedMac>();
  readonly #listeners = new Set<() => void>();
  readonly #timers: readonly NodeJS.Timeout[];
  #stamps: ReadonlyMap<string, string> = new Map();
  #isLooking = false;

  constructor(ground: Playground) {
    this.#ground = ground;
    this.#timers = [setInterval(() => void this.#look(), lookEvery), setInterval(() => void this.#work(), workEvery)];
  }

  async list(): Promise<readonly MacSummary[]> {
    return (await this.#ground.desk.list()).map(summaryOf);
  }

  /** One that is on the desk. @throws {DeskRefusal} `mac_not_found` */
  async get(name: string): Promise<PlayedMac> {
    if (!(await this.#ground.desk.stamps()).has(name)) throw notFound(name);
    return this.#playing(name);
  }

  /** Takes a Mac off the desk. @throws {MacHomeError} */
  async delete(name: string): Promise<void> {
    await this.#ground.desk.delete(name);
    this.#forget(name);
    this.changed();
  }

  /** Calls whenever the list may be another. Returns what ends it. */
  watch(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    for (const timer of this.#timers) clearInterval(timer);
    for (const mac of this.#played.values()) mac.gone();
  }

  #playing(name: string): PlayedMac {
    const known = this.#played.get(name);
    if (known) return known;
    const made = new PlayedMac(name, this.#ground);
    this.#played.set(name, made);
    return made;
  }

  #forget(name: string): void {
    this.#played.get(name)?.gone();
    this.#played.delete(name);
  }

  async #look(): Promise<void> {
    if (this.#isLooking || this.#listeners.size === 0) return;
    this.#isLooking = true;
    try {
      const [before, after] = [this.#stamps, await this.#ground.desk.stamps()];
      this.#stamps = after;
      for (const mac of this.#played.values()) {
        if (!after.has(mac.name)) this.#forget(mac.name);
        else if (before.get(mac.name) !== after.get(mac.name)) mac.changed();
      }
      const names = [...before.keys(), ...after.keys()];
      if (names.some((name) => before.get(name) !== after.get(name))) this.changed();
    } catch {
      // The folder cannot be read at the moment; the next look may.
    } finally {
      this.#isLooking = false;
    }
  }

  async #work(): Promise<void> {
    for (const mac of this.#played.values()) {
      // What is due can wait; a Mac that a command uses at the moment does it at the next round.
      if (mac.isIdle) await mac.act({ kind: 'work' }).catch(() => undefined);
    }
  }

  /** Tells those who look on that the desk may be another. */
  changed(): void {
    for (const listener of this.#listeners) listener();
  }
}

function summaryOf(entry: DeskEntry): MacSummary {
  if (entry.kind === 'damaged') {
    const { name, problem } = entry;
    return { name, serialNumber: '', macos: '', model: '', screen: 'login-window', problem };
  }
  const { name, saved } = entry;
  const { hardware, macos } = saved.state;
  const { serialNumber, model } = hardware;
  return { name, serialNumber, macos, model, screen: screenKind(saved.state), problem: undefined };
}

function notFound(name: string): DeskRefusal {
  return new DeskRefusal(404, 'mac_not_found', `There is no Mac “${name}” on this desk.`);
}
