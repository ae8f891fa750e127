/** Macs with declarations follow an edit of the plan: each is told once that something changed, and fetches what did. */
import { ManagementError } from '#server/mdm/management.ts';
import { declaredEnrollments, endingTokens } from './declared-sign-in.ts';
import type { SetupPorts } from './setup-ports.ts';

const page = 200;

/** Tells all of them. */
export async function followPlan(ports: SetupPorts): Promise<void> {
  let after = '';
  for (;;) {
    const ids = await declaredEnrollments(ports.database, after, page);
    await tell(ports, ids);
    const last = ids.at(-1);
    if (last === undefined || ids.length < page) return;
    after = last;
  }
}

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
