/** The words of a predicate format string. */
import { PredicateError } from './predicate-error.ts';

/** One word. `text` is how it stood there. */
export type Token =
  | {
      readonly kind: 'and' | 'or' | 'not' | 'open' | 'close' | 'equal' | 'unequal' | 'path' | 'constant';
      readonly text: string;
    }
  | { readonly kind: 'value'; readonly text: string; readonly value: string | number | boolean | null };

const space = /\s+/y;
const quoted = /'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/y;
const number = /-?\d+(?:\.\d+)?(?![\w.])/y;
const operator = /==|=|!=|<>|&&|\|\||!|\(|\)/y;
const word = /[A-Za-z_][\w]*(?:\.[A-Za-z_][\w]*)*/y;

const operators: Readonly<Record<string, Exclude<Token['kind'], 'value'>>> = {
  '=': 'equal',
  '==': 'equal',
  '!=': 'unequal',
  '<>': 'unequal',
  '&&': 'and',
  '||': 'or',
  '!': 'not',
  '(': 'open',
  ')': 'close',
};

const literals: Readonly<Record<string, boolean | null>> = {
  NIL: null,
  NULL: null,
  TRUE: true,
  YES: true,
  FALSE: false,
  NO: false,
};

/** Words of NSPredicate that this Mac does not evaluate. */
const unsupported = new Set(
  'ANY SOME ALL NONE IN BETWEEN CONTAINS BEGINSWITH ENDSWITH LIKE MATCHES SUBQUERY SELF CAST FUNCTION FIRST LAST SIZE'.split(
    ' ',
  ),
);

/** Splits a format string. @throws {PredicateError} `predicate_malformed`, `predicate_unsupported` */
export function tokens(format: string): readonly Token[] {
  const found: Token[] = [];
  let at = 0;
  const take = (pattern: RegExp) => {
    pattern.lastIndex = at;
    const match = pattern.exec(format);
    if (match) at = pattern.lastIndex;
    return match;
  };
  while (at < format.length) {
    if (take(space)) continue;
    const start = at;
    const token =
      readQuoted(take(quoted)) ?? readNumber(take(number)) ?? readOperator(take(operator)) ?? readWord(take(word));
    if (!token) throw unknown(format.slice(start));
    found.push(token);
  }
  return found;
}

function readQuoted(match: RegExpExecArray | null): Token | undefined {
  if (!match) return undefined;
  const value = (match[1] ?? match[2] ?? '').replace(/\\(.)/g, '$1');
  return { kind: 'value', text: match[0], value };
}

function readNumber(match: RegExpExecArray | null): Token | undefined {
  return match ? { kind: 'value', text: match[0], value: Number(match[0]) } : undefined;
}

function readOperator(match: RegExpExecArray | null): Token | undefined {
  const kind = match && operators[match[0]];
  return match && kind ? { kind, text: match[0] } : undefined;
}

function readWord(match: RegExpExecArray | null): Token | undefined {
  if (!match) return undefined;
  const text = match[0];
  const upper = text.toUpperCase();
  if (upper === 'AND' || upper === 'OR' || upper === 'NOT') return { kind: upper.toLowerCase() as 'and', text };
  if (upper === 'TRUEPREDICATE' || upper === 'FALSEPREDICATE') return { kind: 'constant', text: upper };
  if (Object.hasOwn(literals, upper)) return { kind: 'value', text, value: literals[upper] ?? null };
  if (unsupported.has(upper)) throw unknown(text);
  return { kind: 'path', text };
}

function unknown(rest: string): PredicateError {
  return new PredicateError(
    'predicate_unsupported',
    `This Mac does not know what the predicate says at: ${rest.slice(0, 60)}`,
  );
}
