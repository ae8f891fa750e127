/** What acts at the desk work with, and their form. */
import type { DeskAct } from '#api/desk/acts.ts';
import type { MacInHand } from '../../mac/open-mac.ts';
import type { Surroundings } from '../../mac/surroundings.ts';
import type { Person } from '../person.ts';
import type { TypedSecrets } from '../typed-secrets.ts';

/** What an act is performed with. */
export interface Play {
  readonly hand: MacInHand;
  readonly person: Person;
  readonly secrets: TypedSecrets;
  readonly home: string;
  readonly issuer: string;
  readonly surroundings: Surroundings;
}

/** What an act leads to: the Mac's own outcome. */
export type Outcome = { readonly kind: string };

/** Performs acts of one kind. */
export type Performer<Kind extends DeskAct['kind']> = (
  play: Play,
  act: Extract<DeskAct, { kind: Kind }>,
) => Promise<Outcome>;

/** Some of the performers. */
export type Performers<Kind extends DeskAct['kind']> = { readonly [K in Kind]: Performer<K> };
