/** What the console asks of the server, each question many times with other words. */
import type { ApiClient } from '#api/client.ts';
import { fleetSerial } from '#test/support/fleet.ts';

/** A question, with how long the answers took, in milliseconds. */
export interface Timed {
  readonly name: string;
  readonly p50: number;
  readonly p95: number;
  readonly times: number;
}

type Question = (api: ApiClient, index: number) => Promise<unknown>;

const page = { limit: 100 } as const;
const words = ['macbook air 9', 'ada', 'c02p00071', 'mac mini 55', 'nobody has this', 'studio', '123', 'radia’s imac'];
const stages = ['joined', 'released', 'awaiting-configuration', 'assigned', 'revoked'] as const;

/** Questions of a list of so many Macs. */
export function questions(macs: number): readonly (readonly [name: string, ask: Question])[] {
  const cursors = new Map<string, string | null>();
  return [
    ['first page', (api) => api.listMacs({ query: page })],
    ['search', (api, index) => api.listMacs({ query: { ...page, search: words[index % words.length] ?? '' } })],
    ['sorted by last seen', (api) => api.listMacs({ query: { ...page, sort: 'lastSeenAt', order: 'desc' } })],
    [
      'sorted by name',
      (api, index) => api.listMacs({ query: { ...page, sort: 'name', order: index % 2 ? 'asc' : 'desc' } }),
    ],
    [
      'one stage, by name',
      (api, index) => api.listMacs({ query: { ...page, stage: stages[index % 5] ?? 'joined', sort: 'name' } }),
    ],
    [
      'one macOS, by last seen',
      (api) => api.listMacs({ query: { ...page, macos: '13', sort: 'lastSeenAt', order: 'desc' } }),
    ],
    [
      'search in one stage, by last seen',
      (api, index) =>
        api.listMacs({
          query: { ...page, stage: 'joined', sort: 'lastSeenAt', search: words[index % words.length] ?? '' },
        }),
    ],
    [
      'next page, by name',
      async (api) => {
        const after = cursors.get('name');
        const found = await api.listMacs({ query: { ...page, sort: 'name', ...(after ? { after } : {}) } });
        cursors.set('name', found.next);
      },
    ],
    ['counts', (api) => api.countMacs()],
    ['one Mac', (api, index) => api.getMac({ params: { serialNumber: fleetSerial((index * 997) % macs) } })],
    [
      'timeline of a Mac',
      (api, index) => api.showMacTimeline({ params: { serialNumber: fleetSerial((index * 997) % macs) } }),
    ],
  ];
}

/** Asks each of them so often, one after the other, as one person does. */
export async function timeQuestions(api: ApiClient, macs: number, times: number): Promise<readonly Timed[]> {
  const found: Timed[] = [];
  for (const [name, ask] of questions(macs)) {
    for (let index = 0; index < 5; index += 1) await ask(api, index);
    const taken: number[] = [];
    for (let index = 0; index < times; index += 1) {
      const begun = performance.now();
      await ask(api, index);
      taken.push(performance.now() - begun);
    }
    found.push({ name, ...percentiles(taken), times });
  }
  return found;
}

/** The middle one, and the one that 19 of 20 do not exceed. */
export function percentiles(taken: readonly number[]): { readonly p50: number; readonly p95: number } {
  const sorted = taken.toSorted((one, other) => one - other);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { p50: at(0.5), p95: at(0.95) };
}
