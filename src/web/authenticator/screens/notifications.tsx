import { useEffect, useState } from 'preact/hooks';
import type { AuthenticatorApp } from '../authenticator-app.ts';
import { pushState, type PushState } from '../push.ts';
import { texts } from '../texts.ts';

const words = texts.accounts;

/** Offers to tell of requests while the app is closed. Nothing where the browser cannot, or where it is on. */
export function Notifications({ app }: { readonly app: AuthenticatorApp }) {
  const [state, setState] = useState<PushState>();
  const look = () => void pushState().then(setState);
  useEffect(look, []);
  if (state === 'denied') return <p class="hint">{words.notificationsDenied}</p>;
  if (state !== 'off') return null;
  return (
    <button type="button" class="choice" onClick={() => void app.switchPushOn().then(look)}>
      <strong>{words.notifications}</strong>
      <span>{words.notificationsHint}</span>
    </button>
  );
}
