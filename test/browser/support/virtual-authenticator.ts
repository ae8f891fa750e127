/** An authenticator of Chromium's own for tests of passkeys (W3C Web Authentication, section 11; CDP domain WebAuthn). */
import type { CDPSession, Page } from 'playwright-core';

/** What it is like. Without a wish: a platform's, with discoverable credentials, that verifies its user. */
export interface AuthenticatorWish {
  readonly transport?: 'internal' | 'usb';
  readonly hasResidentKey?: boolean;
  readonly hasUserVerification?: boolean;
  readonly isUserVerified?: boolean;
}

/** One that is plugged in. */
export interface VirtualAuthenticator {
  /** Whether the person passes the check of finger or face from now on. */
  setUserVerified(isUserVerified: boolean): Promise<void>;
  /** What it holds. */
  credentials(): Promise<readonly { readonly credentialId: string; readonly signCount: number }[]>;
  /** Gives a credential another counter, as a clone would have. */
  setSignCount(credentialId: string, signCount: number): Promise<void>;
  remove(): Promise<void>;
}

/** Plugs one in, for this page. */
export async function addAuthenticator(page: Page, wish: AuthenticatorWish = {}): Promise<VirtualAuthenticator> {
  const session: CDPSession = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable');
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
      ...wish,
    },
  });
  const stored = async () => (await session.send('WebAuthn.getCredentials', { authenticatorId })).credentials;
  return {
    setUserVerified: (isUserVerified) =>
      session.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified }).then(() => undefined),
    credentials: stored,
    async setSignCount(credentialId, signCount) {
      const credential = (await stored()).find((one) => one.credentialId === credentialId);
      if (!credential) throw new Error('The authenticator has no such credential.');
      await session.send('WebAuthn.removeCredential', { authenticatorId, credentialId });
      await session.send('WebAuthn.addCredential', { authenticatorId, credential: { ...credential, signCount } });
    },
    remove: () => session.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId }).then(() => undefined),
  };
}
