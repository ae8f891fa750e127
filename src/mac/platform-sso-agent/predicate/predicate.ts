/**
 * The part of NSPredicate's format language that `invalidCredentialPredicate` uses: comparisons of key paths with texts and
 * numbers, joined by AND, OR, NOT and parentheses. Source: Apple, "Predicate Format String Syntax". Whatever else the
 * language has is refused with a typed error, as this Mac must not guess whether a password was wrong.
 */
import { type JsonObject, type JsonValue, isJsonObject } from '#protocol/encoding/json.ts';
import { type Token, tokens } from './tokens.ts';
import { PredicateError } from './predicate-error.ts';

/** A parsed predicate. */
export type Predicate =
  | { readonly kind: 'and' | 'or'; readonly left: Predicate; readonly right: Predicate }
  | { readonly kind: 'not'; readonly inner: Predicate }
  | { readonly kind: 'constant'; readonly value: boolean }
  | { readonly kind: 'equal' | 'unequal'; readonly left: Operand; readonly right: Operand };

/** One side of a comparison. */
export type Operand =
  | { readonly kind: 'path'; readonly path: readonly string[] }
  | { readonly kind: 'value'; readonly value: string | number | boolean | null };

/** Parses a format string. @throws {PredicateError} `predicate_malformed`, `predicate_unsupported` */
export function parsePredicate(format: string): Predicate {
  const parser = new Parser(tokens(format));
  const predicate = parser.disjunction();
  parser.end();
  return predicate;
}

/** Whether the predicate is true of a JSON object. A key path that leads nowhere is nil. */
export function evaluatePredicate(predicate: Predicate, subject: JsonObject): boolean {
  switch (predicate.kind) {
    case 'and':
      return evaluatePredicate(predicate.left, subject) && evaluatePredicate(predicate.right, subject);
    case 'or':
      return evaluatePredicate(predicate.left, subject) || evaluatePredicate(predicate.right, subject);
    case 'not':
      return !evaluatePredicate(predicate.inner, subject);
    case 'constant':
      return predicate.value;
    case 'equal':
      return valueOf(predicate.left, subject) === valueOf(predicate.right, subject);
    case 'unequal':
      return valueOf(predicate.left, subject) !== valueOf(predicate.right, subject);
  }
}

function valueOf(operand: Operand, subject: JsonObject): JsonValue {
  if (operand.kind === 'value') return operand.value;
  let value: JsonValue | undefined = subject;
  for (const key of operand.path) value = isJsonObject(value) ? value[key] : undefined;
  return value ?? null;
}

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(list: readonly Token[]) {
    this.#tokens = list;
  }

  disjunction(): Predicate {
    let left = this.#conjunction();
    while (this.#take('or')) left = { kind: 'or', left, right: this.#conjunction() };
    return left;
  }

  end(): void {
    const rest = this.#tokens[this.#at];
    if (rest) throw malformed(rest.text);
  }

  #conjunction(): Predicate {
    let left = this.#negation();
    while (this.#take('and')) left = { kind: 'and', left, right: this.#negation() };
    return left;
  }

  #negation(): Predicate {
    return this.#take('not') ? { kind: 'not', inner: this.#negation() } : this.#term();
  }

  #term(): Predicate {
    if (this.#take('open')) {
      const inner = this.disjunction();
      if (!this.#take('close')) throw malformed('the end, where ")" should be');
      return inner;
    }
    const constant = this.#take('constant');
    if (constant) return { kind: 'constant', value: constant.text === 'TRUEPREDICATE' };
    return this.#comparison();
  }

  #comparison(): Predicate {
    const left = this.#operand();
    const equal = this.#take('equal');
    if (!equal && !this.#take('unequal')) throw malformed(this.#tokens[this.#at]?.text ?? 'the end');
    return { kind: equal ? 'equal' : 'unequal', left, right: this.#operand() };
  }

  #operand(): Operand {
    const token = this.#tokens[this.#at];
    this.#at += 1;
    if (token?.kind === 'path') return { kind: 'path', path: token.text.split('.') };
    if (token?.kind === 'value') return { kind: 'value', value: token.value };
    throw malformed(token?.text ?? 'the end');
  }

  #take(kind: Token['kind']): Token | undefined {
    const token = this.#tokens[this.#at];
    if (token?.kind !== kind) return undefined;
    this.#at += 1;
    return token;
  }
}

function malformed(at: string): PredicateError {
  return new PredicateError('predicate_malformed', `The predicate cannot be read at: ${at.slice(0, 60)}`);
}
