/** What a command is to this code: its name, the keys it takes, the keys its report brings. */
import type { PlistDictionary } from '#protocol/encoding/plist/plist.ts';
import { identifier, oneOf, readShape, type Shape, type Shaped, writeShape } from '../shape.ts';

/** A command's dictionary, inside the envelope of `envelope.ts`. */
export type MdmCommand = PlistDictionary & { readonly RequestType: string };

/** A command that this product knows by its types. */
export interface CommandDefinition<
  Name extends string = string,
  Body extends Shape = Shape,
  Result extends Shape = Shape,
> {
  readonly RequestType: Name;
  /** The command with this body. */
  build(body: Shaped<Body>): MdmCommand & { readonly RequestType: Name };
  /** The body of a command. @throws {MdmError} `missing_key`, `malformed_key` */
  parse(command: PlistDictionary): Shaped<Body>;
  /** The result keys of a report. */
  buildResult(result: Shaped<Result>): PlistDictionary;
  /** The result in a report's keys. @throws {MdmError} `missing_key`, `malformed_key` */
  parseResult(report: PlistDictionary): Shaped<Result>;
}

/** The body of a defined command. */
export type BodyOf<D> = D extends CommandDefinition<string, infer Body> ? Shaped<Body> : never;

/** The result of a defined command. */
export type ResultOf<D> = D extends CommandDefinition<string, Shape, infer Result> ? Shaped<Result> : never;

/** Defines a command by its shapes. */
export function defineCommand<const Name extends string, Body extends Shape, Result extends Shape>(
  RequestType: Name,
  { body, result }: { readonly body: Body; readonly result: Result },
): CommandDefinition<Name, Body, Result> {
  const name = { RequestType: oneOf(RequestType) };
  return {
    RequestType,
    build: (keys) => ({ RequestType, ...writeShape(keys, body) }),
    parse(command) {
      readShape(command, name);
      return readShape(command, body);
    },
    buildResult: (keys) => writeShape(keys, result),
    parseResult: (report) => readShape(report, result),
  };
}

/** The RequestType of any command's dictionary. @throws {MdmError} `missing_key`, `malformed_key` */
export function requestTypeOf(command: PlistDictionary): string {
  return readShape(command, { RequestType: identifier }).RequestType;
}
