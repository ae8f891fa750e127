/** What Platform SSO knows of the Macs that a plan is for. */
import type { PlatformSsoAdministration, UserRegistrationRecord } from '#server/platform-sso/administration.ts';
import type { MacFacts } from './change-guard.ts';

/** The Macs that an edit may matter to. */
export interface FleetFacts {
  macs(): Promise<readonly MacFacts[]>;
}

type Source = Pick<PlatformSsoAdministration, 'listDevices' | 'listRegistrations'>;

const pageSize = 200;

/** The Macs that have registered, or may, with the methods of the people on them. */
export function fleetFacts(platformSso: Source): FleetFacts {
  return {
    macs: async () => {
      const registrations = await everyPage((cut) => platformSso.listRegistrations(cut));
      const byDevice = Map.groupBy(
        registrations.filter(({ state }) => state === 'active'),
        ({ deviceId }) => deviceId,
      );
      const devices = await everyPage((cut) => platformSso.listDevices(cut));
      return devices.map(({ id, serialNumber, osVersion, state }) => ({
        serialNumber,
        osVersion,
        state,
        methods: (byDevice.get(id) ?? []).map(({ method }: UserRegistrationRecord) => method),
      }));
    },
  };
}

async function everyPage<Item>(
  ask: (cut: { limit: number; after?: string }) => Promise<{ items: readonly Item[]; next: string | undefined }>,
): Promise<readonly Item[]> {
  const all: Item[] = [];
  let after: string | undefined;
  do {
    const page = await ask(after === undefined ? { limit: pageSize } : { limit: pageSize, after });
    all.push(...page.items);
    after = page.next;
  } while (after !== undefined);
  return all;
}
