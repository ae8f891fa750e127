/**
 * Standing of Macs: how far each has come, concluded from what device enrollment, management, setup and Platform SSO know, and
 * a summary of each for lists and counts. The feature owns the rules and the summaries, and none of the facts: who owns a
 * fact says `macChanged` in the unit that changes it.
 */
import type { Database } from '#server/store/database.ts';
import { concludeMissing, walk } from './catch-up.ts';
import { countMacs, listMacs, type MacCounts, type MacPage, type MacQuery } from './mac-list.ts';

/** The feature at work. */
export interface MacStandings {
  /** A page of Macs; undefined for a cursor that no page has given. */
  list(query: MacQuery): Promise<MacPage | undefined>;
  counts(): Promise<MacCounts>;
  /** Concludes Macs that have no summary, or one by older rules; to be called now and then. */
  keepHouse(): Promise<void>;
}

/** Puts the feature together. */
export function createMacStandings({ database }: { readonly database: Database }): MacStandings {
  let place: string | undefined;
  let isCaughtUp = false;
  let under: Promise<void> | undefined;
  const round = async () => {
    if (isCaughtUp) place = await walk(database, place ?? '');
    else await concludeMissing(database);
    isCaughtUp = true;
  };
  return {
    list: (query) => listMacs(database, query),
    counts: () => countMacs(database),
    keepHouse: () => {
      under ??= round().finally(() => {
        under = undefined;
      });
      return under;
    },
  };
}

export type { MacCounts, MacPage, MacQuery, MacSort } from './mac-list.ts';
export type { MacSummary } from './mac-facts.ts';
export { type MacStage, macStages, type ReasonCode } from './mac-state.ts';
