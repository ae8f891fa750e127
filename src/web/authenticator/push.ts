/** Messages that reach this browser while the app is closed (Push API, Notifications API). */

/** How it stands: the browser cannot, the person said no, was not asked yet, or it is switched on. */
export type PushState = 'unable' | 'denied' | 'off' | 'on';

/** How it stands now. */
export async function pushState(): Promise<PushState> {
  if (!('Notification' in window) || !('PushManager' in window) || navigator.serviceWorker === undefined)
    return 'unable';
  if (Notification.permission === 'denied') return 'denied';
  return (await currentSubscription()) === undefined ? 'off' : 'on';
}

/** Where messages go, when it is switched on. */
export async function currentSubscription(): Promise<PushSubscriptionJSON | undefined> {
  const registration = await navigator.serviceWorker?.getRegistration();
  return (await registration?.pushManager?.getSubscription())?.toJSON();
}

/**
 * Asks the person, and has the browser take messages of the server with this key; undefined when the person says no.
 * @throws DOMException when the push service of the browser's maker cannot be reached
 */
export async function subscribeToPush(serverKey: string): Promise<PushSubscriptionJSON | undefined> {
  if ((await Notification.requestPermission()) !== 'granted') return undefined;
  const { pushManager } = await navigator.serviceWorker.ready;
  return (await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: serverKey })).toJSON();
}
