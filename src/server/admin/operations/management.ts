import type { commandOperations, MdmCommandView } from '#api/commands.ts';
import type { RefusalCode } from '#api/error.ts';
import type { Enrollment, enrollmentOperations } from '#api/enrollments.ts';
import { timeOf, timeOrNeverOf } from '#api/members.ts';
import type { PushCertificateView, pushCertificateOperations } from '#api/push-certificate.ts';
import { fromUtf8, utf8 } from '#protocol/encoding/utf8.ts';
import { readCommand } from '#protocol/mdm/commands/catalogue.ts';
import type { MdmCommand } from '#protocol/mdm/commands/define-command.ts';
import { MdmError } from '#protocol/mdm/mdm-error.ts';
import { encodeDictionary, parseDictionary } from '#protocol/mdm/message.ts';
import type { Audit } from '#server/audit/audit.ts';
import { type CommandRecord, type EnrollmentRecord, type Management, ManagementError } from '#server/mdm/management.ts';
import type { PushCertificateRecord, PushCertificateRefusal } from '#server/mdm/push/push-certificates.ts';
import { declarationStandings } from '#server/setup/feature.ts';
import { cut, done, type Handlers, pageAnswer, refused } from '../answer.ts';
import { declarationsOf } from '../declarations-of.ts';
import type { AdminPorts } from '../ports.ts';

type Names =
  | keyof typeof enrollmentOperations
  | keyof typeof commandOperations
  | keyof typeof pushCertificateOperations;

/** Enrollments, commands and the push certificate, over device management. */
export function managementHandlers({ management, audit }: Pick<AdminPorts, 'management' | 'audit'>): Handlers<Names> {
  return {
    ...enrollmentHandlers(management),
    ...commandHandlers(management, audit),
    ...certificateHandlers(management),
  };
}

function enrollmentHandlers(management: Management): Handlers<keyof typeof enrollmentOperations> {
  return {
    listEnrollments: async ({ query }) => {
      const { limit, ...rest } = cut(query);
      const found = await management.enrollments({ ...rest, limit: limit + 1 });
      const items = found.slice(0, limit);
      return pageAnswer({ items, next: found.length > limit ? items.at(-1)?.id : undefined }, enrollmentOf);
    },
    getEnrollment: async ({ params }) => {
      const found = await find(management, params.enrollment);
      if (!found) return refused('enrollment_not_found');
      const declarations = declarationsOf(declarationStandings(await management.status(found.id)));
      return done({ ...enrollmentOf(found), declarations });
    },
    pushEnrollment: async ({ params }) => {
      const found = await find(management, params.enrollment);
      if (!found) return refused('enrollment_not_found');
      await management.push(found.id);
      return done(enrollmentOf((await management.enrollment(found.id)) ?? found));
    },
  };
}

function commandHandlers(
  management: Management,
  audit: Pick<Audit, 'record'>,
): Handlers<keyof typeof commandOperations> {
  return {
    listCommands: async ({ params, query }) => {
      const found = await find(management, params.enrollment);
      if (!found) return refused('enrollment_not_found');
      return done({ items: (await management.commands(found.id, query.limit)).map(commandOf) });
    },
    sendCommand: async ({ params, body, caller }) => {
      const found = await find(management, params.enrollment);
      if (!found) return refused('enrollment_not_found');
      try {
        const command = commandFrom(body.requestType, body.plist);
        return done({ id: await management.send(found.id, command, { actor: caller.actor }) });
      } catch (error) {
        if (error instanceof MdmError) return refused('command_malformed', { adminDescription: `${error.message}.` });
        if (error instanceof ManagementError) return refused('enrollment_ended');
        throw error;
      }
    },
    getCommandResult: async ({ params, caller, address }) => {
      const found = await find(management, params.enrollment);
      if (!found) return refused('enrollment_not_found');
      const { command: id } = params;
      const answer = await management.commandReport(found.id, id);
      if (!answer) return refused('command_result_not_found');
      const { requestType, report } = answer;
      const detail = { enrollmentId: found.id, command: id, requestType };
      const { actor } = caller;
      audit.record({ type: 'management.command-result.shown', outcome: 'allowed', actor, address, detail });
      return done({ id, requestType, plist: fromUtf8(encodeDictionary(report)) ?? '' });
    },
  };
}

