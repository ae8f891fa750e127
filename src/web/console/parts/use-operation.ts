/** Operations of the server, for components: answers that stay fresh, pages of lists, and changes. */
import { notifications } from '@mantine/notifications';
import { type UseQueryResult, useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { ConsoleTopic } from '#api/console.ts';
import { ApiError } from '#api/error.ts';
import type { OperationInput, OperationName, OperationResponse } from '#api/operations.ts';
import { askServer } from '../link/client.ts';
import { refreshOperations } from '../link/queries.ts';
import { endedCodes } from '../link/session-state.ts';
import { type ConsoleProblem, problemOf } from './problem-of.ts';

export { useMayChange, useWho } from '../link/who.tsx';

/** Something that may be listened for. */
export type Topic = ConsoleTopic;

/** How an answer is kept fresh. */
export interface OperationOptions {
  /** Asked again when one of these has changed. */
  readonly live?: readonly Topic[];
  /** Not asked while false. */
  readonly enabled?: boolean;
  /** Shows the answer to the former input until that to the new one is there. */
  readonly keep?: boolean;
}

/** Asks for an operation that changes nothing, and again when one of the topics has changed. */
export function useOperation<Name extends OperationName>(
  name: Name,
  input?: OperationInput<Name>,
  { live = [], enabled = true, keep = false }: OperationOptions = {},
): UseQueryResult<OperationResponse<Name>> {
  return useQuery({
    queryKey: [name, input ?? {}],
    // `undefined` is no answer to the library; operations without one are changes.
    queryFn: () => askServer(name, input) as Promise<OperationResponse<Name>>,
    enabled,
    meta: { live },
    ...(keep ? { placeholderData: (former: unknown) => former as never } : {}),
  }) as UseQueryResult<OperationResponse<Name>>;
}

/** Names of the operations that answer a page of a list. */
export type ListName = {
  [Name in OperationName]: OperationResponse<Name> extends {
    readonly items: readonly unknown[];
    readonly next: string | null;
  }
    ? Name
    : never;
}[OperationName];

type ItemOf<Name extends ListName> =
  OperationResponse<Name> extends { readonly items: readonly (infer Item)[] } ? Item : never;
type QueryOf<Name extends OperationName> =
  OperationInput<Name> extends { readonly query?: infer Query } ? Query : never;
type ParamsOf<Name extends OperationName> =
  OperationInput<Name> extends { readonly params: infer Params } ? Params : undefined;

/** A list as far as it was fetched. */
export interface OperationPages<Name extends ListName> {
  readonly items: readonly ItemOf<Name>[];
  /** The first page whole, with what a list says beside its items, such as a count. */
  readonly first: OperationResponse<Name> | undefined;
  /** The cursor of the next page; null at the end of the list. */
  readonly next: string | null;
  readonly loadMore: () => void;
  readonly isPending: boolean;
  readonly isLoadingMore: boolean;
  /** What is shown belongs to a former question, and the answer to the present one is on its way. */
  readonly isStale: boolean;
  readonly problem: ConsoleProblem | undefined;
  readonly retry: () => void;
}

/** Asks for a list page by page. A new `query` begins anew and shows the former list until it is there. */
export function useOperationPages<Name extends ListName>(
  name: Name,
  query: Omit<NonNullable<QueryOf<Name>>, 'after'>,
  { live = [], enabled = true, params }: OperationOptions & { readonly params?: ParamsOf<Name> } = {},
): OperationPages<Name> {
  const found = useInfiniteQuery({
    queryKey: [name, { params, query }],
    queryFn: ({ pageParam }) => {
      const asked = {
        ...(params === undefined ? {} : { params }),
        query: { ...query, ...(pageParam === null ? {} : { after: pageParam }) },
      };
      return askServer(name, asked as unknown as OperationInput<Name>);
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => (page as { readonly next: string | null }).next,
    placeholderData: (former) => former,
    enabled,
    meta: { live },
  });
  const pages = found.data?.pages as readonly OperationResponse<Name>[] | undefined;
  const items = useMemo(
    () => (pages ?? []).flatMap((page) => (page as unknown as { readonly items: readonly ItemOf<Name>[] }).items),
    [pages],
  );
  const last = pages?.at(-1) as { readonly next: string | null } | undefined;
  return {
    items,
    first: pages?.[0],
    next: last?.next ?? null,
    loadMore: () => {
      if (found.hasNextPage && !found.isFetchingNextPage) void found.fetchNextPage();
    },
    isPending: found.isPending && enabled,
    isLoadingMore: found.isFetchingNextPage,
    isStale: found.isPlaceholderData,
    problem: problemOf(found.error),
    retry: () => void found.refetch(),
  };
}

/** What happens around a change. */
export interface PerformOptions<Name extends OperationName> {
  readonly onDone?: (response: OperationResponse<Name>, input: OperationInput<Name>) => void;
  /** Answers that are out of date afterwards. */
  readonly invalidates?: readonly OperationName[];
  /** Said when it is done. */
  readonly done?: string | ((response: OperationResponse<Name>) => string);
  /** The page shows the problem itself, so that no notification is needed. */
  readonly quiet?: boolean;
}

/** A change that can be made. */
export interface Performing<Name extends OperationName> {
  /** Undefined when it was refused; then `problem` says why. */
  readonly perform: (input: OperationInput<Name>) => Promise<OperationResponse<Name> | undefined>;
  readonly isPending: boolean;
  readonly problem: ConsoleProblem | undefined;
  readonly reset: () => void;
}

/** Makes a change. A refusal is told in a notification, and is `problem` for the page. */
export function usePerform<Name extends OperationName>(
  name: Name,
  { onDone, invalidates = [], done, quiet = false }: PerformOptions<Name> = {},
): Performing<Name> {
  const mutation = useMutation({ mutationFn: (input: OperationInput<Name>) => askServer(name, input) });
  return {
    perform: async (input) => {
      try {
        const response = await mutation.mutateAsync(input);
        await refreshOperations(invalidates);
        if (done !== undefined) tellDone(typeof done === 'string' ? done : done(response));
        onDone?.(response, input);
        return response;
      } catch (error) {
        if (!quiet && !(error instanceof ApiError && endedCodes.has(error.code))) tellProblem(problemOf(error));
        return undefined;
      }
    },
    isPending: mutation.isPending,
    problem: problemOf(mutation.error),
    reset: mutation.reset,
  };
}

/** Says that something is done. */
export function tellDone(message: string): void {
  notifications.show({ message, autoClose: 4000, withBorder: true, color: 'green' });
}

/** Says what went wrong. */
export function tellProblem(problem: ConsoleProblem | undefined): void {
  if (problem === undefined) return;
  notifications.show({
    title: problem.text,
    message: problem.more ?? problem.code,
    autoClose: 10_000,
    withBorder: true,
    color: 'red',
    role: 'alert',
  });
}
