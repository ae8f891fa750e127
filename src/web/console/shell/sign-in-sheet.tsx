/**
 * The session is over while a page is open: the person signs in again in a window of its own, and the page stays as it is, with
 * everything that was typed. Where such a window may not open, the same window goes there and comes back.
 */
import { Button, Modal } from '@mantine/core';
import { useEffect } from 'react';
import { askServer } from '../link/client.ts';
import { refreshEverything } from '../link/queries.ts';
import { setSessionState } from '../link/session-state.ts';
import { signedInChannel } from './signed-in.tsx';
import css from './sign-in-sheet.module.css';

/** Asks to sign in again. */
export function SignInSheet({ userId }: { readonly userId: string }) {
  useEffect(() => {
    const channel = new BroadcastChannel(signedInChannel);
    const look = () => void goOn(userId);
    channel.onmessage = look;
    // Another window of the console may have signed in.
    addEventListener('focus', look);
    return () => {
      channel.close();
      removeEventListener('focus', look);
    };
  }, [userId]);
  return (
    <Modal
      opened
      onClose={() => {}}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      title="You are signed out"
      size="sm"
    >
      <div className={css['content']}>
        <p>
          Your session has ended. Sign in again to go on: this page stays as it is, with everything that you have typed.
        </p>
        <Button variant="filled" size="sm" fullWidth onClick={signInBeside} data-autofocus>
          Sign in again
        </Button>
      </div>
    </Modal>
  );
}

function signInBeside(): void {
  const address = `/console/sign-in?next=${encodeURIComponent('/console/signed-in')}`;
  const opened = window.open(address, 'porchlight-sign-in', 'popup,width=480,height=720');
  if (opened === null) location.assign(`/console/sign-in?next=${encodeURIComponent(location.pathname)}`);
}

/** Somebody has signed in. Somebody else sees a console of their own. */
async function goOn(userId: string): Promise<void> {
  try {
    const session = await askServer('showSession', {});
    if (session.userId !== userId) location.reload();
    setSessionState('lasting');
    refreshEverything();
  } catch {
    // Still nobody.
  }
}
