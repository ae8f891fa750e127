/** What the handler of an operation gets and gives. */
import type { RefusalCode, RequestProblem } from '#api/error.ts';
import type { OperationName, OperationRequest, OperationResponse, Operations } from '#api/operations.ts';
import type { Caller } from './access/access.ts';

/** A no: a code of the contract, with what there is to say beside it. */
export interface Refused {
  readonly kind: 'refused';
  readonly code: RefusalCode;
  readonly problems?: readonly RequestProblem[];
  readonly adminDescription?: string;
  readonly retryAfterSeconds?: number;
}

/** A yes or a no. */
export type Answer<Value> = { readonly kind: 'done'; readonly value: Value } | Refused;

/** A parsed request with who makes it. */
export type HandlerRequest<Name extends OperationName> = OperationRequest<Name> & {
  readonly caller: Operations[Name]['role'] extends 'public' ? undefined : Caller;
  readonly address: string;
  readonly requestId: string;
};

/** Does one operation. */
export type Handler<Name extends OperationName> = (
  request: HandlerRequest<Name>,
) => Promise<Answer<OperationResponse<Name>>>;

/** One handler for each of some operations. */
export type Handlers<Names extends OperationName> = { readonly [Name in Names]: Handler<Name> };

/** A yes. */
export function done<Value>(value: Value): Answer<Value> {
  return { kind: 'done', value };
}

/** A no. */
export function refused(code: RefusalCode, rest: Omit<Refused, 'kind' | 'code'> = {}): Refused {
  return { kind: 'refused', code, ...rest };
}

/** An action's outcome, whose subject has a code for not being there. */
export function actionAnswer(
  outcome: { readonly kind: 'done' | 'not-found' | 'already' },
  missing: RefusalCode,
): Answer<{ outcome: 'done' | 'already' }> {
  return outcome.kind === 'not-found' ? refused(missing) : done({ outcome: outcome.kind });
}

/** A deletion's outcome: what is not there any more is not found. */
export function deletionAnswer(
  outcome: { readonly kind: 'done' | 'not-found' | 'already' },
  missing: RefusalCode,
): Answer<undefined> {
  return outcome.kind === 'done' ? done(undefined) : refused(missing);
}

/** A list's query as the features take it. */
export function cut(query: { after?: string | undefined; limit: number; search?: string | undefined }) {
  return {
    limit: query.limit,
    ...(query.after === undefined ? {} : { after: query.after }),
    ...(query.search === undefined ? {} : { search: query.search }),
  };
}

/** A feature's page as a page of the contract. */
export function pageAnswer<Item, Wire>(
  page: { readonly items: readonly Item[]; readonly next: string | undefined },
  wire: (item: Item) => Wire,
): Answer<{ items: Wire[]; next: string | null }> {
  return done({ items: page.items.map(wire), next: page.next ?? null });
}

/** An object without the members that are undefined. */
export function present<Members extends Record<string, unknown>>(members: Members) {
  const entries = Object.entries(members).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [Name in keyof Members]?: Exclude<Members[Name], undefined> };
}
