/**
 * One connection of `mdmclient`: what was not delivered goes first, then "Idle", then one command after the other until the
 * server has no more. A report that the server did not take is kept and sent again. Source: Apple, "Implementing device
 * management", the command loop and its statuses.
 */
import {
  isPlistDictionary,
  parsePlist,
  type PlistDictionary,
  PlistError,
  type PlistValue,
  writeXmlPlist,
} from '#protocol/encoding/plist/plist.ts';
import { fromUtf8, utf8 } from '#protocol/encoding/utf8.ts';
import type { MacParts } from '../mac-parts.ts';
import { installPending } from '../package-installer/pending.ts';
import { attempt } from '../platform-sso-agent/failure.ts';
import { type Channel, channelKeys } from './channel.ts';
import { type CommandResult, type ResultKeys, errorChain, mdmDomain } from './command.ts';
import { executors } from './commands/index.ts';
import type { ManagementState } from './management-state.ts';
import { type Delivery, send } from './send.ts';

/** How a connection ended. */
export type ConnectionOutcome =
  /** The server has nothing more; how many commands were executed, and how many were put off. */
  | { readonly kind: 'idle'; readonly executed: number; readonly notNow: number }
  | { readonly kind: 'refused'; readonly status: number; readonly sentence: string }
  | { readonly kind: 'unenrolled' }
  | { readonly kind: 'unreachable'; readonly sentence: string }
  | { readonly kind: 'not-enrolled' };

/** A server that never ends a connection is not believed beyond this many commands. */
const commandLimit = 2000;

/**
 * Connects on a channel. What commands left to be done is done then, whether or not the server heard of it.
 * @param inSetup on the user channel: the connection belongs to Setup Assistant (`UserConfiguration`)
 */
export async function connect(mac: MacParts, channel: Channel, inSetup = false): Promise<ConnectionOutcome> {
  const { management } = mac.state;
  const isKnown = channel === undefined || Object.hasOwn(management?.users ?? {}, channel);
  if (!management?.enrolled || !isKnown) return { kind: 'not-enrolled' };
  const talked = await attempt(() => converse(mac, management, channel, inSetup));
  await attempt(() => installPending(mac));
  const worked = await attempt(async () => {
    for (let work = mac.afterConnection.shift(); work; work = mac.afterConnection.shift()) await work();
  });
  if (talked.kind === 'failure') return { kind: 'unreachable', sentence: talked.failure.sentence };
  return worked.kind === 'failure' ? { kind: 'unreachable', sentence: worked.failure.sentence } : talked.value;
}

async function converse(
  mac: MacParts,
  first: ManagementState,
  channel: Channel,
  inSetup: boolean,
): Promise<ConnectionOutcome> {
  const count = { executed: 0, notNow: 0 };
  let management = first;
  const idle = { ...channelKeys(mac, channel), Status: 'Idle', ...(inSetup ? { UserConfiguration: true } : {}) };
  let delivery = await deliverUnsent(mac, management, channel);
  delivery ??= await send(mac, management, 'command', idle);
  while (count.executed + count.notNow < commandLimit) {
    if (delivery.kind === 'unenrolled') return delivery;
    if (delivery.kind === 'refused') return { kind: 'refused', status: delivery.status, sentence: delivery.text };
    const order = readOrder(delivery.answer.bytes);
    if (order === undefined) return { kind: 'idle', ...count };
    const result = await execute(mac, management, channel, order.command);
    if (result.status === 'NotNow') count.notNow += 1;
    else count.executed += 1;
    // A renewed enrollment profile brought another identity, which the server knows already.
    management = mac.state.management ?? management;
    delivery = await report(mac, management, channel, order.commandUuid, result);
    await installPending(mac);
  }
  return { kind: 'idle', ...count };
}

interface Order {
  readonly commandUuid: string;
  readonly command: PlistDictionary;
}

/** Undefined for an empty answer, and for one that is no command: it ends the connection as well. */
function readOrder(bytes: Uint8Array): Order | undefined {
  if (bytes.length === 0) return undefined;
  let value: PlistValue;
  try {
    value = parsePlist(bytes);
  } catch (error) {
    if (error instanceof PlistError) return undefined;
    throw error;
  }
  if (!isPlistDictionary(value)) return undefined;
  const { CommandUUID: commandUuid, Command: command } = value;
  return typeof commandUuid === 'string' && isPlistDictionary(command) ? { commandUuid, command } : undefined;
}

async function execute(
  mac: MacParts,
  management: ManagementState,
  channel: Channel,
  command: PlistDictionary,
): Promise<CommandResult> {
  const { RequestType: requestType } = command;
  const executor = typeof requestType === 'string' ? executors.get(requestType) : undefined;
  if (!executor || (executor.channels === 'device' && channel !== undefined)) {
    return unsupported(typeof requestType === 'string' ? requestType : '');
  }
  const lacks = (executor.rights & ~management.settings.accessRights) !== 0;
  if (lacks) return fault(12_021, `The enrollment has no right to "${executor.requestType}".`);
  const { commandStatus: whim } = mac.quirks.begin('execution', executor.requestType);
  if (whim === 'NotNow') return { status: 'NotNow' };
  if (whim === 'Error') return fault(12_023, 'This Mac was told to fail.');
  return executor.run({ mac, management, channel, command });
}

function unsupported(requestType: string): CommandResult {
  return fault(12_021, `"${requestType}" is not a valid request type.`);
}

function fault(code: number, description: string): CommandResult {
  return { status: 'Error', errors: [{ domain: mdmDomain, code, description }] };
}

async function report(
  mac: MacParts,
  management: ManagementState,
  channel: Channel,
  commandUuid: string,
  result: CommandResult,
): Promise<Delivery> {
  const details: ResultKeys =
    'errors' in result ? { ErrorChain: errorChain(result.errors) } : 'keys' in result ? (result.keys ?? {}) : {};
  const message = { ...channelKeys(mac, channel), CommandUUID: commandUuid, Status: result.status, ...details };
  const entry = { channel, commandUuid, body: fromUtf8(writeXmlPlist(message)) ?? '' };
  management.unsent.push(entry);
  const delivery = await send(mac, management, 'command', message);
  if (delivery.kind === 'taken') management.unsent = management.unsent.filter((kept) => kept !== entry);
  return delivery;
}

/** The last answer carries the next command; undefined when there was nothing to deliver. */
async function deliverUnsent(
  mac: MacParts,
  management: ManagementState,
  channel: Channel,
): Promise<Delivery | undefined> {
  let last: Delivery | undefined;
  for (const entry of management.unsent.filter((kept) => kept.channel === channel)) {
    const message = parsePlist(utf8(entry.body));
    if (!isPlistDictionary(message)) continue;
    last = await send(mac, management, 'command', message);
    if (last.kind !== 'taken') return last;
    management.unsent = management.unsent.filter((kept) => kept !== entry);
  }
  return last;
}
