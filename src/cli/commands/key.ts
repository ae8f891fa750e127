import type { CommandRow } from '../command.ts';
import { showPage } from '../command.ts';
import { moment, table } from '../table.ts';

/** `porchlight key ...` */
export const rows: readonly CommandRow[] = [
  {
    usage: 'list',
    summary: 'list signing keys',
    run: async (context) => {
      const page = await context.api.listSigningKeys();
      const cells = page.items.map(({ keyId, state, createdAt }) => [keyId, state, moment(createdAt)]);
      showPage(context, page, table(['KEY', 'STATE', 'CREATED'], cells), 'no keys; restart the server');
    },
  },
  {
    usage: 'rotate',
    summary: 'publish a new signing key',
    options: [['--master', 'make a new version of the master key instead']],
    run: async ({ api, has, say }) => {
      if (has('master')) {
        const result = await api.rotateMasterKey();
        say(`master key version ${result.version}, ${result.resealed} secrets sealed anew`, result);
        return;
      }
      const result = await api.rotateSigningKey();
      say(`${result.keyId} signs from ${moment(result.signsFrom)}`, result);
    },
  },
];
