import type { JsonObject } from '#protocol/encoding/json.ts';
import { type DeclarationKind, declarationKinds } from './endpoint.ts';
import { encodeJsonBody, objectMember, parseJsonBody, textMember } from './json-body.ts';

/** One declaration. Server to Mac, from the endpoint `declaration/<kind>/<identifier>`. Apple, "DeclarationBase". */
export interface Declaration {
  /** Such as `com.apple.configuration.passcode.settings`. */
  readonly Type: string;
  readonly Identifier: string;
  readonly ServerToken: string;
  readonly Payload: JsonObject;
}

/** Its JSON. */
export function encodeDeclaration({ Type, Identifier, ServerToken, Payload }: Declaration): Uint8Array {
  return encodeJsonBody({ Type, Identifier, ServerToken, Payload });
}

/** Reads its JSON. @throws {MdmError} `malformed_json` */
export function parseDeclaration(body: Uint8Array): Declaration {
  const object = parseJsonBody(body);
  return {
    Type: textMember(object, 'Type'),
    Identifier: textMember(object, 'Identifier'),
    ServerToken: textMember(object, 'ServerToken'),
    Payload: objectMember(object, 'Payload'),
  };
}

/** The kind that a declaration's type names; undefined for a type of none. */
export function kindOfDeclaration(type: string): DeclarationKind | undefined {
  return declarationKinds.find((kind) => type.startsWith(`com.apple.${kind}.`));
}
