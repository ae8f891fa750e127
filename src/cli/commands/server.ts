import type { CommandRow } from '../command.ts';
import { facts, moment } from '../table.ts';

/** `porchlight server ...` */
export const rows: readonly CommandRow[] = [
  {
    usage: 'status',
    summary: 'show that the server is well',
    run: async ({ api, target, show }) => {
      const status = await api.showStatus();
      const text = facts([
        ['server', target.server],
        ['organisation', status.organisation],
        ['issuer', status.issuer],
        ['version', status.version],
        ['started', moment(status.startedAt)],
        ['signing key', status.signingKeyId],
        ['last audit event', status.lastAuditEvent],
      ]);
      show(status, text);
    },
  },
];
