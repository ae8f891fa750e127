/**
 * Budgets for failed attempts, apart for devices, people and addresses: a Mac that keeps trying with an old password uses
 * up its own budget for that person, never the person's on other Macs.
 */
import type { Clock } from '#runtime/clock.ts';
import { Budget, type BudgetSize } from '#server/http/budget.ts';
import { Refusal } from './refusal.ts';

/** How generous each budget is. */
export interface AttemptBudgetSizes {
  /** Failed requests from one address. */
  readonly address: BudgetSize;
  /** Failed credentials from one device. */
  readonly device: BudgetSize;
  /** Failed credentials for one person from one place (a device, or an address for the registration window). */
  readonly person: BudgetSize;
}

/** Enough for people who mistype, too little for guessing. */
export const defaultBudgetSizes: AttemptBudgetSizes = {
  address: { burst: 600, perSeconds: 60 },
  device: { burst: 60, perSeconds: 600 },
  person: { burst: 10, perSeconds: 300 },
};

/** Whose budgets a failure is charged to. */
export interface AttemptKeys {
  readonly address: string;
  readonly deviceId?: string;
  /** A folded user name or id, together with the place: `ada@example.org from <device or address>`. */
  readonly person?: string;
}

/** The three budgets. */
export class AttemptBudgets {
  readonly #budgets: Readonly<Record<keyof AttemptBudgetSizes, Budget>>;

  constructor(clock: Clock, sizes: AttemptBudgetSizes = defaultBudgetSizes) {
    this.#budgets = {
      address: new Budget(sizes.address, clock),
      device: new Budget(sizes.device, clock),
      person: new Budget(sizes.person, clock),
    };
  }

  /** @throws {Refusal} `too_many_attempts` when one of the budgets is used up */
  check(keys: AttemptKeys): void {
    for (const [budget, key] of this.#of(keys)) {
      const outcome = budget.check(key);
      if (outcome.kind === 'limited') {
        throw new Refusal('too_many_attempts', {
          retryAfterSeconds: outcome.retryAfterSeconds,
          ...(keys.deviceId === undefined ? {} : { deviceId: keys.deviceId }),
        });
      }
    }
  }

  /** Charges a failure to each. */
  charge(keys: AttemptKeys): void {
    for (const [budget, key] of this.#of(keys)) budget.charge(key);
  }

  *#of({ address, deviceId, person }: AttemptKeys): Iterable<readonly [Budget, string]> {
    yield [this.#budgets.address, address];
    if (deviceId !== undefined) yield [this.#budgets.device, deviceId];
    if (person !== undefined) yield [this.#budgets.person, person];
  }
}
