import { useState } from 'preact/hooks';
import type { AuthenticatorApp } from '../authenticator-app.ts';
import { texts } from '../texts.ts';

const words = texts.accounts;

/** Offers to tell of requests while the app is closed (Push API). Nothing where the browser cannot. */
export function Notifications({ app }: { readonly app: AuthenticatorApp }) {
  const canPush = 'Notification' in window && 'PushManager' in window;
  const [permission, setPermission] = useState(canPush ? Notification.permission : undefined);
  if (permission === undefined || permission === 'granted') return null;
  if (permission === 'denied') return <p class="hint">{words.notificationsDenied}</p>;
  const ask = async () => {
    const given = await Notification.requestPermission();
    setPermission(given);
    if (given === 'granted') await app.subscribeToPush(subscribe);
  };
  return (
    <button type="button" class="choice" onClick={() => void ask()}>
      <strong>{words.notifications}</strong>
      <span>{words.notificationsHint}</span>
    </button>
  );
}

async function subscribe(key: string): Promise<PushSubscriptionJSON> {
  const { pushManager } = await navigator.serviceWorker.ready;
  const subscription = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  return subscription.toJSON();
}
