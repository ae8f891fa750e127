/** What the audit page is asked to show: it stands in the address, so that a search can be sent to somebody. */
import type { OperationInput } from '#api/operations.ts';
import { now } from '../../surroundings.ts';

type ListQuery = NonNullable<OperationInput<'listAuditEvents'>['query']>;

/** Members of the address. */
export const queryNames = ['search', 'type', 'outcome', 'user', 'device', 'period', 'since', 'until'] as const;

/** The question, as the address has it; absent members ask nothing. */
export type AuditAsked = Partial<Record<(typeof queryNames)[number], string>>;

/** Periods that end now. */
export const periods: readonly { readonly value: string; readonly label: string; readonly length: number }[] = [
  { value: 'hour', label: 'Last hour', length: 3_600_000 },
  { value: 'day', label: 'Last 24 hours', length: 86_400_000 },
  { value: 'week', label: 'Last 7 days', length: 604_800_000 },
  { value: 'month', label: 'Last 30 days', length: 2_592_000_000 },
];

/** Reads the address. */
export function askedOf(params: URLSearchParams): AuditAsked {
  return Object.fromEntries(
    queryNames.flatMap((name) => {
      const value = params.get(name);
      return value === null || value === '' ? [] : [[name, value]];
    }),
  );
}

/** The question as the server takes it. What cannot be meant, it is not asked. */
export function queryOf(asked: AuditAsked): Omit<ListQuery, 'after'> {
  const { search, type, user, device, period } = asked;
  const length = periods.find(({ value }) => value === period)?.length;
  const outcome = (['allowed', 'refused', 'changed'] as const).find((one) => one === asked.outcome);
  // By whole minutes: an open page asks the same question twice, and is answered from what it has.
  const begin = length === undefined ? momentOf(asked.since, 0) : Math.floor((now() - length) / 60_000) * 60_000;
  const end = length === undefined ? momentOf(asked.until, 86_400_000) : undefined;
  return {
    ...(search ? { search } : {}),
    ...(type ? { type } : {}),
    ...(user ? { user } : {}),
    ...(device ? { device } : {}),
    ...(outcome ? { outcome } : {}),
    ...(begin === undefined ? {} : { since: new Date(begin).toISOString() }),
    ...(end === undefined ? {} : { until: new Date(end).toISOString() }),
  };
}

/** A day of this computer, as `2026-11-29`. */
function momentOf(day: string | undefined, more: number): number | undefined {
  if (day === undefined || !/^\d{4}-\d\d-\d\d$/.test(day)) return undefined;
  const moment = new Date(`${day}T00:00:00`).getTime();
  return Number.isNaN(moment) ? undefined : moment + more;
}
