import { writeFile } from 'node:fs/promises';
import { fromBase64 } from '#protocol/encoding/base64.ts';
import type { CommandContext, CommandRow } from '../command.ts';
import { listOptions, listQuery, showPage, wholeNumber } from '../command.ts';
import { CliRefusal } from '../refusal.ts';
import { declarationText } from '../declaration-text.ts';
import { facts, moment, table } from '../table.ts';

/** `porchlight enrollment ...` */
export const rows: readonly CommandRow[] = [
  {
    usage: 'list',
    summary: 'list Macs under management and their users',
    options: [['--search <text>', 'only serial numbers that begin with this'], ...listOptions],
    run: async (context) => {
      const page = await context.api.listEnrollments({ query: listQuery(context) });
      const cells = page.items.map((one) => [
        one.serialNumber ?? '-',
        one.userShortName ?? '-',
        one.id,
        one.awaitingConfiguration ? 'in Setup Assistant' : one.state,
        moment(one.lastSeenAt),
      ]);
      const text = table(['SERIAL', 'USER', 'ID', 'STATE', 'LAST SEEN'], cells);
      showPage(context, page, text, 'no Macs are under management');
    },
  },
  {
    usage: 'show <enrollment>',
    summary: 'show a Mac under management',
    run: async ({ api, args: [enrollment = ''], show }) => {
      const one = await api.getEnrollment({ params: { enrollment } });
      const text = facts([
        ['id', one.id],
        ['serial number', one.serialNumberProven ? one.serialNumber : `${one.serialNumber ?? '-'} (unproven)`],
        ['name', one.deviceName],
        ['model', one.model],
        ['macOS', one.osVersion],
        ['state', one.state],
        ['Setup Assistant', one.awaitingConfiguration ? 'waits for its configuration' : 'over'],
        ['push', one.reachable ? 'can be reached' : 'cannot be reached'],
        ['commands', one.pending ? 'open' : 'none open'],
        ['bootstrap token', one.bootstrapToken ? 'kept' : 'none'],
        ['enabled', moment(one.enabledAt)],
        ['last pushed', moment(one.pushedAt)],
        ['last seen', moment(one.lastSeenAt)],
        ...one.declarations.map((declaration) => ['declaration', declarationText(declaration)] as const),
      ]);
      show(one, text);
    },
  },
  {
    usage: 'profile',
    summary: 'make an enrollment profile that Macs install by hand',
    options: [
      ['--output <file>', 'write it there, readable by you alone'],
      ['--macs <number>', 'how many Macs may enroll with it; 1 unless given'],
      ['--days <number>', 'how long it lasts; 7 unless given'],
    ],
    run: exportProfile,
  },
  {
    usage: 'profiles',
    summary: 'list the enrollment profiles that were made, the newest first',
    run: async ({ api, show }) => {
      const list = await api.listEnrollmentProfiles();
      const cells = list.items.map((one) => [
        one.id,
        `${one.macs - one.macsLeft} of ${one.macs}`,
        one.createdBy,
        moment(one.expiresAt),
        moment(one.revokedAt),
      ]);
      show(list, table(['ID', 'MACS', 'MADE BY', 'ENDS', 'REVOKED'], cells));
    },
  },
  {
    usage: 'revoke-profile <profile>',
    summary: 'let no more Macs enroll with a profile',
    run: async ({ api, args: [profile = ''], say }) => {
      const result = await api.revokeEnrollmentProfile({ params: { profile } });
      say(result.outcome === 'already' ? `${profile} was revoked already` : `revoked ${profile}`, result);
    },
  },
  {
    usage: 'address [serial]',
    summary: 'show where a Mac, or any Mac of the organisation, asks to enroll',
    run: async ({ api, args: [serialNumber = ''], show }) => {
      const address = await api.getEnrollmentAddress(serialNumber === '' ? {} : { query: { serialNumber } });
      show(address, `${address.url}\n`);
    },
  },
  {
    usage: 'push <enrollment>',
    summary: 'make a Mac connect',
    run: async ({ api, args: [enrollment = ''], say }) => {
      const one = await api.pushEnrollment({ params: { enrollment } });
      say(one.reachable ? `pushed to ${enrollment}` : `${enrollment} has no push token that Apple takes`, one);
    },
  },
];

async function exportProfile({ api, option, has, io, show }: CommandContext): Promise<void> {
  const [macs, days] = [wholeNumber('macs', option('macs')), wholeNumber('days', option('days'))];
  const body = { ...(macs === undefined ? {} : { macs }), ...(days === undefined ? {} : { days }) };
  const output = option('output');
  if (output === undefined && !has('json')) {
    throw new CliRefusal('output_missing', 'the profile is a secret', 'name a file with --output FILE', 2);
  }
  const profile = await api.exportEnrollmentProfile({ body });
  if (output === undefined) return show(profile, '');
  await writeFile(output, fromBase64(profile.content) ?? new Uint8Array(), { mode: 0o600 });
  if (has('json')) show({ file: output }, '');
  else io.err(`porchlight: wrote ${output}; whoever has it can enroll Macs until it ends\n`);
}
