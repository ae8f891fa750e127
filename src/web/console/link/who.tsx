/** Who is signed in, for every part of the console. */
import { createContext, type ReactNode, useContext } from 'react';
import type { AdminToken } from '#api/sign-in.ts';
import type { User } from '#api/users.ts';

/** The person and what they may do. */
export interface Who {
  readonly session: AdminToken;
  readonly user: User;
  readonly role: AdminToken['role'];
}

const Context = createContext<Who | undefined>(undefined);

/** Gives it to everything within. */
export function WhoProvider({ who, children }: { readonly who: Who; readonly children: ReactNode }) {
  return <Context value={who}>{children}</Context>;
}

/** Who is signed in. */
export function useWho(): Who {
  const who = useContext(Context);
  if (who === undefined) throw new Error('Nobody is signed in here.');
  return who;
}

/** Whether the person may change anything. Auditors see every button, disabled, with the reason. */
export function useMayChange(): boolean {
  return useWho().role === 'admin';
}
