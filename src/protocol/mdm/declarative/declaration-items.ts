import type { JsonObject } from '#protocol/encoding/json.ts';
import type { DeclarationKind } from './endpoint.ts';
import { encodeJsonBody, objectMember, objectsMember, parseJsonBody, textMember } from './json-body.ts';

/** One line of the manifest. */
export interface DeclarationItem {
  readonly Identifier: string;
  /** Changes if and only if the declaration does. */
  readonly ServerToken: string;
}

/**
 * Which declarations there are. Server to Mac, from the endpoint `declaration-items`. Apple, "DeclarationItemsResponse":
 * all four arrays are required.
 */
export interface DeclarationItems {
  readonly items: Readonly<Record<DeclarationKind, readonly DeclarationItem[]>>;
  readonly DeclarationsToken: string;
}

const names = {
  activation: 'Activations',
  configuration: 'Configurations',
  asset: 'Assets',
  management: 'Management',
} as const satisfies Record<DeclarationKind, string>;

/** Its JSON. */
export function encodeDeclarationItems({ items, DeclarationsToken }: DeclarationItems): Uint8Array {
  const plain = (kind: DeclarationKind) => items[kind].map((item): JsonObject => ({ ...item }));
  return encodeJsonBody({
    Declarations: {
      [names.activation]: plain('activation'),
      [names.configuration]: plain('configuration'),
      [names.asset]: plain('asset'),
      [names.management]: plain('management'),
    },
    DeclarationsToken,
  });
}

/** Reads its JSON. @throws {MdmError} `malformed_json` */
export function parseDeclarationItems(body: Uint8Array): DeclarationItems {
  const object = parseJsonBody(body);
  const declarations = objectMember(object, 'Declarations');
  const read = (kind: DeclarationKind): readonly DeclarationItem[] =>
    objectsMember(declarations, names[kind]).map((item) => ({
      Identifier: textMember(item, 'Identifier'),
      ServerToken: textMember(item, 'ServerToken'),
    }));
  const items = {
    activation: read('activation'),
    configuration: read('configuration'),
    asset: read('asset'),
    management: read('management'),
  };
  return { items, DeclarationsToken: textMember(object, 'DeclarationsToken') };
}
