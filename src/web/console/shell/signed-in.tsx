/** The end of a sign-in beside an open console: tells it, and closes. */
import { useEffect } from 'react';
import { EmptyState } from '../parts/empty-state.tsx';

/** How windows of the console tell each other. */
export const signedInChannel = 'porchlight-console-signed-in';

/** Tells. */
export function SignedIn() {
  useEffect(() => {
    document.title = 'Signed in – Porchlight';
    const channel = new BroadcastChannel(signedInChannel);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel is of one origin
    channel.postMessage('signed-in');
    channel.close();
    setTimeout(() => window.close(), 150);
  }, []);
  return (
    <main>
      <EmptyState title="You are signed in" text="You can close this window and go on in the console." />
    </main>
  );
}
