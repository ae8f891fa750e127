/** Passwords to and from their stored form, argon2id (RFC 9106) as a PHC string, off the event loop. */
import { toBase64 } from '#protocol/encoding/base64.ts';
import type { Random } from '#runtime/random.ts';
import { BoundedWork, type WorkBounds, type WorkLoad } from './bounded-work.ts';
import type { Hashing } from './hashing.ts';
import { preparePassword } from './policy.ts';

/** What argon2id costs. */
export interface HashCost {
  /** In KiB. */
  readonly memory: number;
  readonly passes: number;
  readonly lanes: number;
}

/** OWASP Password Storage Cheat Sheet: 19 MiB, two passes, one lane. */
export const usualCost: HashCost = { memory: 19_456, passes: 2, lanes: 1 };

/** Measured: 12 ms a hash on one core. A full queue of these is a second and a half of waiting. */
export const usualBounds: WorkBounds = { atOnce: 2, waiting: 128 };

/** What hashing needs. */
export interface HasherPorts {
  readonly random: Random;
  readonly hashing: Hashing;
  readonly cost: HashCost;
  readonly bounds: WorkBounds;
}

const phc = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$[A-Za-z0-9+/]+\$[A-Za-z0-9+/]+$/;

/** Hashes and checks passwords. Both throw DirectoryError `busy` when too much waits already. */
export class PasswordHasher {
  readonly #ports: HasherPorts;
  readonly #work: BoundedWork;
  readonly #decoy: string;

  constructor(ports: HasherPorts) {
    this.#ports = ports;
    this.#work = new BoundedWork(ports.bounds);
    this.#decoy = decoy(ports);
  }

  /** The PHC string of a password, with its parameters and a fresh salt of 16 bytes. */
  hash(password: string): Promise<string> {
    const { hashing, cost } = this.#ports;
    const { memory, passes, lanes } = cost;
    const salt = this.#ports.random.bytes(16);
    const options = { memoryCost: memory, timeCost: passes, parallelism: lanes, salt };
    return this.#work.run(() => hashing.hash(preparePassword(password), options));
  }

  /** Whether the password is the stored one. Without a stored one the same work is done, and it never is. */
  async verify(stored: string | undefined, password: string): Promise<boolean> {
    const prepared = preparePassword(password);
    const isRight = await this.#work.run(() => this.#ports.hashing.verify(stored ?? this.#decoy, prepared));
    return isRight && stored !== undefined;
  }

  /** Whether a stored hash was made at lower cost than is asked for today. */
  isOutdated(stored: string): boolean {
    const [, memory, passes, lanes] = phc.exec(stored) ?? [];
    const { cost } = this.#ports;
    return Number(memory) < cost.memory || Number(passes) < cost.passes || Number(lanes) < cost.lanes;
  }

  load(): WorkLoad {
    return this.#work.load();
  }
}

/** A hash of nothing anybody knows: random bytes in the place of the digest. */
function decoy({ random, cost }: HasherPorts): string {
  const [salt, digest] = [16, 32].map((length) => toBase64(random.bytes(length)).replace(/=+$/, ''));
  return `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.lanes}$${salt}$${digest}`;
}
