/** A parser, what it is fed from, and all that it may throw. */
export interface FuzzedParser {
  readonly name: string;
  readonly seeds: readonly Uint8Array[];
  readonly errors: readonly (abstract new (...parts: never[]) => Error)[];
  parse(input: Uint8Array): unknown;
}
