import { readFile, writeFile } from 'node:fs/promises';
import type { CommandContext, CommandRow } from '../command.ts';
import { listOptions, listQuery, showPage } from '../command.ts';
import { CliRefusal } from '../refusal.ts';
import { facts, moment, table } from '../table.ts';

/** `porchlight ade ...` */
export const rows: readonly CommandRow[] = [
  {
    usage: 'token-certificate',
    summary: 'make the certificate to upload at Apple, for a first server token or a renewal',
    options: [['--out <file>', 'write it there instead of printing it']],
    run: async ({ api, option, show, say }) => {
      const result = await api.issueAdeTokenCertificate();
      const file = option('out');
      if (file === undefined) return show(result, result.certificate);
      await writeFile(file, result.certificate);
      say(`${file}: upload it at Apple, download the server token, then "porchlight ade import-token FILE"`, result);
    },
  },
  {
    usage: 'import-token <file>',
    summary: 'take in the server token that Apple gave (.p7m)',
    run: async ({ api, args: [file = ''], say }) => {
      const result = await api.importAdeToken({ body: { file: await readFile(file, 'utf8') } });
      say(`${result.outcome}; good until ${moment(result.expiresAt)}`, result);
    },
  },
  {
    usage: 'status',
    summary: 'show how it stands with Apple',
    run: async ({ api, show }) => {
      const status = await api.showAde();
      const { token, organisation, lastSync, devices } = status;
      const text = facts([
        ['state', status.state],
        ['token until', token && moment(token.expiresAt)],
        ['renewal', status.renewalPrepared ? 'a certificate waits for its token' : null],
        ['organisation', organisation && (organisation.name ?? '-')],
        ['server at Apple', organisation && organisation.server],
        ['devices', `${devices.total}, ${devices.assigned} with a profile`],
        [
          'last sync',
          lastSync && `${moment(lastSync.at)} ${[lastSync.outcome, lastSync.detail].filter(Boolean).join(' ')}`,
        ],
      ]);
      show(status, text);
    },
  },
  {
    usage: 'devices',
    summary: 'list the Macs that Apple says are ours',
    options: listOptions,
    run: async (context) => {
      const page = await context.api.listAdeDevices({ query: listQuery(context) });
      const cells = page.items.map(({ serialNumber, model, profileStatus, assignment }) => [
        serialNumber,
        model ?? '-',
        profileStatus,
        assignment === null ? '-' : `${assignment.code} ${moment(assignment.at)}`,
      ]);
      const text = table(['SERIAL', 'MODEL', 'PROFILE', 'LAST ASSIGNMENT'], cells);
      showPage(context, page, text, 'no Macs; assign some to this server at Apple, then "porchlight ade sync"');
    },
  },
  {
    usage: 'sync',
    summary: 'ask Apple now what has changed, and assign profiles that are missing',
    run: async (context) => report(context, await context.api.syncAde()),
  },
  {
    usage: 'assign',
    summary: 'the same, and try again at once what Apple has put off or refused',
    run: async (context) => report(context, await context.api.assignAdeProfiles()),
  },
  {
    usage: 'disown <serial-number>',
    summary: 'give a Mac up at Apple, for good',
    options: [['--yes', 'do it: it cannot be taken back']],
    run: async ({ api, args: [serialNumber = ''], has, say }) => {
      if (!has('yes')) {
        const words = `${serialNumber} would leave the organisation for good`;
        throw new CliRefusal('confirmation_missing', words, 'say that this is meant with --yes', 2);
      }
      await api.disownAdeDevice({ params: { serialNumber } });
      say(`${serialNumber} belongs to the organisation no longer`);
    },
  },
];

function report(
  { say }: CommandContext,
  result: { readonly devices: number; readonly assigned: number; readonly deferred: number },
): void {
  const { devices, assigned, deferred } = result;
  const later = deferred === 0 ? '' : `, put off by Apple: ${deferred}`;
  say(`devices told by Apple: ${devices}, profiles assigned: ${assigned}${later}`, result);
}
