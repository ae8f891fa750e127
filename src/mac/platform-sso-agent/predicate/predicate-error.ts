/** A predicate that this Mac cannot read or does not know. */
export class PredicateError extends Error {
  override readonly name = 'PredicateError';
  readonly code: 'predicate_malformed' | 'predicate_unsupported';

  constructor(code: PredicateError['code'], message: string) {
    super(message);
    this.code = code;
  }
}
