import { type CommandExecutor, acknowledged } from '../command.ts';

/** The applications that MDM manages. */
export const managedApplicationList: CommandExecutor = {
  requestType: 'ManagedApplicationList',
  rights: 4096,
  channels: 'device',
  run({ mac }) {
    const managed = (mac.state.applications ?? []).filter((application) => application.managed);
    const entries = managed.map(({ identifier, removedOnUnenroll }) => [
      identifier,
      {
        Status: 'Managed',
        ManagementFlags: removedOnUnenroll ? 1 : 0,
        HasConfiguration: false,
        ExternalVersionIdentifier: 0,
      },
    ]);
    return acknowledged({ ManagedApplicationList: Object.fromEntries(entries) });
  },
};
