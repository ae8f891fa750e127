/** Putting commands into the queue: sealed, numbered, and the Mac is rung soon after. */
import type { MdmCommand } from '#protocol/mdm/commands/define-command.ts';
import { encodeDictionary, parseDictionary } from '#protocol/mdm/message.ts';
import { asCommand } from '#protocol/mdm/commands/envelope.ts';
import { uuidFrom } from '#protocol/encoding/uuid.ts';
import { appendAudit } from '#server/audit/audit.ts';
import type { Sealer } from '#server/keys/sealer.ts';
import type { Database, Writer } from '#server/store/database.ts';
import type { ManagementContext } from './context.ts';
import { type EnqueueOptions, ManagementError } from './management.ts';
import { findOpenCommand, insertCommand } from './stores/commands.ts';

/** Adds a command in the caller's unit, or in one of its own. @throws {ManagementError} */
export async function enqueue(
  management: ManagementContext,
  to: Writer | Database,
  order: { readonly enrollmentId: string; readonly command: MdmCommand; readonly options: EnqueueOptions },
): Promise<string> {
  const { enrollmentId, command, options } = order;
  const id = uuidFrom(management.random.bytes(16));
  const sealed = management.sealer.seal(encodeDictionary(command), commandContext(enrollmentId, id));
  const act = async (writer: Writer): Promise<string> => {
    const open = options.unlessOpen ? await findOpenCommand(writer, enrollmentId, command.RequestType) : undefined;
    if (open !== undefined) return open;
    const now = management.clock.now();
    const { RequestType: requestType } = command;
    const priority = options.priority ?? 0;
    const outcome = await insertCommand(writer, { enrollmentId, id, requestType, priority, command: sealed }, now);
    if (outcome !== 'stored') throw new ManagementError(outcome, enrollmentId);
    appendAudit(writer, now, [
      {
        type: 'management.command.enqueued',
        outcome: 'changed',
        actor: options.actor ?? 'system',
        detail: { enrollmentId, commandId: id, requestType },
      },
    ]);
    return id;
  };
  const enqueued = 'write' in to ? await to.write(act) : await act(to);
  management.push.ring(enrollmentId);
  return enqueued;
}

/** The command that was sealed. @throws {SealError} */
export function openCommand(sealer: Sealer, enrollmentId: string, id: string, sealed: Uint8Array): MdmCommand {
  return asCommand(parseDictionary(sealer.open(sealed, commandContext(enrollmentId, id))));
}

/** What a sealed command is, and whose. */
export function commandContext(enrollmentId: string, id: string): string {
  return `mdm_command:${enrollmentId}:${id}`;
}

/** What a sealed result is, and whose. */
export function resultContext(enrollmentId: string, id: string): string {
  return `mdm_command_result:${enrollmentId}:${id}`;
}
