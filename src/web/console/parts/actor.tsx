/** Who did something, by name: a person, or a program that holds a token. */
import { useQuery } from '@tanstack/react-query';
import { askServer } from '../link/client.ts';

/** Shows the name; the id where there is no such person any more. */
export function Actor({ id }: { readonly id: string }) {
  const name = useActorName(id);
  return <span title={id}>{name}</span>;
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The name in words, for sentences. */
export function useActorName(id: string): string {
  const isPerson = uuid.test(id);
  const found = useQuery({
    queryKey: ['actor', id],
    queryFn: () => askServer('getUser', { params: { user: id } }),
    enabled: isPerson,
    staleTime: 300_000,
    retry: false,
  });
  if (found.data !== undefined) return found.data.user.fullName;
  return id.startsWith('token:') ? 'a program with a token' : id;
}
