/**
 * The conversation over commands. A Mac says what it did, or that it is idle, and is given the next command or nothing.
 * A command leaves the queue when its end is stored, and not before: a Mac that gets no answer reports again.
 *
 * NotNow: the command stays, and nothing that was put off is sent again in this connection, which lasts until the Mac
 * says Idle. Where something else succeeded after it, the Mac will not come back by itself, so it is rung again.
 */
import { readResult } from '#protocol/mdm/commands/catalogue.ts';
import { encodeCommand } from '#protocol/mdm/commands/envelope.ts';
import { mediaType } from '#protocol/mdm/media-types.ts';
import { encodeDictionary } from '#protocol/mdm/message.ts';
import type { Report } from '#protocol/mdm/report.ts';
import { appendAudit } from '#server/audit/audit.ts';
import type { Writer } from '#server/store/database.ts';
import { type AdmittedSender, type Answer, done, type ManagementContext } from './context.ts';
import type { FinishedCommand } from './management.ts';
import { openCommand, resultContext } from './queue.ts';
import { Refusal } from './refusal.ts';
import { completeRenewal } from './renewal/complete-renewal.ts';
import {
  askAgainAt,
  finishCommand,
  isFinished,
  peekNextCommand,
  putOffCommand,
  type QueueOutcome,
  reviveCommands,
  takeNextCommand,
} from './stores/commands.ts';
import { endAwaiting } from './stores/enrollments.ts';

type Ended = Extract<Report, { Status: 'Acknowledged' | 'Error' | 'CommandFormatError' | 'NotNow' }>;

/** Answers a report. @throws {Refusal} `enrollment_unknown` for a user channel that is not enrolled */
export async function answerReport(
  management: ManagementContext,
  sender: AdmittedSender,
  report: Report,
): Promise<Answer> {
  const enrollmentId = sender.channel.id;
  if (sender.gate.state === undefined) throw new Refusal('enrollment_unknown', { enrollmentId });
  if (sender.gate.state === 'ended') throw new Refusal('enrollment_ended', { enrollmentId });
  management.lastSeen.note(enrollmentId);
  if (sender.fingerprint === sender.gate.successor) await completeRenewal(management, sender);
  const queue = { enrollmentId, pending: sender.gate.pending };
  if (report.Status === 'Idle') return answerIdle(management, queue);
  const outcome = await management.database.write(prepare(management, queue, report));
  management.sentMarks.forget(enrollmentId, report.CommandUUID);
  return answerWith(management, enrollmentId, outcome);
}

/** An enrollment and what its gate said of its queue. */
interface Queue {
  readonly enrollmentId: string;
  readonly pending: number;
}

/** Most Macs that connect were rung for one command, or for nothing: both are reads. */
async function answerIdle(management: ManagementContext, queue: Queue): Promise<Answer> {
  const { database, clock, sentMarks } = management;
  const { enrollmentId, pending } = queue;
  if (pending === 0) return done;
  const next = await peekNextCommand(database, enrollmentId);
  if (next.kind === 'next') {
    sentMarks.note({ enrollmentId, id: next.command.uuid, at: clock.now() });
    return answerWith(management, enrollmentId, next);
  }
  const outcome = await database.write(async (writer) => {
    await reviveCommands(writer, enrollmentId);
    return takeNextCommand(writer, queue, clock.now());
  });
  return answerWith(management, enrollmentId, outcome);
}

/** The unit of a report about a command; what is slow is done here, before it. */
function prepare(management: ManagementContext, queue: Queue, report: Ended) {
  const { clock, settings } = management;
  const { enrollmentId } = queue;
  if (report.Status === 'NotNow') {
    return async (writer: Writer): Promise<QueueOutcome> => {
      await putOffCommand(writer, enrollmentId, report.CommandUUID, clock.now());
      return takeNextCommand(writer, queue, clock.now());
    };
  }
  const finish = finisher(management, enrollmentId, report, report.Status);
  return async (writer: Writer): Promise<QueueOutcome> => {
    await finish(writer);
    const outcome = await takeNextCommand(writer, queue, clock.now());
    if (outcome.kind === 'waiting') await askAgainAt(writer, enrollmentId, clock.now() + settings.askAgainAfter * 1000);
    return outcome;
  };
}

function finisher(
  management: ManagementContext,
  enrollmentId: string,
  report: Ended,
  status: FinishedCommand['status'],
): (writer: Writer) => Promise<void> {
  const { sealer, clock } = management;
  const { CommandUUID: id, ErrorChain: errorChain } = report;
  const hasResult = Object.keys(report.result).length > 0;
  const result = hasResult ? sealer.seal(encodeDictionary(report.result), resultContext(enrollmentId, id)) : undefined;
  const sentAt = management.sentMarks.sentAt(enrollmentId, id);
  return async (writer) => {
    const now = clock.now();
    const finished = await finishCommand(writer, { enrollmentId, id, status, errorChain, result, sentAt }, now);
    if (!finished) {
      if (!(await isFinished(writer, enrollmentId, id))) noteUnknown(writer, now, enrollmentId);
      return;
    }
    const { requestType } = finished;
    if (requestType === 'DeviceConfigured' && status === 'Acknowledged') await endAwaiting(writer, enrollmentId);
    const read = status === 'Acknowledged' ? readResult(requestType, report.result) : undefined;
    const event = { enrollmentId, commandId: id, requestType, status, errorChain, result: read };
    for (const observer of management.observers) await observer.commandFinished?.(writer, event);
    appendAudit(writer, now, [{ type: 'management.command.finished', outcome: 'changed', detail: detailOf(event) }]);
  };
}

function noteUnknown(writer: Writer, now: number, enrollmentId: string): void {
  appendAudit(writer, now, [
    { type: 'management.command.unknown', outcome: 'refused', code: 'command_unknown', detail: { enrollmentId } },
  ]);
}

function detailOf({ enrollmentId, commandId, requestType, status, errorChain, result }: FinishedCommand) {
  const [error] = errorChain;
  return {
    enrollmentId,
    commandId,
    requestType,
    status,
    ...(error === undefined ? {} : { errorDomain: error.ErrorDomain, errorCode: error.ErrorCode }),
    ...(result?.kind === 'malformed' ? { unreadable: result.reason } : {}),
  };
}

function answerWith({ sealer }: ManagementContext, enrollmentId: string, outcome: QueueOutcome): Answer {
  if (outcome.kind !== 'next') return done;
  const { uuid, command } = outcome.command;
  const body = encodeCommand({ CommandUUID: uuid, Command: openCommand(sealer, enrollmentId, uuid, command) });
  return { status: 200, contentType: mediaType.plist, body };
}
