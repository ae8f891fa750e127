import { type CommandExecutor, acknowledged, failed, mdmDomain } from '../command.ts';
import { synchroniseDeclarations } from '../declarations.ts';

/** Switches declarative management on, or tells that the declarations have changed; they are fetched after the report. */
export const declarativeManagement: CommandExecutor = {
  requestType: 'DeclarativeManagement',
  rights: 0,
  channels: 'device',
  run({ mac, management }) {
    // While Setup Assistant waits, a Mac puts declarations off.
    if (management.awaitingConfiguration) return { status: 'NotNow' };
    if (!mac.state.network.online) return failed(mdmDomain, 12_000, 'There is no network.');
    mac.afterConnection.push(() => synchroniseDeclarations(mac, management));
    return acknowledged();
  },
};
