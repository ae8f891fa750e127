/** Setup is the first delivery of an enrollment: its commands bring the plan like those of a rollout. */
import type { MdmCommand } from '#protocol/mdm/commands/define-command.ts';
import type { Writer } from '#server/store/database.ts';
import type { DeliveredPart } from './delivery.ts';
import { addCommand, beginDelivery, closeDelivery, noteHad } from './delivery-store.ts';
import type { ShouldHave } from './should-have.ts';

/** Notes what setup gives. `ids`: the CommandUUID of each of its commands, in their order. */
export async function noteGivenBySetup(
  writer: Writer,
  enrollmentId: string,
  setup: { readonly given: ShouldHave; readonly ids: ReadonlyMap<MdmCommand, string> },
): Promise<void> {
  const { given, ids } = setup;
  await beginDelivery(writer, enrollmentId, given);
  // The plan's own profile is the last one.
  const profile = !given.hasProfile
    ? undefined
    : [...ids.keys()].findLast((one) => one.RequestType === 'InstallProfile');
  for (const [command, id] of ids) {
    const part = command === profile ? 'profile' : partOf(command);
    if (part !== undefined) await addCommand(writer, enrollmentId, id, part);
  }
  if (profile === undefined) await noteHad(writer, enrollmentId, 'profile');
  await closeDelivery(writer, enrollmentId);
}

function partOf({ RequestType: type }: MdmCommand): DeliveredPart | undefined {
  return type === 'InstallEnterpriseApplication' ? 'application' : undefined;
}
