/** Whether a person can sign in, in a word. */
import type { User } from '#api/users.ts';
import { State } from '../../parts/state.tsx';

/** Shows it. */
export function UserState({ user }: { readonly user: User }) {
  if (user.state === 'disabled') return <State of="Disabled" tone="bad" />;
  if (user.mustChangePassword) return <State of="Must change password" tone="warn" />;
  return <State of="Active" tone="good" />;
}
