/**
 * Setup: what an enrolled Mac is told until its person has it, and how far each Mac has come. The feature owns the course of
 * an enrollment, its alerts, the administrator that it makes, and what each Mac was given of the plan. It owns neither commands (`mdm`), nor the plan, nor packages.
 */
import type { DeclarationDraft, ManagementObserver } from '#server/mdm/management.ts';
import type { OtherPayload } from '#server/sign-in-plan/feature.ts';
import { clearAlert, openAlerts, type SetupAlert } from './alerts.ts';
import { declarationsFor, resealDeclared } from './declared-sign-in.ts';
import { foreignPayloads } from './foreign-payloads.ts';
import { type WholeMac, wholeMac } from './macs.ts';
import { resealAdministrators, showAdministrator } from './managed-administrator.ts';
import { setupObserver } from './observer.ts';
import { renewTokens } from './renew-tokens.ts';
import { followPlan } from './rollout/follow-plan.ts';
import { type RolloutProgress, rolloutProgress } from './rollout/progress.ts';
import { type MacOfRollout, type RolloutQuery, rolloutMacs } from './rollout/standings.ts';
import type { SetupPorts } from './setup-ports.ts';
import { Waking } from './waking.ts';

/** The feature at work. */
export interface SetupFeature {
  /** To be given to device management. */
  readonly observer: ManagementObserver;
  /** A Mac by its serial number, with all that any feature knows of it. */
  mac(serialNumber: string): Promise<WholeMac | undefined>;
  /** Which declarations an enrollment has; to be given to device management. */
  declarationsFor(enrollmentId: string): Promise<readonly DeclarationDraft[]>;
  /** To be called after the plan was saved: Macs are given it soon, and not only with the next round of housekeeping. */
  planSaved(): void;
  /** Payloads for single sign-on that managed Macs have from elsewhere. */
  otherPayloads(): Promise<readonly OtherPayload[]>;
  /** Alerts that nobody has cleared, the newest first. */
  alerts(): Promise<readonly SetupAlert[]>;
  clearAlert(id: string, actor: string): Promise<{ readonly kind: 'done' | 'not-found' | 'already' }>;
  /** The administrator that setup made on a Mac, with its password; the asking is audited. */
  administrator(
    serialNumber: string,
    actor: string,
  ): Promise<{ readonly shortName: string; readonly password: string; readonly madeAt: number } | undefined>;
  /** How far the plan in force has come; undefined while there is none. */
  rollout(): Promise<RolloutProgress | undefined>;
  /** A page of Macs that are set up, with what each has of the plan in force; undefined while there is none. */
  rolloutMacs(query: RolloutQuery): Promise<readonly MacOfRollout[] | undefined>;
  /** Does what is due; to be called every few seconds. */
  keepHouse(): Promise<void>;
  /** Resolves when nothing is under way. */
  settled(): Promise<void>;
  /** Seals every secret of the feature under the newest master key. Returns how many were sealed again. */
  reseal(): Promise<number>;
}

/** Puts the feature together. */
export function createSetup(ports: SetupPorts): SetupFeature {
  const { database, sealer, clock, plans } = ports;
  const waking = new Waking(ports);
  let following = Promise.resolve();
  return {
    observer: setupObserver(ports, (enrollmentId) => waking.wake(enrollmentId)),
    mac: (serialNumber) => wholeMac(ports, serialNumber),
    declarationsFor: (enrollmentId) => declarationsFor(ports, enrollmentId),
    planSaved: () => {
      following = following.then(() => followPlan(ports)).catch((error: unknown) => ports.onFault(error));
    },
    otherPayloads: async () =>
      (await foreignPayloads(database)).map((profile) => ({ profile, urls: [], platformSso: 'unknown' as const })),
    alerts: () => openAlerts(database),
    clearAlert: (id, actor) => clearAlert(database, { id, actor, now: clock.now() }),
    administrator: (serialNumber, actor) => showAdministrator(ports, serialNumber.toUpperCase(), actor),
    keepHouse: async () => {
      await waking.round();
      await followPlan(ports).catch(ports.onFault);
      await renewTokens(ports);
    },
    settled: async () => {
      await following;
      await waking.settled();
    },
    reseal: () =>
      database.write(
        async (writer) => (await resealAdministrators(writer, sealer)) + (await resealDeclared(writer, ports)),
      ),
    rollout: async () => {
      const saved = await plans.current();
      return saved && rolloutProgress(database, saved.version);
    },
    rolloutMacs: async (query) => {
      const saved = await plans.current();
      return saved && rolloutMacs(database, saved.version, query);
    },
  };
}

export { defaultSetupSettings, type SetupSettings } from './course.ts';
export type { SetupAlert } from './alerts.ts';
export { type DeclarationStanding, declarationStandings } from './declaration-standing.ts';
export type { RolloutProgress } from './rollout/progress.ts';
export type { MacOfRollout } from './rollout/standings.ts';
export type { WholeMac } from './macs.ts';
export type { SetupPorts } from './setup-ports.ts';
