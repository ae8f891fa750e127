/** Puts the feature together. */
import { readResult } from '#protocol/mdm/commands/catalogue.ts';
import { declarativeManagement } from '#protocol/mdm/commands/declarative-management.ts';
import { encodeTokens } from '#protocol/mdm/declarative/tokens.ts';
import { parseDictionary } from '#protocol/mdm/message.ts';
import type { Clock } from '#runtime/clock.ts';
import type { Random } from '#runtime/random.ts';
import type { Audit } from '#server/audit/audit.ts';
import type { Sealer } from '#server/keys/sealer.ts';
import type { Database } from '#server/store/database.ts';
import { readBootstrapToken } from './check-in/bootstrap-token.ts';
import type { IdentityJudge, ManagementContext } from './context.ts';
import { refreshDeclarations } from './declarative/declaration-sets.ts';
import { tokensOf } from './declarative/declarative-management.ts';
import { findStatus } from './declarative/status.ts';
import { pruneResults, resealRows } from './housekeeping.ts';
import { LastSeen } from './last-seen.ts';
import type {
  DeclarationProvider,
  Management,
  ManagementObserver,
  RenewalProfiles,
  ServiceTokens,
  CommandReport,
} from './management.ts';
import { PushCertificates } from './push/push-certificates.ts';
import { PushSchedule } from './push/push-schedule.ts';
import type { PushSender } from './push/push-sender.ts';
import { enqueue, resultContext } from './queue.ts';
import { askForRenewals } from './renewal/ask-for-renewals.ts';
import { mountManagement } from './routes.ts';
import { SentMarks } from './sent-marks.ts';
import type { ManagementSettings } from './settings.ts';
import { clearCommand, findResult, listCommands } from './stores/commands.ts';
import { findBySerialNumber, findEnrollment, listEnrollments } from './stores/enrollments.ts';
import { endingIdentities } from './stores/renewals.ts';

/** What the feature needs. */
export interface ManagementPorts {
  readonly settings: ManagementSettings;
  /** Migrated. */
  readonly database: Database;
  readonly audit: Audit;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly random: Random;
  readonly identities: IdentityJudge;
  readonly pushSender: PushSender;
  /** Waits; a push to many Macs is spread by it. */
  readonly pause: (milliseconds: number) => Promise<void>;
  /** Told of faults that no answer tells of. */
  readonly onFault: (error: unknown) => void;
  /** Called in order, inside the unit of writing. The list may still grow until the server listens. */
  readonly observers?: readonly ManagementObserver[];
  readonly declarations?: DeclarationProvider;
  readonly serviceTokens?: ServiceTokens;
  readonly renewalProfiles?: RenewalProfiles;
}

/** Makes the feature over its ports. */
export function createManagement(ports: ManagementPorts): Management {
  const { settings, database, audit, sealer, clock, random, identities } = ports;
  const pushCertificates = new PushCertificates({ database, sealer, clock });
  const { pause, onFault, pushSender: sender } = ports;
  const push = new PushSchedule({
    database,
    audit,
    clock,
    random,
    settings,
    certificates: pushCertificates,
    sender,
    pause,
    onFault,
  });
  const lastSeen = new LastSeen(database, clock);
  const management: ManagementContext = {
    settings,
    database,
    audit,
    sealer,
    clock,
    random,
    identities,
    observers: ports.observers ?? [],
    declarations: ports.declarations ?? { declarationsFor: async () => [] },
    serviceTokens: ports.serviceTokens ?? { tokenFor: async () => undefined },
    lastSeen,
    sentMarks: new SentMarks(database),
    push,
    renewalProfiles: ports.renewalProfiles ?? { profileFor: async () => undefined },
  };
  return faceOf(management, pushCertificates);
}

function faceOf(management: ManagementContext, pushCertificates: PushCertificates): Management {
  const { database, sealer, clock, settings, push, lastSeen, sentMarks } = management;
  return {
    pushCertificates,
    enqueue: (to, enrollmentId, command, options = {}) => enqueue(management, to, { enrollmentId, command, options }),
    send: (enrollmentId, command, options = {}) => enqueue(management, database, { enrollmentId, command, options }),
    endingIdentities: (before) => endingIdentities(database, before),
    withdraw: (writer, enrollmentId, id) => clearCommand(writer, enrollmentId, id, management.clock.now()),
    enrollments: (query) => listEnrollments(database, query),
    enrollment: (id) => findEnrollment(database, id),
    enrollmentBySerialNumber: (serialNumber) => findBySerialNumber(database, serialNumber),
    commands: async (enrollmentId, limit) => {
      await sentMarks.flush();
      return listCommands(database, enrollmentId, limit);
    },
    commandResult: async (enrollmentId, commandId) => {
      const found = await commandReport(management, enrollmentId, commandId);
      return found && readResult(found.requestType, found.report);
    },
    commandReport: (enrollmentId, commandId) => commandReport(management, enrollmentId, commandId),
    bootstrapToken: (enrollmentId) => readBootstrapToken(management, database, enrollmentId),
    push: async (enrollmentId) => {
      push.ring(enrollmentId, true);
      await push.settled();
    },
    settled: () => push.settled(),
    declarationsChanged: (enrollmentId) => declarationsChanged(management, enrollmentId),
    status: (enrollmentId) => findStatus(database, enrollmentId),
    mount: (app) => mountManagement(app, management),
    keepHouse: async () => {
      await lastSeen.flush();
      await sentMarks.flush();
      await push.ringDue();
      await pruneResults(database, clock, settings.resultLife);
      await askForRenewals(management);
    },
    reseal: async () => (await resealRows(database, sealer)) + (await pushCertificates.reseal()),
    close: async () => {
      await push.close();
      await lastSeen.flush();
      await sentMarks.flush();
    },
  };
}

async function commandReport(
  { database, sealer }: ManagementContext,
  enrollmentId: string,
  commandId: string,
): Promise<CommandReport | undefined> {
  const found = await findResult(database, enrollmentId, commandId);
  if (!found) return undefined;
  const opened = sealer.open(found.sealed, resultContext(enrollmentId, commandId));
  return { requestType: found.requestType, report: parseDictionary(opened) };
}

async function declarationsChanged(management: ManagementContext, enrollmentId: string) {
  const set = await refreshDeclarations(management, enrollmentId);
  if (!set.isChanged) return 'unchanged';
  const command = declarativeManagement.build({ Data: encodeTokens(tokensOf(set)) });
  await enqueue(management, management.database, { enrollmentId, command, options: {} });
  return 'changed';
}
