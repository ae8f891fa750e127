/**
 * A sign-in during setup: the person signed in on the organisation's page before the Mac enrolled, and the extension saw the
 * token in the redirect. It registers that Mac and that person, so nobody has to sign in twice.
 */
import { appendAudit } from '#server/audit/audit.ts';
import type { Writer } from '#server/store/database.ts';
import type { PlatformSso } from './context.ts';
import { hashOf, putAccessToken } from './registration-tokens.ts';

/** Life of such a token in milliseconds: from the sign-in to the account, with all that is installed between. */
const setupTokenLife = 1_800_000;

/** What signed in. */
export interface SetupSignInGrant {
  readonly token: string;
  readonly userId: string;
  /** The only Mac that it counts for. */
  readonly serialNumber: string;
  /** Whether Apple gave the address to this very Mac: only then may it replace keys that a Mac of this number had. */
  readonly isOwnAddress: boolean;
  readonly address: string;
}

/** Takes it for a sign-in of the registration window, inside the caller's unit of writing. */
export async function acceptSetupSignIn(sso: PlatformSso, writer: Writer, grant: SetupSignInGrant): Promise<void> {
  const { token, userId, serialNumber, isOwnAddress, address } = grant;
  const now = sso.clock.now();
  const expiresAt = now + setupTokenLife;
  await putAccessToken(writer, hashOf(token), { userId, expiresAt, serialNumber, replacesKeys: isOwnAddress });
  const type = 'platform-sso.setup-sign-in';
  appendAudit(writer, now, [{ type, outcome: 'allowed', userId, address, detail: { serialNumber } }]);
}
