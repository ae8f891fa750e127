/**
 * Brings the list of devices up to date: all of them once, then what has changed. The place is kept with each page, so that
 * a page may be told twice and none is missed (fact sheet section 1.4).
 */
import {
  type DevicesPage,
  encodeFetchDevicesRequest,
  largestPage,
  parseFetchDevicesResponse,
} from '#protocol/ade/device-services/fetch-devices.ts';
import {
  encodeSyncDevicesRequest,
  lastWords,
  parseSyncDevicesResponse,
} from '#protocol/ade/device-services/sync-devices.ts';
import { toHex } from '#protocol/encoding/bytes.ts';
import type { Writer } from '#server/store/database.ts';
import type { AdePorts } from '../ade-ports.ts';
import { putFetched, putSynced, removeUntold } from './device-store.ts';
import type { DeviceServices, ServiceAnswer } from './device-services-client.ts';
import { extendLease, noteFetched, putCursor, type SyncState, syncState } from './sync-store.ts';

/** What came of a walk: how many rows were told, and whether all devices were asked for anew. */
export type Walk =
  | { readonly kind: 'walked'; readonly rows: number; readonly fetched: boolean }
  | Exclude<ServiceAnswer, { readonly kind: 'answered' }>;

/** How long a node may take for a page, in milliseconds. */
export const leaseLife = 300_000;
/** A whole fetch is made this often, in milliseconds: what Apple dropped without telling shows only there. */
export const fetchEvery = 86_400_000;

const lostCursor = new Set(['INVALID_CURSOR', 'EXPIRED_CURSOR', 'CURSOR_REQUIRED', 'EXHAUSTED_CURSOR']);

/** Walks to the end of what Apple has to tell. */
export async function walkDevices(services: DeviceServices, ports: AdePorts): Promise<Walk> {
  let state = await syncState(ports.database);
  if (isFetchDue(state, ports.clock.now())) state = await startOver(ports);
  let rows = 0;
  let fetched = false;
  let restarts = 0;
  for (;;) {
    const step =
      state.phase === 'fetch' ? await fetchStep(services, state, ports) : await syncStep(services, state, ports);
    if (step.kind === 'lost' && restarts === 0) {
      restarts += 1;
      state = await startOver(ports);
      continue;
    }
    if (step.kind === 'lost') return step.answer;
    if (step.kind !== 'told') return step;
    rows += step.rows;
    fetched ||= state.phase === 'fetch';
    if (step.isEnd) return { kind: 'walked', rows, fetched };
    state = await syncState(ports.database);
  }
}

type Refused = Extract<ServiceAnswer, { readonly kind: 'refused' }>;

type Step =
  | { readonly kind: 'told'; readonly rows: number; readonly isEnd: boolean }
  | { readonly kind: 'lost'; readonly answer: Refused }
  | Exclude<ServiceAnswer, { readonly kind: 'answered' }>;

async function fetchStep(services: DeviceServices, state: SyncState, ports: AdePorts): Promise<Step> {
  const { cursor, fetchId = toHex(ports.random.bytes(8)) } = state;
  const body = encodeFetchDevicesRequest({ limit: largestPage, ...(cursor === undefined ? {} : { cursor }) });
  const answer = await services.call({ method: 'POST', path: '/server/devices', body });
  if (answer.kind === 'refused' && answer.word === 'EXHAUSTED_CURSOR' && cursor !== undefined) {
    await endFetch(ports, fetchId, cursor);
    return { kind: 'told', rows: 0, isEnd: false };
  }
  if (answer.kind !== 'answered') return lostOr(answer);
  const page = parseFetchDevicesResponse(answer.body);
  if (isStuck(page, cursor)) return stuck;
  const now = ports.clock.now();
  await ports.database.write(async (writer) => {
    for (const device of page.devices) await putFetched(writer, device, fetchId, now);
    await keepPlace(writer, page, { phase: 'fetch', fetchId }, now);
  });
  if (!page.more_to_follow) await endFetch(ports, fetchId, page.cursor);
  return { kind: 'told', rows: page.devices.length, isEnd: false };
}

async function syncStep(services: DeviceServices, { cursor }: SyncState, ports: AdePorts): Promise<Step> {
  const body = encodeSyncDevicesRequest({ cursor: cursor ?? '', limit: largestPage });
  const answer = await services.call({ method: 'POST', path: '/devices/sync', body });
  if (answer.kind !== 'answered') return lostOr(answer);
  const page = parseSyncDevicesResponse(answer.body);
  if (isStuck(page, cursor)) return stuck;
  const now = ports.clock.now();
  await ports.database.write(async (writer) => {
    for (const row of lastWords(page.devices).values()) await putSynced(writer, row, now);
    const next = { ...page, cursor: page.cursor ?? cursor };
    await keepPlace(writer, next, { phase: 'sync', fetchId: undefined }, now);
  });
  return { kind: 'told', rows: page.devices.length, isEnd: !page.more_to_follow };
}

/** More is to follow, but from where we are already: asking again would never end. */
function isStuck(page: DevicesPage, cursor: string | undefined): boolean {
  return page.more_to_follow && (page.cursor === undefined || page.cursor === cursor);
}

const stuck: Step = { kind: 'refused', status: 200, word: 'CURSOR_UNCHANGED' };

async function keepPlace(
  writer: Writer,
  { cursor }: Pick<DevicesPage, 'cursor'>,
  place: { readonly phase: 'fetch' | 'sync'; readonly fetchId: string | undefined },
  now: number,
): Promise<void> {
  await putCursor(writer, { ...place, cursor });
  await extendLease(writer, now + leaseLife);
}

/** The fetch has told of every device; its cursor is where the sync begins. */
async function endFetch({ database, clock }: AdePorts, fetchId: string, cursor: string | undefined): Promise<void> {
  await database.write(async (writer) => {
    await removeUntold(writer, fetchId, clock.now());
    await putCursor(writer, { phase: 'sync', cursor, fetchId: undefined });
    await noteFetched(writer, clock.now());
  });
}

async function startOver({ database }: AdePorts): Promise<SyncState> {
  await database.write((writer) => putCursor(writer, { phase: 'fetch', cursor: undefined, fetchId: undefined }));
  return syncState(database);
}

function isFetchDue({ phase, cursor, fetchedAt }: SyncState, now: number): boolean {
  if (phase === 'sync' && cursor === undefined) return true;
  return phase === 'sync' && now - (fetchedAt ?? 0) > fetchEvery;
}

function lostOr(answer: Exclude<ServiceAnswer, { readonly kind: 'answered' }>): Step {
  return answer.kind === 'refused' && answer.status === 400 && lostCursor.has(answer.word ?? '')
    ? { kind: 'lost', answer }
    : answer;
}
