/** `sc_auth`: smart cards that log accounts in. Identities are named by the SHA-1 of their public key. */
import type { SmartCardState } from '../../mac-state.ts';
import { type CommandOutput, type Invocation, type TerminalCommand, accountOf, failed, printed } from '../command.ts';

/** The command. */
export const scAuth: TerminalCommand = {
  name: 'sc_auth',
  summary: 'sc_auth identities | sudo sc_auth pair|unpair -u USER -h HASH | sc_auth list -u USER',
  run(invocation) {
    const [verb = '', ...rest] = invocation.args;
    const action = actions[verb];
    const options = action ? parseOptions(rest) : undefined;
    return action && options ? action(invocation, options) : failed(usage);
  },
};

const usage = [
  'Usage: sc_auth identities',
  '       sc_auth pair [-v] -u user -h hash',
  '       sc_auth unpair [-v] [-u user] [-h hash]',
  '       sc_auth list [-v] [-u user]',
].join('\n');

interface Options {
  readonly user: string | undefined;
  readonly hash: string | undefined;
}

type Action = (invocation: Invocation, options: Options) => CommandOutput | Promise<CommandOutput>;

const actions: Readonly<Record<string, Action>> = {
  identities: (invocation) => printed(identities(invocation)),
  list: (invocation, { user = invocation.user }) => {
    if (!accountOf(invocation, user)) return failed(`sc_auth: user "${user}" was not found`);
    return printed(
      pairedHashes(invocation, user)
        .map((hash) => `Hash: ${hash}\n`)
        .join(''),
    );
  },
  pair,
  unpair,
};

async function pair(invocation: Invocation, { user, hash }: Options): Promise<CommandOutput> {
  if (user === undefined || hash === undefined) return failed(usage);
  if (!accountOf(invocation, user)) return failed(`sc_auth: user "${user}" was not found`);
  const card = insertedCard(invocation);
  if (card?.publicKeyHash !== hash) return failed(`sc_auth: no identity with hash ${hash} is on an inserted card`);
  const refusal = await authorize(invocation);
  if (refusal) return refusal;
  await invocation.mac.pairSmartCard(user, hash);
  return printed('');
}

async function unpair(invocation: Invocation, { user = invocation.user, hash }: Options): Promise<CommandOutput> {
  if (!accountOf(invocation, user)) return failed(`sc_auth: user "${user}" was not found`);
  const paired = pairedHashes(invocation, user);
  if (hash === undefined ? paired.length === 0 : !paired.includes(hash)) {
    return failed(`sc_auth: user "${user}" is not paired${hash === undefined ? '' : ` with ${hash}`}`);
  }
  const refusal = await authorize(invocation);
  if (refusal) return refusal;
  await invocation.mac.unpairSmartCard(user, hash);
  return printed('');
}

/** Root may; anybody else shows that they are at the keyboard, with their own password. */
async function authorize(invocation: Invocation): Promise<CommandOutput | undefined> {
  if (invocation.user === 'root') return undefined;
  const password = await invocation.ask(`Password for ${invocation.user}: `);
  const granted = password !== undefined && (await invocation.mac.checkPassword(invocation.user, password));
  return granted ? undefined : failed('sc_auth: the password was not accepted');
}

function identities(invocation: Invocation): string {
  const card = insertedCard(invocation);
  if (!card) return '';
  const paired = invocation.mac.state.smartCards.pairings.some(
    ({ publicKeyHash }) => publicKeyHash === card.publicKeyHash,
  );
  const heading = paired ? 'Paired identities which are used for authentication:' : 'Unpaired identities:';
  return `SmartCard: com.apple.pivtoken:${card.id}\n${heading}\n${card.publicKeyHash}\t${card.label}\n`;
}

function insertedCard({ mac: { state } }: Invocation): SmartCardState | undefined {
  return state.smartCards.known.find(({ id }) => id === state.smartCards.inserted);
}

function pairedHashes({ mac: { state } }: Invocation, user: string): readonly string[] {
  return state.smartCards.pairings
    .filter(({ shortName }) => shortName === user)
    .map(({ publicKeyHash }) => publicKeyHash);
}

function parseOptions(words: readonly string[]): Options | undefined {
  const values = new Map<string, string>();
  const rest = words.filter((word) => word !== '-v');
  for (let index = 0; index < rest.length; index += 2) {
    const [name = '', value] = rest.slice(index, index + 2);
    if (!['-u', '-h'].includes(name) || value === undefined) return undefined;
    values.set(name, value);
  }
  return { user: values.get('-u'), hash: values.get('-h')?.toUpperCase() };
}
