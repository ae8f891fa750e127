/** A Mac whose declaration holds a token that ends before it has registered is told to fetch another. */
import { ManagementError } from '#server/mdm/management.ts';
import { endingTokens } from './declared-sign-in.ts';
import type { SetupPorts } from './setup-ports.ts';

/** Macs that one round tells. */
const page = 200;

/** Tells those whose registration token ends before they have registered. */
export async function renewTokens(ports: SetupPorts): Promise<void> {
  await tell(ports, await endingTokens(ports.database, ports.clock.now(), page));
}

async function tell({ management }: SetupPorts, enrollmentIds: readonly string[]): Promise<void> {
  for (const id of enrollmentIds) {
    try {
      await management.declarationsChanged(id);
    } catch (error) {
      // It left meanwhile.
      if (!(error instanceof ManagementError)) throw error;
    }
  }
}
