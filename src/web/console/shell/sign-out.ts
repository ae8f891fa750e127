/** The way out of the console. */
import { askServer } from '../link/client.ts';
import { disconnectLive } from '../link/live.ts';

/** What signs out, and leads to the sign-in. */
export function useSignOut(): () => void {
  return () => void signOut();
}

async function signOut(): Promise<void> {
  disconnectLive();
  try {
    await askServer('signOut', {});
  } catch {
    // Over already, or the server is away: the sign-in tells.
  }
  location.assign('/console/sign-in');
}
