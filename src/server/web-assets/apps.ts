/** The web apps that the server gives out, and what each may load (W3C Content Security Policy Level 3). */

/** One folder of `src/web` and of `dist/web`, and the first part of its addresses. */
export type AppName = 'sign-in' | 'authenticator' | 'console';

interface App {
  /** Whether it has pages of its own, or is loaded by pages of others. */
  readonly hasPages: boolean;
  /** Whether addresses below it that are no files are places within the app, which its one page shows. */
  readonly hasPlaces?: boolean;
  /** On all its files: a service worker is held to the policy that came with its own script. */
  readonly headers: Readonly<Record<string, string>>;
}

const ownPages: Readonly<Record<string, string>> = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
};

/** All of them. */
export const apps: Readonly<Record<AppName, App>> = {
  // Its one script is loaded by the pages of the server, which bring policies of their own.
  'sign-in': { hasPages: false, headers: { 'cross-origin-resource-policy': 'same-origin' } },
  authenticator: { hasPages: true, headers: ownPages },
  console: { hasPages: true, hasPlaces: true, headers: ownPages },
};
