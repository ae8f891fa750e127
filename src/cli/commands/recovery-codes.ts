import type { CommandRow } from '../command.ts';

/** `porchlight recovery-codes ...` */
export const rows: readonly CommandRow[] = [
  {
    usage: 'make <user>',
    summary: 'make ten codes for a person, and end those that there were; prints them, once',
    run: async ({ api, args: [user = ''], show, io, has }) => {
      const made = await api.makeRecoveryCodes({ params: { user } });
      show(made, made.codes.map((code) => `${code}\n`).join(''));
      if (!has('json')) io.err('porchlight: hand these over as secrets, they are not shown again\n');
    },
  },
  {
    usage: 'left <user>',
    summary: 'say how many codes a person has left',
    run: async ({ api, args: [user = ''], show }) => {
      const count = await api.countRecoveryCodes({ params: { user } });
      show(count, `${count.left}\n`);
    },
  },
];
