/** The client that Notes is at the server: one that is named, or one that it adds for itself and remembers. */
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ApiError } from '#api/error.ts';
import { addressesOf } from '#notes/parts.ts';
import type { CommandContext } from '../command.ts';
import { CliRefusal } from '../refusal.ts';

/** What Notes proves itself by. */
export interface NotesClient {
  readonly clientId: string;
  readonly clientSecret: string;
}

interface Saved extends NotesClient {
  readonly server: string;
  readonly url: string;
}

/** The client for a Notes at an address. */
export async function clientOf(context: CommandContext, url: string): Promise<NotesClient> {
  const named = context.option('client');
  if (named !== undefined) return { clientId: named, clientSecret: await secretOf(context) };
  const { server, home } = context.target;
  const path = join(home, 'notes.json');
  const saved = await readSaved(path);
  if (saved?.server === server && saved.url === url && (await isThere(context, saved.clientId))) return saved;
  const made = await add(context, url);
  await mkdir(home, { recursive: true, mode: 0o700 });
  await writeFile(path, `${JSON.stringify({ server, url, ...made })}\n`, { mode: 0o600 });
  await chmod(path, 0o600);
  return made;
}

async function add({ api, io, has }: CommandContext, url: string): Promise<NotesClient> {
  const { callback, signedOut, backChannelLogout } = addressesOf(url);
  const made = await api.addClient({
    body: {
      name: 'Notes',
      redirectUris: [callback],
      postLogoutRedirectUris: [signedOut],
      backChannelLogoutUri: backChannelLogout,
    },
  });
  if (!has('json')) io.err(`porchlight: added the application Notes as client ${made.client.id}\n`);
  return { clientId: made.client.id, clientSecret: made.secret ?? '' };
}

async function isThere({ api }: CommandContext, client: string): Promise<boolean> {
  try {
    await api.getClient({ params: { client } });
    return true;
  } catch (error) {
    if (error instanceof ApiError && error.code === 'client_not_found') return false;
    throw error;
  }
}

async function secretOf({ io, has }: CommandContext): Promise<string> {
  const typed = has('secretStdin') ? (await io.stdin()).trim() : await io.ask('Secret of the client: ', 'secret');
  if (typed !== undefined && typed !== '') return typed;
  const hint = 'use --secret-stdin, or run the command in a terminal';
  throw new CliRefusal('secret_missing', 'there is no secret', hint, 2);
}

async function readSaved(path: string): Promise<Saved | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Saved;
  } catch (error) {
    const isAbsent = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (isAbsent || error instanceof SyntaxError) return undefined;
    throw error;
  }
}
