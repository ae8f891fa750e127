/** Notification Center: one notification of a kind for a user at a time. */
import type { MacParts } from './mac-parts.ts';
import type { Notification } from './mac-state.ts';

const texts: Readonly<Record<Notification['kind'], readonly [string, string, string | undefined]>> = {
  'registration-required': ['Registration Required', 'Register this Mac with your organisation.', 'Register'],
  'authentication-required': ['Authentication Required', 'Sign in with your organisation account.', 'Sign In'],
  'registration-failed': ['Registration failed', 'Registration failed and will automatically retry', undefined],
};

/** Shows one, in place of one of the same kind. */
export function notify(mac: MacParts, kind: Notification['kind'], user: string | undefined): void {
  dismiss(mac, kind, user);
  const [title, body, button] = texts[kind];
  mac.state.notifications.push({ id: mac.uuid(), time: mac.now(), kind, title, body, button, user });
}

/** Takes one away if it is there. */
export function dismiss(mac: MacParts, kind: Notification['kind'], user: string | undefined): void {
  mac.state.notifications = mac.state.notifications.filter((shown) => shown.kind !== kind || shown.user !== user);
}
