import { readFile } from 'node:fs/promises';
import type { PushCertificateView } from '#api/push-certificate.ts';
import type { CommandRow } from '../command.ts';
import { facts, moment } from '../table.ts';

/** `porchlight push-certificate ...` */
export const rows: readonly CommandRow[] = [
  {
    usage: 'import <certificate-file> <key-file>',
    summary: 'take in the push certificate from Apple, or its renewal (PEM)',
    options: [['--passphrase-stdin', 'read the passphrase of the key from standard input']],
    run: async ({ api, args: [certificateFile = '', keyFile = ''], has, io, show }) => {
      const [certificatePem, keyPem] = await Promise.all([
        readFile(certificateFile, 'utf8'),
        readFile(keyFile, 'utf8'),
      ]);
      const passphrase = has('passphraseStdin') ? { passphrase: (await io.stdin()).replace(/\r?\n$/, '') } : {};
      const one = await api.importPushCertificate({ body: { certificatePem, keyPem, ...passphrase } });
      show(one, textOf(one));
    },
  },
  {
    usage: 'show',
    summary: 'show the push certificate in use',
    run: async ({ api, show }) => {
      const one = await api.getPushCertificate();
      show(one, textOf(one));
    },
  },
];

function textOf({ topic, notAfter, importedAt, alert }: PushCertificateView): string {
  return facts([
    ['topic', topic],
    ['expires', moment(notAfter)],
    ['imported', moment(importedAt)],
    ['alert', alert === null ? 'none' : `${alert.reason} since ${moment(alert.at)}`],
  ]);
}
