import type { DeviceDetail } from '#api/devices.ts';
import { ApiError } from '#api/error.ts';
import type { MacDetail } from '#api/macs.ts';
import type { OperationInput } from '#api/operations.ts';
import type { CommandContext, CommandRow } from '../command.ts';
import { listOptions, listQuery, showPage, wholeNumber } from '../command.ts';
import { declarationText } from '../declaration-text.ts';
import { endingsTable, showEnded } from '../endings.ts';
import { facts, moment, table } from '../table.ts';

/** `porchlight device ...` */
export const rows: readonly CommandRow[] = [
  {
    usage: 'list',
    summary: 'list Macs, and how far each has come',
    options: [
      ['--search <text>', 'only with this in the serial number, name or model'],
      ['--stage <stage>', 'only in this stage, such as joined'],
      ['--reason <code>', 'only for this reason; "device counts" names them'],
      ['--macos <version>', 'only with this macOS, such as 26 or 26.1'],
      ['--sort <what>', 'by serialNumber, name, lastSeenAt or stage'],
      ['--descending', 'the last first'],
      ...listOptions,
    ],
    run: async (context) => {
      const page = await context.api.listMacs({ query: macsQuery(context) });
      const cells = page.items.map((one) => [
        one.serialNumber,
        one.name ?? '-',
        one.stage,
        one.alerts === 0 ? '-' : String(one.alerts),
        moment(one.lastSeenAt),
        one.reason,
      ]);
      const text = table(['SERIAL', 'NAME', 'STATE', 'ALERTS', 'LAST SEEN', 'WHY'], cells);
      showPage(context, page, text, 'no Macs; let one register with "porchlight device token SERIAL"');
    },
  },
  {
    usage: 'counts',
    summary: 'count Macs by stage, by reason, and by version of macOS',
    run: async ({ api, show }) => {
      const counts = await api.countMacs();
      const rows = counts.stages.flatMap(({ stage, reasons }) =>
        reasons.map(({ reasonCode, macs }) => [stage, reasonCode, String(macs)]),
      );
      const versions = counts.macos.map(({ version, macs }) => [version ?? 'not known', String(macs)]);
      show(counts, `${table(['STATE', 'WHY', 'MACS'], rows)}\n${table(['MACOS', 'MACS'], versions)}`);
    },
  },
  {
    usage: 'show <device>',
    summary: 'show a Mac with all that is known of it',
    run: showDevice,
  },
  {
    usage: 'timeline <serial-number>',
    summary: 'show the join of a Mac as stages: how each stands, what says so, and what to do where it stopped',
    run: async ({ api, args: [serialNumber = ''], show }) => {
      const found = await api.showMacTimeline({ params: { serialNumber } });
      const cells = found.stages.map((one) => [one.title, one.state, moment(one.at), one.evidence[0]?.what ?? '-']);
      const stopped = found.stages.filter(({ state }) => state === 'stopped' || state === 'under-way');
      const words = stopped.map(({ title, why, whatToDo }) => `${title}: ${why ?? ''} ${whatToDo ?? ''}`.trimEnd());
      show(
        found,
        `${table(['STAGE', 'STATE', 'WHEN', 'WHAT SAYS SO'], cells)}${words.map((one) => `${one}\n`).join('')}`,
      );
    },
  },
  {
    usage: 'alerts',
    summary: 'list what went wrong while Macs were set up',
    run: async (context) => {
      const page = await context.api.listSetupAlerts();
      const cells = page.items.map((one) => [one.id, one.serialNumber, moment(one.raisedAt), one.code, one.detail]);
      showPage(context, page, table(['ID', 'SERIAL', 'WHEN', 'CODE', 'WHAT'], cells), 'no alerts');
    },
  },
  {
    usage: 'clear-alert <alert>',
    summary: 'clear an alert',
    run: async ({ api, args: [alert = ''], say }) => {
      const result = await api.clearSetupAlert({ params: { alert } });
      say(result.outcome === 'already' ? `${alert} was cleared already` : `cleared ${alert}`, result);
    },
  },
  {
    usage: 'administrator <serial-number>',
    summary: 'show the password of the administrator that setup made; the asking is audited',
    run: async ({ api, args: [serialNumber = ''], show }) => {
      const found = await api.showMacAdministrator({ params: { serialNumber } });
      show(found, `${found.shortName} ${found.password}\n`);
    },
  },
  {
    usage: 'attest <serial-number>',
    summary: 'ask a Mac for Apple’s word on what it is and how it is secured; "device show" has the answer',
    run: async ({ api, args: [serialNumber = ''], say }) => {
      const result = await api.attestMac({ params: { serialNumber } });
      say(`asked ${serialNumber}; it answers when it connects`, result);
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
    run: async (context) => {
      const [device = ''] = context.args;
      const result = await context.api.revokeDevice({ params: { device } });
      showEnded(context, result.outcome === 'already' ? `${device} was revoked already` : `revoked ${device}`, result);
    },
  },
  {
    usage: 'ending <device>',
    summary: 'say what would end if a Mac were revoked',
    run: async ({ api, args: [device = ''], show }) => {
      const result = await api.previewDeviceEnding({ params: { device } });
      show(result, result.endings.length > 0 ? endingsTable(result.endings) : 'nothing would end\n');
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

/** The options of the list; the server says which of them are none. */
function macsQuery(context: CommandContext): MacsQuery {
  const { option, has } = context;
  const given = { stage: option('stage'), reason: option('reason'), macos: option('macos'), sort: option('sort') };
  const known = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return { ...listQuery(context), ...known, ...(has('descending') ? { order: 'desc' } : {}) };
}

/** What is known under a serial number; else, by the id of a registered device, its serial number first. */
async function showDevice({ api, args: [name = ''], show }: CommandContext): Promise<void> {
  const device = await unlessRefused(api.getDevice({ params: { device: name } }), 'device_not_found');
  const serialNumber = device?.device.serialNumber ?? name;
  const whole = await unlessRefused(api.getMac({ params: { serialNumber } }), 'mac_not_found');
  if (device === undefined && whole === undefined) await api.getDevice({ params: { device: name } });
  const text = facts([...(whole === undefined ? [] : factsOfMac(whole)), ...(device ? factsOfDevice(device) : [])]);
  show({ ...device, ...(whole === undefined ? {} : { whole }) }, text);
}

async function unlessRefused<Value>(asked: Promise<Value>, code: string): Promise<Value | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof ApiError && error.code === code) return undefined;
    throw error;
  }
}

type MacsQuery = NonNullable<OperationInput<'listMacs'>['query']>;

type Facts = Parameters<typeof facts>[0];

function factsOfMac(whole: MacDetail): Facts {
  const { mac, assignment, management, setup, plan, declarations, attestation, alerts } = whole;
  return [
    ['serial number', mac.serialNumber],
    ['name', mac.name],
    ['model', mac.model],
    ['macOS', mac.osVersion],
    ['state', mac.stage],
    ['why', mac.reason],
    ['at Apple', assignment && `profile ${assignment.profileStatus}`],
    ['management', management && `${management.state}, since ${moment(management.enabledAt)}`],
    ['setup', setup && `${setup.state}${setup.release === null ? '' : ` (${setup.release})`}`],
    ['waits for', setup && (setup.waitingFor.join(', ') || null)],
    ['accounts', setup?.accounts?.join(', ') || null],
    ['attested', attestation && attestationText(attestation)],
    ['sign-in plan', plan && planOfMac(plan)],
    ...declarations.map((one) => ['declaration', declarationText(one)] as const),
    ...alerts.map(({ code, detail }) => [`alert`, `${code}: ${detail}`] as const),
  ];
}

function attestationText(attestation: NonNullable<MacDetail['attestation']>): string {
  const { outcome, code, message, by, security, askedAt, answeredAt } = attestation;
  if (outcome === 'waiting') return `asked ${moment(askedAt)}, no answer yet`;
  if (outcome === 'refused' || security === null) return `refused (${code}): ${message}`;
  const { osVersion, systemIntegrityProtection: sip, secureBoot, thirdPartyKernelExtensions: kexts } = security;
  return [
    `by ${by === 'apple' ? 'Apple' : 'simulated Apple'}, ${moment(answeredAt)}`,
    `macOS ${osVersion ?? 'not stated'}`,
    `SIP ${sip ? 'on' : 'off'}`,
    `secure boot ${secureBoot}`,
    `kernel extensions of others ${kexts ? 'allowed' : 'not allowed'}`,
  ].join('; ');
}

function planOfMac({ version, givenVersion, waiting, error }: NonNullable<MacDetail['plan']>): string {
  if (error !== null) return `version ${givenVersion} failed: ${error}`;
  if (waiting > 0) return `version ${givenVersion} (${waiting} waiting)`;
  return version === 0 ? 'waits for its first version' : `version ${version}`;
}

function factsOfDevice({ device, keys, registrations }: DeviceDetail): Facts {
  return [
    ['id', device.id],
    ['registration', device.state],
    ['attestation', device.attestation],
    ['registered', moment(device.registeredAt)],
    ['last seen', moment(device.lastSeenAt)],
    ['keys', keys.map(({ keyId, state }) => `${keyId} ${state}`).join(', ') || null],
    ['registrations', registrations.map((one) => `${one.userPrincipalName} ${one.method}`).join(', ') || null],
  ];
}