function certificateHandlers({ pushCertificates }: Management): Handlers<keyof typeof pushCertificateOperations> {
  return {
    getPushCertificate: async () => {
      const record = await pushCertificates.show();
      return record ? done(certificateOf(record)) : refused('push_certificate_not_found');
    },
    importPushCertificate: async ({ body: { certificatePem, keyPem, passphrase }, caller }) => {
      const upload = { certificatePem, keyPem, ...(passphrase === undefined ? {} : { passphrase }) };
      const outcome = await pushCertificates.import(upload, caller.actor);
      return outcome.kind === 'imported' ? done(certificateOf(outcome.record)) : refused(codes[outcome.code]);
    },
  };
}

const codes: Readonly<Record<PushCertificateRefusal, RefusalCode>> = {
  certificate_unreadable: 'certificate_malformed',
  certificate_expired: 'certificate_expired',
  key_unreadable: 'push_key_unreadable',
  key_mismatch: 'push_key_mismatch',
  topic_missing: 'push_topic_missing',
  topic_changed: 'push_topic_changed',
};

async function find(management: Management, name: string): Promise<EnrollmentRecord | undefined> {
  return (await management.enrollment(name)) ?? management.enrollmentBySerialNumber(name.toUpperCase());
}

/** Known commands are read once, so that a wrong one is refused here and not by the Mac. @throws {MdmError} */
function commandFrom(requestType: string, plist: string | undefined): MdmCommand {
  const command = { ...(plist === undefined ? {} : parseDictionary(utf8(plist))), RequestType: requestType };
  readCommand(command);
  return command;
}

function enrollmentOf(record: EnrollmentRecord): Enrollment {
  return {
    id: record.id,
    deviceId: record.deviceId,
    userShortName: record.userShortName ?? null,
    state: record.state,
    serialNumber: record.serialNumber ?? null,
    serialNumberProven: record.isSerialNumberProven,
    deviceName: record.deviceName ?? null,
    model: record.model ?? null,
    osVersion: record.osVersion ?? null,
    topic: record.topic ?? null,
    reachable: record.isReachable,
    awaitingConfiguration: record.awaitingConfiguration,
    bootstrapToken: record.hasBootstrapToken,
    pending: record.hasPending,
    authenticatedAt: timeOf(record.authenticatedAt),
    enabledAt: timeOrNeverOf(record.enabledAt),
    endedAt: timeOrNeverOf(record.endedAt),
    pushedAt: timeOrNeverOf(record.pushedAt),
    lastSeenAt: timeOrNeverOf(record.lastSeenAt),
  };
}

function commandOf(record: CommandRecord): MdmCommandView {
  return {
    id: record.id,
    requestType: record.requestType,
    status: record.status,
    errors: record.errorChain.map(
      ({ ErrorDomain, ErrorCode, USEnglishDescription, LocalizedDescription }) =>
        `${ErrorDomain} ${ErrorCode}: ${USEnglishDescription ?? LocalizedDescription ?? 'no description'}`,
    ),
    createdAt: timeOf(record.createdAt),
    sentAt: timeOrNeverOf(record.sentAt),
    finishedAt: timeOrNeverOf(record.finishedAt),
  };
}

function certificateOf({ topic, notAfter, importedAt, alert }: PushCertificateRecord): PushCertificateView {
  return {
    topic,
    notAfter: timeOf(notAfter),
    importedAt: timeOf(importedAt),
    alert: alert === undefined ? null : { reason: alert.reason, at: timeOf(alert.at) },
  };
}
