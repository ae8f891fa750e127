import type { MacDetail } from '#api/macs.ts';
import type { DeclarationStanding } from '#server/setup/feature.ts';

/** What a Mac says of its declarations, as the interface tells it. */
export function declarationsOf(standings: readonly DeclarationStanding[]): MacDetail['declarations'] {
  return standings.map(({ identifier, active, valid, reasons }) => ({
    identifier,
    active,
    valid,
    reasons: [...reasons],
  }));
}
