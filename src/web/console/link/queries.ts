/** What was fetched, kept while pages want it. */
import { QueryClient } from '@tanstack/react-query';
import type { ConsoleTopic } from '#api/console.ts';
import { ApiError } from '#api/error.ts';
import type { OperationName } from '#api/operations.ts';

/** One for the window. A refusal is an answer and is not asked for again; a server that is away is, by the live link. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5000,
      retry: (count, error) => !(error instanceof ApiError && error.status < 500) && count < 1,
      networkMode: 'always',
      refetchOnWindowFocus: true,
    },
    mutations: { networkMode: 'always', retry: false },
  },
});

/** Fetches again what listens for one of these. */
export function refreshTopics(topics: readonly ConsoleTopic[]): void {
  void queries.invalidateQueries({
    predicate: ({ meta }) =>
      (meta?.['live'] as readonly ConsoleTopic[] | undefined)?.some((topic) => topics.includes(topic)) ?? false,
  });
}

/** Fetches again the answers of these operations. */
export async function refreshOperations(names: readonly OperationName[]): Promise<void> {
  await queries.invalidateQueries({ predicate: ({ queryKey }) => names.includes(queryKey[0] as OperationName) });
}

/** Fetches everything again that is on the screen. */
export function refreshEverything(): void {
  void queries.invalidateQueries();
}
