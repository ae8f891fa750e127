import { readFile } from 'node:fs/promises';
import type { Application } from '#api/applications.ts';
import type { CommandRow } from '../command.ts';
import { showPage } from '../command.ts';
import { facts, moment, table } from '../table.ts';

/** `porchlight application ...` */
export const rows: readonly CommandRow[] = [
  {
    usage: 'list',
    summary: 'list the packages that Macs may install',
    run: async (context) => {
      const page = await context.api.listApplications();
      const cells = page.items.map((one) => [
        one.id,
        namesOf(one),
        one.applications[0]?.bundleVersion ?? '-',
        one.teamIdentifier ?? '-',
        one.isDemonstration ? 'virtual Macs only' : 'Macs',
      ]);
      const text = table(['ID', 'APPLICATIONS', 'VERSION', 'TEAM', 'FOR'], cells);
      showPage(context, page, text, 'no packages; take one in with "porchlight application import FILE"');
    },
  },
  {
    usage: 'import <file>',
    summary: 'take in a signed product archive (.pkg)',
    run: async ({ api, args: [file = ''], say }) => {
      const result = await api.importApplication({ upload: await readFile(file) });
      const { application, outcome } = result;
      const words = `${namesOf(application)} ${application.applications[0]?.bundleVersion ?? ''}`;
      say(outcome === 'already' ? `${words} was here already` : `took in ${words} as ${application.id}`, result);
    },
  },
  {
    usage: 'demonstration',
    summary: 'make the package of the demonstration; virtual Macs install it and no other',
    run: async ({ api, say }) => {
      const result = await api.makeDemonstrationApplication();
      const { id } = result.application;
      say(result.outcome === 'already' ? `it is here already: ${id}` : `made ${id}, for virtual Macs only`, result);
    },
  },
  {
    usage: 'show <application>',
    summary: 'show a package',
    run: async ({ api, args: [application = ''], show }) => {
      const one = await api.getApplication({ params: { application } });
      const extensions = one.applications.flatMap(({ extensionIdentifiers }) => extensionIdentifiers);
      const text = facts([
        ['id', one.id],
        ['file', one.fileName],
        ['applications', namesOf(one)],
        ['version', one.applications[0]?.bundleVersion ?? null],
        [
          one.applications.some(({ isUnread }) => isUnread) ? 'app extensions' : 'SSO extensions',
          extensions.join(', ') || null,
        ],
        ['signer', one.signer],
        ['team', one.teamIdentifier],
        ['for', one.isDemonstration ? 'virtual Macs only' : 'Macs that trust the signer'],
        ['size', `${one.size} bytes`],
        ['SHA-256', one.sha256],
        ['taken in', `${moment(one.importedAt)} by ${one.importedBy}`],
      ]);
      show(one, text);
    },
  },
  {
    usage: 'remove <application>',
    summary: 'take a package away; Macs that have it keep it',
    run: async ({ api, args: [application = ''], say }) => {
      await api.removeApplication({ params: { application } });
      say(`removed ${application}`);
    },
  },
];

function namesOf({ applications }: Application): string {
  return applications.map(({ bundleIdentifier }) => bundleIdentifier).join(', ');
}
