import { readFile } from 'node:fs/promises';
import type { CommandRow } from '../command.ts';
import { moment, table } from '../table.ts';

/** `porchlight command ...` */
export const rows: readonly CommandRow[] = [
  {
    usage: 'send <enrollment> <request-type>',
    summary: 'add a command of device management to the queue of a Mac',
    options: [['--plist <file>', 'property list with the other keys of the command']],
    run: async ({ api, args: [enrollment = '', requestType = ''], option, say }) => {
      const file = option('plist');
      const keys = file === undefined ? {} : { plist: await readFile(file, 'utf8') };
      const sent = await api.sendCommand({ params: { enrollment }, body: { requestType, ...keys } });
      say(`${requestType} is in the queue of ${enrollment} (${sent.id})`, sent);
    },
  },
  {
    usage: 'list <enrollment>',
    summary: 'list open commands of a Mac, then finished ones',
    run: async ({ api, args: [enrollment = ''], show }) => {
      const list = await api.listCommands({ params: { enrollment } });
      const cells = list.items.map((one) => [
        one.requestType,
        one.status,
        moment(one.createdAt),
        moment(one.finishedAt),
        one.errors[0] ?? one.id,
      ]);
      show(list, table(['COMMAND', 'STATUS', 'CREATED', 'FINISHED', 'ID OR ERROR'], cells));
    },
  },
  {
    usage: 'result <enrollment> <command>',
    summary: 'show what a Mac answered to a command, as a property list',
    run: async ({ api, args: [enrollment = '', command = ''], show }) => {
      const one = await api.getCommandResult({ params: { enrollment, command } });
      show(one, one.plist);
    },
  },
];
