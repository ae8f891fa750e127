import type { CommandRow } from '../command.ts';
import { listOptions, listQuery, showPage, wholeNumber } from '../command.ts';
import { facts, moment, table } from '../table.ts';

/** `porchlight device ...` */
export const rows: readonly CommandRow[] = [
  {
    usage: 'list',
    summary: 'list Macs',
    options: [['--search <text>', 'only serial numbers or names that begin with this'], ...listOptions],
    run: async (context) => {
      const page = await context.api.listDevices({ query: listQuery(context) });
      const cells = page.items.map((device) => [
        device.serialNumber,
        device.name ?? '-',
        device.state,
        device.attestation ?? '-',
        moment(device.lastSeenAt),
      ]);
      const text = table(['SERIAL', 'NAME', 'STATE', 'ATTESTATION', 'LAST SEEN'], cells);
      showPage(context, page, text, 'no Macs; let one register with "porchlight device token SERIAL"');
    },
  },
  {
    usage: 'show <device>',
    summary: 'show a Mac, its keys and registrations',
    run: async ({ api, args: [name = ''], show }) => {
      const detail = await api.getDevice({ params: { device: name } });
      const { device, keys, registrations } = detail;
      const text = facts([
        ['id', device.id],
        ['serial number', device.serialNumber],
        ['model', device.model],
        ['macOS', device.osVersion],
        ['state', device.state],
        ['attestation', device.attestation],
        ['registered', moment(device.registeredAt)],
        ['last seen', moment(device.lastSeenAt)],
        ['keys', keys.map(({ keyId, state }) => `${keyId} ${state}`).join(', ') || null],
        ['registrations', registrations.map((one) => `${one.userPrincipalName} ${one.method}`).join(', ') || null],
      ]);
      show(detail, text);
    },
  },
  {
    usage: 'token <serial-number>',
    summary: 'make a token with which one Mac may register once',
    options: [['--life <seconds>', 'how long it may be used; one day unless given']],
    run: async ({ api, args: [serialNumber = ''], option, show, io, has }) => {
      const lifeSeconds = wholeNumber('life', option('life'));
      const life = lifeSeconds === undefined ? {} : { lifeSeconds };
      const token = await api.issueRegistrationToken({ body: { serialNumber, ...life } });
      show(token, `${token.token}\n`);
      if (!has('json')) io.err(`porchlight: good until ${moment(token.expiresAt)}, and not shown again\n`);
    },
  },
  {
    usage: 'revoke <device>',
    summary: 'end every login, refresh and unlock from a Mac',
    run: async ({ api, args: [device = ''], say }) => {
      const result = await api.revokeDevice({ params: { device } });
      say(result.outcome === 'already' ? `${device} was revoked already` : `revoked ${device}`, result);
    },
  },
  {
    usage: 'repair <device>',
    summary: 'let a Mac register again with new keys',
    run: async ({ api, args: [device = ''], say }) => {
      const result = await api.repairDevice({ params: { device } });
      say(result.outcome === 'already' ? `${device} may register already` : `${device} may register again`, result);
    },
  },
];
