/** What every story of the tour stands on: a server, its administration, a desk, and where lines go. */
import type { ApiClient } from '#api/client.ts';
import { ApiError } from '#api/error.ts';
import { toBase64url } from '#protocol/encoding/base64.ts';
import type { CardAuthority } from '../mac/card-authority.ts';
import type { MacWish } from '../mac/make-mac.ts';
import { paint } from '../mac/steps.ts';
import type { Surroundings } from '../mac/surroundings.ts';

/** The stage. */
export interface Stage {
  readonly api: ApiClient;
  readonly home: string;
  readonly connection: MacWish['connection'];
  readonly surroundings: Surroundings;
  readonly cards: CardAuthority;
  readonly colour: boolean;
  readonly write: (text: string) => void;
}

/** The story took another turn than the tour expects. */
export class TourFailure extends Error {
  override readonly name = 'TourFailure';
  readonly code = 'tour_failed';
}

/** Prints a step that is not a message: what was done, and what it came to. */
export function say({ write, colour }: Stage, what: string, came: string): void {
  write(`${paint('ok', 32, colour)} ${what.padEnd(20)} ${came}\n`);
}

/** Ends the tour unless it holds. @throws {TourFailure} */
export function expect(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new TourFailure(otherwise);
}

/** A person of the tour, made anew with a fresh password. */
export interface TourPerson {
  readonly accountName: string;
  readonly fullName: string;
  readonly userPrincipalName: string;
  readonly password: string;
}

/** A password that nobody has to remember. */
export function freshPassword({ surroundings }: Stage): string {
  return toBase64url(surroundings.random.bytes(12));
}

/** Makes a person, in place of the one of an earlier tour. */
export async function makePerson(stage: Stage, accountName: string, fullName: string): Promise<TourPerson> {
  await stage.api.deleteUser({ params: { user: accountName } }).catch((error: unknown) => {
    if (!(error instanceof ApiError && error.code === 'user_not_found')) throw error;
  });
  const person = {
    accountName,
    fullName,
    userPrincipalName: `${accountName}@porchlight.example`,
    password: freshPassword(stage),
  };
  await stage.api.createUser({ body: person });
  return person;
}
