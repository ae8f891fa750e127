/** How evidence and verdicts are made, so that the stages read as rules. */
import type { AuditRecord } from '#server/audit/audit.ts';
import type { CommandRecord } from '#server/mdm/management.ts';
import type { Evidence, StageVerdict, TimelineFacts } from './timeline.ts';

/** What a feature keeps; none where it never happened. */
export function record(what: string, at: number | undefined): readonly Evidence[] {
  return at === undefined ? [] : [{ at, what, source: 'record', reference: undefined }];
}

/** Commands of a type, the newest first, with what became of them. */
export function commandsOf(facts: TimelineFacts, ...types: readonly string[]): readonly CommandRecord[] {
  return facts.commands.filter(({ requestType }) => types.includes(requestType));
}

/** A command as evidence. */
export function ofCommand({
  id,
  requestType,
  status,
  sentAt,
  finishedAt,
  createdAt,
  errorChain,
}: CommandRecord): Evidence {
  const [error] = errorChain;
  const said =
    error === undefined
      ? ''
      : `: ${error.USEnglishDescription ?? error.LocalizedDescription ?? `${error.ErrorDomain} ${error.ErrorCode}`}`;
  return {
    at: finishedAt ?? sentAt ?? createdAt,
    what: `${requestType} ${words[status]}${said}`,
    source: 'command',
    reference: id,
  };
}

const words: Readonly<Record<CommandRecord['status'], string>> = {
  queued: 'waits in the queue',
  sent: 'was sent, and is not answered',
  'not-now': 'was put off by the Mac',
  Acknowledged: 'was carried out',
  Error: 'failed',
  CommandFormatError: 'was not understood',
  Cleared: 'was cleared before it was done',
};

/** Events of some types, the newest first. */
export function eventsOf({ events }: TimelineFacts, ...types: readonly string[]): readonly AuditRecord[] {
  return events.filter(({ event }) => types.includes(event.type));
}

/** An event as evidence. */
export function ofEvent({ sequence, time, event }: AuditRecord): Evidence {
  const code = event.code === undefined ? '' : ` (${event.code})`;
  return { at: time, what: `${event.type}${code}`, source: 'audit', reference: String(sequence) };
}

/** The newest refusal of a kind, if nothing of before has overcome it. */
export function refusalAfter(facts: TimelineFacts, type: string, since: number): AuditRecord | undefined {
  return eventsOf(facts, type).find(({ time }) => time >= since);
}

/** A stage that is over. */
export function done(at: number | undefined, evidence: readonly Evidence[]): StageVerdict {
  return { state: 'done', at, evidence: evidence.slice(0, mostEvidence), why: undefined, whatToDo: undefined };
}

/** A stage that is not over, with why, and what to do. */
export function open(
  state: Exclude<StageVerdict['state'], 'done'>,
  {
    why,
    whatToDo,
    evidence = [],
  }: { readonly why: string; readonly whatToDo?: string; readonly evidence?: readonly Evidence[] },
): StageVerdict {
  return { state, at: undefined, evidence: evidence.slice(0, mostEvidence), why, whatToDo };
}

const mostEvidence = 6;
