/** The cookie of a browser's session. */
export const sessionCookie = {
  name: '__Host-porchlight-session',
  attributes: { signed: true, httpOnly: true, sameSite: 'lax', path: '/' },
  /** Seconds. */
  life: 12 * 3600,
} as const;
