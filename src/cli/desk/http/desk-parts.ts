/** What the routes of the desk work with. */
import type { DeskView } from '#api/desk/view.ts';
import { macosVersions } from '#mac/macos/versions.ts';
import { quirkCatalogue, quirkNames } from '#mac/quirks/catalogue.ts';
import type { Organisation } from '../organisation.ts';
import type { Playground } from '../played-mac.ts';
import type { PlayedMacs } from '../played-macs.ts';

/** The parts. */
export interface DeskParts {
  readonly macs: PlayedMacs;
  readonly organisation: Organisation;
  readonly ground: Playground;
  view(): Promise<DeskView>;
}

const faults = quirkNames.map((name) => {
  const { description, needsValue = false } = quirkCatalogue[name];
  return { name, description, needsValue };
});

/** Puts them together. */
export function deskParts(parts: Omit<DeskParts, 'view'>): DeskParts {
  return {
    ...parts,
    async view() {
      const { macs, organisation, ground } = parts;
      const [list, people, administers] = await Promise.all([
        macs.list(),
        organisation.people(),
        organisation.administers(),
      ]);
      return { server: ground.issuer, macs: list, people, administers, versions: macosVersions, faults };
    },
  };
}
