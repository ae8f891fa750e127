/** What a list is asked for, kept in the address: a reload, a link and the way back show the same list. */
import { useCallback } from 'react';
import { useSearch } from 'wouter';
import { navigate } from 'wouter/use-browser-location';

/** Reads members of the address, and changes some of them; an empty text takes one away. */
export function useAddressQuery(): readonly [
  query: URLSearchParams,
  change: (members: Readonly<Record<string, string>>) => void,
] {
  const query = new URLSearchParams(useSearch());
  const change = useCallback((members: Readonly<Record<string, string>>) => {
    const next = new URLSearchParams(location.search);
    for (const [name, value] of Object.entries(members)) {
      if (value === '') next.delete(name);
      else next.set(name, value);
    }
    const text = next.toString();
    navigate(`${location.pathname}${text === '' ? '' : `?${text}`}`, { replace: true });
  }, []);
  return [query, change];
}
