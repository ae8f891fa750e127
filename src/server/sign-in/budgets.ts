/** Budgets for failed sign-ins: of a person, of a Mac, of an address, and of further proofs after a right password. */
import type { Clock } from '#runtime/clock.ts';
import { Budget, type BudgetSize } from '#server/http/budget.ts';
import { Refusal } from './refusal.ts';

/** How generous each budget is. Enough for people who mistype, too little for guessing. */
const sizes = {
  person: { burst: 10, perSeconds: 300 },
  device: { burst: 30, perSeconds: 600 },
  address: { burst: 300, perSeconds: 300 },
  // Three codes count at any moment: ten guesses an hour are worth nothing.
  code: { burst: 10, perSeconds: 3600 },
} as const satisfies Readonly<Record<string, BudgetSize>>;

type BudgetName = keyof typeof sizes;

/** Whose budgets a failure is charged to. */
export type BudgetKeys = Readonly<Partial<Record<BudgetName, string | undefined>>>;

/** The budgets. In memory of each node: they slow guessing down, they decide nothing. */
export class SignInBudgets {
  readonly #budgets: Readonly<Record<BudgetName, Budget>>;

  constructor(clock: Clock) {
    const { person, device, address, code } = sizes;
    this.#budgets = {
      person: new Budget(person, clock),
      device: new Budget(device, clock),
      address: new Budget(address, clock),
      code: new Budget(code, clock),
    };
  }

  /** @throws {Refusal} `too_many_attempts` when one is used up */
  check(keys: BudgetKeys): void {
    for (const [budget, key] of this.#of(keys)) {
      if (budget.check(key).kind === 'limited') throw new Refusal('too_many_attempts', { reason: key });
    }
  }

  /** Charges a failure to each. */
  charge(keys: BudgetKeys): void {
    for (const [budget, key] of this.#of(keys)) budget.charge(key);
  }

  *#of(keys: BudgetKeys): Iterable<readonly [Budget, string]> {
    for (const name of Object.keys(sizes) as BudgetName[]) {
      const key = keys[name];
      if (key !== undefined) yield [this.#budgets[name], key];
    }
  }
}

/** Whose budget a guess at a person's credential is charged to. A Mac's retries never lock a person out elsewhere. */
export function guessKeys(
  person: string,
  { serialNumber, address }: { readonly serialNumber?: string | undefined; readonly address: string },
): BudgetKeys {
  const name = person.toLowerCase();
  return { person: serialNumber === undefined ? name : `${name} on ${serialNumber}`, device: serialNumber, address };
}
