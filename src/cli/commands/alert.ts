import type { CommandRow } from '../command.ts';
import { moment } from '../table.ts';

/** `porchlight alert ...` */
export const rows: readonly CommandRow[] = [
  {
    usage: 'list',
    summary: 'list what needs you, and what to do',
    run: async ({ api, show, say }) => {
      const list = await api.listAlerts();
      if (list.items.length === 0) return say('nothing needs you', list);
      const blocks = list.items.map(({ severity, code, serialNumber, since, sentence, action }) => {
        const mac = serialNumber === null ? '' : `  ${serialNumber}`;
        return `${severity}  ${code}${mac}  since ${moment(since)}\n  ${sentence}\n  ${action}\n`;
      });
      return show(list, blocks.join('\n'));
    },
  },
];
