/** How System Settings names methods and states of Platform SSO. Source: Apple, "Platform Single Sign-on for macOS". */
import type { AccountView } from '#api/desk/view.ts';

type Standing = NonNullable<AccountView['platformSso']>;

/** What stands behind the (i): *Secure Enclave*, *Smart Card*, *Password*. */
export function methodWords(method: string): string {
  const words: Readonly<Record<string, string>> = {
    Password: 'Password',
    UserSecureEnclaveKey: 'Secure Enclave',
    SmartCard: 'Smart Card',
    OpenID: 'Web sign-in',
    None: 'None',
  };
  return words[method] ?? method;
}

/** A state with the tone of its dot. The user's state is the truth, not the device's. */
export function standingOf({ state, isRegistered }: Standing): {
  readonly words: string;
  readonly tone: 'good' | 'warn' | 'bad';
} {
  if (state === 'NeedsNewKeys') return { words: 'Needs New Keys', tone: 'warn' };
  return isRegistered ? { words: 'Registered', tone: 'good' } : { words: 'Not Registered', tone: 'bad' };
}
