import { parseJsonObject } from '#protocol/encoding/json.ts';
import { fromUtf8 } from '#protocol/encoding/utf8.ts';
import { type CommandExecutor, acknowledged, failed, mdmDomain } from '../command.ts';
import { synchroniseDeclarations } from '../declarations.ts';

/** Switches declarative management on, or tells that the declarations have changed; they are fetched after the report. */
export const declarativeManagement: CommandExecutor = {
  requestType: 'DeclarativeManagement',
  rights: 0,
  channels: 'device',
  run({ mac, management, command }) {
    // While Setup Assistant waits, a Mac puts declarations off.
    if (management.awaitingConfiguration) return { status: 'NotNow' };
    if (!mac.state.network.online) return failed(mdmDomain, 12_000, 'There is no network.');
    const { Data: data } = command;
    const announced = data instanceof Uint8Array ? parseJsonObject(fromUtf8(data) ?? '') : undefined;
    // By then the enrollment may have ended, or have another identity.
    mac.afterConnection.push(() => {
      const { management: present } = mac.state;
      return present ? synchroniseDeclarations(mac, present, announced) : undefined;
    });
    return acknowledged();
  },
};
