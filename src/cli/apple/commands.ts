/** What `porchlight apple ...` can do. */
import { readFile } from 'node:fs/promises';
import { table } from '../table.ts';
import type { Act } from './acts.ts';

/** What a command gets. Arguments that may be left out are undefined. */
export interface AppleContext {
  readonly act: Act;
  readonly args: readonly (string | undefined)[];
  /** Data, on standard output. */
  readonly print: (text: string) => void;
  /** Words for the person. */
  readonly say: (words: string) => void;
}

/** A command: its words and arguments, as commander writes them. */
export interface AppleCommand {
  readonly usage: string;
  readonly summary: string;
  readonly run: (context: AppleContext) => Promise<void>;
}

/** Every command but `start`. */
export const commands: readonly AppleCommand[] = [
  {
    usage: 'list',
    summary: 'show servers, devices and faults as JSON',
    run: async ({ act, print }) => print(`${JSON.stringify(await act('overview'), null, 2)}\n`),
  },
  {
    usage: 'server add <name> <certificate-file>',
    summary: 'add a device management server',
    run: async ({ act, args: [name, file = ''], say }) => {
      await act('add-server', { name, certificate: await readFile(file, 'utf8') });
      say(`added ${name}; "porchlight apple token ${name}" gives its token`);
    },
  },
  {
    usage: 'server certificate <name> <certificate-file>',
    summary: 'give a server another certificate, before its token is renewed',
    run: async ({ act, args: [server, file = ''], say }) => {
      await act('replace-certificate', { server, certificate: await readFile(file, 'utf8') });
      say(`${server} has another certificate`);
    },
  },
  {
    usage: 'token <server>',
    summary: 'print the server token, a .p7m file; the one before is worthless then',
    run: async ({ act, args: [server], print }) => print(String((await act('token', { server }))['token'])),
  },
  {
    usage: 'device add <serial-number> [server]',
    summary: 'add a device to the organisation, and assign it to a server',
    run: async ({ act, args: [serial, server], say }) => {
      await act('add-device', { serial, server });
      say(server === undefined ? `added ${serial}` : `added ${serial} for ${server}`);
    },
  },
  {
    usage: 'device assign <serial-number> [server]',
    summary: 'assign a device to a server, or to none',
    run: async ({ act, args: [serial, server], say }) => {
      await act('assign', { serial, server });
      say(`${serial} belongs to ${server ?? 'no server'}`);
    },
  },
  {
    usage: 'device remove <serial-number>',
    summary: 'take a device out of the organisation',
    run: async ({ act, args: [serial], say }) => {
      await act('remove-device', { serial });
      say(`removed ${serial}`);
    },
  },
  {
    usage: 'device list',
    summary: 'list devices',
    run: async ({ act, print }) => {
      const { devices } = await act('overview');
      const list = (Array.isArray(devices) ? devices : []) as readonly Readonly<Record<string, string | undefined>>[];
      const cells = list.map((device) => [
        device['serialNumber'] ?? '',
        device['profileStatus'] ?? '',
        device['serverId'] ?? '-',
      ]);
      print(table(['SERIAL', 'PROFILE', 'SERVER'], cells));
    },
  },
  {
    usage: 'terms require',
    summary: 'have new terms, so that every call fails',
    run: async ({ act, say }) => {
      await act('require-terms');
      say('new terms wait to be agreed to');
    },
  },
  {
    usage: 'terms accept',
    summary: 'agree to the terms',
    run: async ({ act, say }) => {
      await act('accept-terms');
      say('agreed');
    },
  },
  {
    usage: 'fault <name> [times]',
    summary: 'misbehave in a way, for some answers or until cleared; none clears',
    run: async ({ act, args: [name, times], say }) => {
      if (name === 'none') await act('clear-faults');
      else await act('fault', { name, ...(times === undefined ? {} : { times: Number(times) || 1 }) });
      say(name === 'none' ? 'behaves' : `misbehaves: ${name}`);
    },
  },
  {
    usage: 'push-certificate <request-file> [topic]',
    summary: 'print a push certificate for a PKCS#10 request; with a topic it is a renewal',
    run: async ({ act, args: [file = '', topic], print }) => {
      const request = await readFile(file, 'utf8');
      print(String((await act('push-certificate', { request, topic }))['certificate']));
    },
  },
];
