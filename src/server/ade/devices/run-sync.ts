/**
 * One run: the account, the devices, the assignments. Nodes take turns; what Apple refuses is not asked for again at once;
 * how it went is noted for the administrator.
 */
import { AdeMessageError } from '#protocol/ade/ade-message-error.ts';
import { parseAccountDetail } from '#protocol/ade/device-services/account.ts';
import { appendAudit } from '#server/audit/audit.ts';
import type { AdePorts } from '../ade-ports.ts';
import { currentToken } from '../token/token-store.ts';
import { type Assignment, assignProfiles } from './assign-profiles.ts';
import {
  type DeviceServices,
  deviceServices,
  type ServiceAnswer,
  type SessionMemory,
} from './device-services-client.ts';
import { finishRun, putAccount, syncState, takeLease } from './sync-store.ts';
import { leaseLife, type Walk, walkDevices } from './walk-devices.ts';

/**
 * How a run ended.
 * - `synced`: all is as Apple and the plan have it, but for what Apple deferred
 * - `not-configured`, `token-expired`: there is nothing to ask with
 * - `terms-not-signed`: an administrator must agree to new terms at Apple first
 * - `waiting`: the last refusal is too fresh; `busy`: another run is under way
 * - `refused`, `later`, `unreachable`, `malformed`: what Apple said, or that it could not be understood
 */
export type SyncOutcome =
  | {
      readonly kind: 'synced';
      readonly devices: number;
      readonly fetched: boolean;
      readonly assigned: number;
      readonly deferred: number;
    }
  | { readonly kind: 'not-configured' | 'token-expired' | 'terms-not-signed' | 'busy' | 'malformed' }
  | { readonly kind: 'waiting'; readonly until: number }
  | { readonly kind: 'refused'; readonly status: number; readonly word: string | undefined }
  | { readonly kind: 'later'; readonly retryAfterSeconds: number | undefined }
  | { readonly kind: 'unreachable'; readonly code: string };

/** Why a run is made. An administrator's ignores how long it is since Apple said no. */
export type RunReason = 'timer' | 'administrator' | 'assignment';

const minute = 60_000;
/** How long no run is made by itself after an outcome, in milliseconds. */
const rest: Partial<Record<SyncOutcome['kind'], number>> = {
  'terms-not-signed': 60 * minute,
  refused: 15 * minute,
  later: 2 * minute,
  unreachable: minute,
  malformed: 15 * minute,
};

/** Runs once. Of several calls at the same time one runs, on all nodes together. */
export async function runSync(ports: AdePorts, sessions: SessionMemory, reason: RunReason): Promise<SyncOutcome> {
  const { database, sealer, clock } = ports;
  const stored = await currentToken(database, sealer);
  if (stored === undefined) return { kind: 'not-configured' };
  if (stored.expiresAt <= clock.now()) return { kind: 'token-expired' };
  const before = await syncState(database);
  if (reason === 'timer' && before.notBefore > clock.now()) return { kind: 'waiting', until: before.notBefore };
  if (!(await takeLease(database, clock.now(), clock.now() + leaseLife))) return { kind: 'busy' };
  const outcome = await attempt(ports, sessions, reason, stored.token);
  await finish(ports, outcome, before.outcome);
  return outcome;
}

async function attempt(
  ports: AdePorts,
  sessions: SessionMemory,
  reason: RunReason,
  token: NonNullable<Awaited<ReturnType<typeof currentToken>>>['token'],
): Promise<SyncOutcome> {
  try {
    const endpoint = await ports.endpoint();
    const services = deviceServices({ clock: ports.clock, random: ports.random, endpoint, token, sessions });
    return await work(services, ports, reason);
  } catch (error) {
    if (error instanceof AdeMessageError) return { kind: 'malformed' };
    // Whatever else went wrong, the right to run must not be lost with it.
    await finish(ports, { kind: 'malformed' }, undefined);
    throw error;
  }
}

async function work(services: DeviceServices, ports: AdePorts, reason: RunReason): Promise<SyncOutcome> {
  const { account } = await syncState(ports.database);
  if (account === undefined) {
    const answer = await services.call({ method: 'GET', path: '/account' });
    if (answer.kind !== 'answered') return outcomeOf(answer);
    if (isAccount(answer.body)) await putAccount(ports.database, answer.body);
  }
  const walk: Walk = await walkDevices(services, ports);
  if (walk.kind !== 'walked') return outcomeOf(walk);
  const assignment: Assignment = await assignProfiles(services, ports, reason === 'assignment');
  if (assignment.kind !== 'assigned') return outcomeOf(assignment);
  const { assigned, deferred } = assignment;
  return { kind: 'synced', devices: walk.rows, fetched: walk.fetched, assigned, deferred };
}

/** Whether it can be read. It is for administrators to see; the devices do not wait for it. */
function isAccount(body: string): boolean {
  try {
    parseAccountDetail(body);
    return true;
  } catch (error) {
    if (error instanceof AdeMessageError) return false;
    throw error;
  }
}

/** What Apple said, as an outcome. */
export function outcomeOf(answer: Exclude<ServiceAnswer, { readonly kind: 'answered' }>): SyncOutcome {
  return answer.kind === 'refused' && answer.word === 'T_C_NOT_SIGNED' ? { kind: 'terms-not-signed' } : answer;
}

async function finish({ database, clock }: AdePorts, outcome: SyncOutcome, before: string | undefined): Promise<void> {
  const at = clock.now();
  const asked = outcome.kind === 'later' ? (outcome.retryAfterSeconds ?? 0) * 1000 : 0;
  const notBefore = at + Math.max(asked, rest[outcome.kind] ?? 0);
  await database.write(async (writer) => {
    await finishRun(writer, { at, outcome: outcome.kind, detail: detailOf(outcome), notBefore });
    // A state is an event when it begins, not each time that it is found again.
    if (outcome.kind === 'synced' || outcome.kind === before) return;
    const code = `ade_${outcome.kind.replaceAll('-', '_')}`;
    appendAudit(writer, at, [{ type: 'ade.sync.failed', outcome: 'refused', code, actor: 'system' }]);
  });
}

function detailOf(outcome: SyncOutcome): string | undefined {
  if (outcome.kind === 'refused') return `${outcome.status} ${outcome.word ?? ''}`.trim();
  return outcome.kind === 'unreachable' ? outcome.code : undefined;
}
