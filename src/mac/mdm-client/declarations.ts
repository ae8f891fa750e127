/**
 * Declarative management from this side: tokens, what is declared, each declaration that changed, and a status report.
 * Source: Apple, "Leveraging the declarative management data model".
 */
import { type JsonObject, isJsonObject, parseJsonObject } from '#protocol/encoding/json.ts';
import type { PlistDictionary } from '#protocol/encoding/plist/plist.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import type { MacParts } from '../mac-parts.ts';
import { buildOf } from '../macos/versions.ts';
import { channelKeys } from './channel.ts';
import { applyDeclarations } from './declared-configurations.ts';
import type { DeclarationState, ManagementState } from './management-state.ts';
import { type Delivery, send } from './send.ts';

const kinds = {
  Activations: 'activation',
  Configurations: 'configuration',
  Assets: 'asset',
  Management: 'management',
} as const;

/**
 * Fetches what has changed, applies it, reports. A server that answers amiss is asked again with the next command; a
 * declaration that it lists and does not have (404) is left out.
 * @param announced the tokens that came with the command, which save asking for them
 */
export async function synchroniseDeclarations(
  mac: MacParts,
  management: ManagementState,
  announced: JsonObject | undefined,
): Promise<void> {
  const known: DeclarationState = management.declarations ?? { token: '', items: {} };
  const tokens = announced ?? (await ask(mac, management, 'tokens'));
  const token = memberOf(tokens?.['SyncTokens'], 'DeclarationsToken');
  if (token === undefined || token === known.token) return;
  const manifest = await ask(mac, management, 'declaration-items');
  const listed = listedItems(manifest);
  if (!listed) return;
  const { items, isWhole } = await fetchItems(mac, management, known, listed);
  management.declarations = { token: isWhole ? (memberOf(manifest, 'DeclarationsToken') ?? token) : '', items };
  const applied = applyDeclarations(mac, known, management.declarations);
  await report(mac, management, applied);
}

/** Those whose server token is known are not fetched again. */
async function fetchItems(
  mac: MacParts,
  management: ManagementState,
  known: DeclarationState,
  listed: readonly ListedItem[],
): Promise<{ readonly items: DeclarationState['items']; readonly isWhole: boolean }> {
  const items: Record<string, DeclarationState['items'][string]> = {};
  let isWhole = true;
  for (const item of listed) {
    const { kind, identifier, serverToken } = item;
    const before = known.items[identifier];
    const content = before?.serverToken === serverToken ? before.content : await fetchItem(mac, management, item);
    if (content === 'try again') isWhole = false;
    else if (content !== 'not there') items[identifier] = { kind, serverToken, content };
  }
  return { items, isWhole };
}

async function fetchItem(
  mac: MacParts,
  management: ManagementState,
  { kind, identifier }: ListedItem,
): Promise<JsonObject | 'not there' | 'try again'> {
  const delivery = await deliver(mac, management, `declaration/${kind}/${identifier}`, undefined);
  if (delivery.kind === 'refused' && delivery.status === 404) return 'not there';
  return (delivery.kind === 'taken' ? parseJsonObject(delivery.answer.text) : undefined) ?? 'try again';
}

interface ListedItem {
  readonly kind: (typeof kinds)[keyof typeof kinds];
  readonly identifier: string;
  readonly serverToken: string;
}

/** All four lists have to be there. */
function listedItems(manifest: JsonObject | undefined): readonly ListedItem[] | undefined {
  const declarations = manifest?.['Declarations'];
  if (!isJsonObject(declarations)) return undefined;
  const listed: ListedItem[] = [];
  for (const [name, kind] of Object.entries(kinds)) {
    const list = declarations[name];
    if (!Array.isArray(list)) return undefined;
    for (const item of list as readonly JsonObject[]) {
      const [identifier, serverToken] = [memberOf(item, 'Identifier'), memberOf(item, 'ServerToken')];
      if (identifier === undefined || serverToken === undefined) return undefined;
      listed.push({ kind, identifier, serverToken });
    }
  }
  return listed;
}

async function report(mac: MacParts, management: ManagementState, applied: readonly JsonObject[]): Promise<void> {
  const { hardware, macos } = mac.state;
  const status = {
    StatusItems: {
      device: {
        identifier: { 'serial-number': hardware.serialNumber, udid: hardware.udid },
        model: { family: 'Mac', identifier: hardware.model },
        'operating-system': { family: 'macOS', version: macos, 'build-version': buildOf(macos) },
      },
      diskmanagement: { filevault: { enabled: mac.state.fileVault.enabled } },
      management: {
        declarations: {
          activations: only(applied, 'activation'),
          assets: only(applied, 'asset'),
          configurations: only(applied, 'configuration'),
          management: only(applied, 'management'),
        },
      },
    },
    Errors: [],
    FullReport: true,
  };
  await deliver(mac, management, 'status', utf8(JSON.stringify(status)));
}

function only(applied: readonly JsonObject[], kind: string): readonly JsonObject[] {
  return applied
    .filter((one) => one['kind'] === kind)
    .map((one) => Object.fromEntries(Object.entries(one).filter(([key]) => key !== 'kind')));
}

async function ask(mac: MacParts, management: ManagementState, endpoint: string): Promise<JsonObject | undefined> {
  const delivery = await deliver(mac, management, endpoint, undefined);
  return delivery.kind === 'taken' ? parseJsonObject(delivery.answer.text) : undefined;
}

function deliver(
  mac: MacParts,
  management: ManagementState,
  endpoint: string,
  data: Uint8Array | undefined,
): Promise<Delivery> {
  const body: PlistDictionary = data === undefined ? {} : { Data: data };
  const keys = channelKeys(mac, undefined);
  return send(mac, management, 'declarations', {
    MessageType: 'DeclarativeManagement',
    ...keys,
    Endpoint: endpoint,
    ...body,
  });
}

function memberOf(value: unknown, name: string): string | undefined {
  const member = isJsonObject(value) ? value[name] : undefined;
  return typeof member === 'string' ? member : undefined;
}
