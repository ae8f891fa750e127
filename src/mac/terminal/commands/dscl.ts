/** `dscl . -read /Users/<name> [keys]` and `dscl . -list /Users [key]`: the local directory node. */
import type { LocalAccount, MacState } from '../../mac-state.ts';
import { type CommandOutput, type Invocation, type TerminalCommand, failed, printed } from '../command.ts';
import { generatedUid } from '../../local-accounts/generated-uid.ts';
import { staff } from './groups.ts';

/** The command. */
export const dscl: TerminalCommand = {
  name: 'dscl',
  summary: 'dscl . -read /Users/<name> [key ...] | dscl . -list /Users [key]',
  run(invocation) {
    const [node, verb, path, ...keys] = invocation.args;
    if (node === undefined || verb === undefined || path === undefined) return failed(usage, 64);
    if (node !== '.' && node !== '/Local/Default') return failed(`Data source (${node}) is not valid.`, 181);
    const command = verb.replace(/^-/, '');
    if (command === 'read') return read(invocation, path, keys);
    if (command === 'list' && /^\/Users\/?$/.test(path)) return list(invocation, keys[0]);
    if (command === 'list') return failed('<dscl_cmd> DS Error: -14009 (eDSUnknownNodeName)', 56);
    return failed(usage, 64);
  },
};

const usage = 'usage: dscl . -read /Users/<name> [key ...]\n       dscl . -list /Users [key]';
const systemAccounts = ['daemon', 'nobody', 'root'];

function read({ mac: { state } }: Invocation, path: string, keys: readonly string[]): CommandOutput {
  const name = /^\/Users\/([^/]+)\/?$/.exec(path)?.[1];
  const account = state.accounts.find(({ shortName }) => shortName === name);
  if (!account) return failed('<dscl_cmd> DS Error: -14136 (eDSRecordNotFound)', 56);
  const attributes = attributesOf(state, account);
  const wanted = keys.length > 0 ? keys : Object.keys(attributes).sort();
  const lines = wanted.map((key) => {
    const values = attributes[key.replace(/^dsAttrTypeStandard:/, '')];
    return values ? attributeText(key, values) : `No such key: ${key}\n`;
  });
  return printed(lines.join(''));
}

function list({ mac: { state } }: Invocation, key: string | undefined): CommandOutput {
  const accounts = [...state.accounts].sort((a, b) => (a.shortName < b.shortName ? -1 : 1));
  if (key !== undefined) {
    const width = Math.max(...accounts.map(({ shortName }) => shortName.length), 0) + 12;
    const rows = accounts.flatMap((account) => {
      const values = attributesOf(state, account)[key];
      return values ? [`${account.shortName.padEnd(width)} ${values.join(' ')}\n`] : [];
    });
    return printed(rows.join(''));
  }
  const names = [...systemAccounts, ...accounts.map(({ shortName }) => shortName)].sort();
  return printed(`${names.join('\n')}\n`);
}

function attributesOf(state: MacState, account: LocalAccount): Readonly<Record<string, readonly string[]>> {
  const pairings = state.smartCards.pairings.filter(({ shortName }) => shortName === account.shortName);
  const authority = [
    ';ShadowHash;HASHLIST:<SALTED-SHA512-PBKDF2,SRP-RFC5054-4096-SHA512-PBKDF2>',
    ...(account.secureToken ? [';SecureToken;'] : []),
    ...pairings.map(({ publicKeyHash }) => `;tokenIdentity;${publicKeyHash}`),
  ];
  return {
    ...(account.alternativeIdentities.length > 0 ? { AltSecurityIdentities: account.alternativeIdentities } : {}),
    AuthenticationAuthority: authority,
    GeneratedUID: [generatedUid(state.hardware.udid, account.shortName)],
    NFSHomeDirectory: [`/Users/${account.shortName}`],
    Password: ['********'],
    PrimaryGroupID: [String(staff.id)],
    RealName: [account.fullName],
    RecordName: [account.shortName],
    RecordType: ['dsRecTypeStandard:Users'],
    UniqueID: [String(account.uniqueId)],
    UserShell: ['/bin/zsh'],
  };
}

/** One line; a value with a blank in it stands on lines of its own, with one space before. */
function attributeText(key: string, values: readonly string[]): string {
  if (!values.some((value) => value.includes(' '))) return `${key}: ${values.join(' ')}\n`;
  return `${key}:\n${values.map((value) => ` ${value}\n`).join('')}`;
}
