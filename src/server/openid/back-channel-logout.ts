/**
 * Telling applications that sessions have ended (OpenID Connect Back-Channel Logout 1.0). Where a person signs out, the
 * provider tells them; where administrators end sessions, we do, once they are gone from the store. It is told once: an
 * application that cannot be reached learns it from its next refresh, and the audit chain has a line.
 */
import type { Provider } from 'oidc-provider';
import { authorizationsOf, type FoundSession, type SessionsOf, sessionsOf } from './artifacts.ts';
import type { OpenIdPorts } from './context.ts';

/** One application in one session. */
export interface SessionEnd {
  readonly clientId: string;
  readonly userId: string;
  /** The session as the application knows it (`sid`). */
  readonly sid: string;
}

/** Applications that take part in sessions, read before these end. */
export async function applicationsIn({ database, sealer }: OpenIdPorts, of: SessionsOf): Promise<SessionEnd[]> {
  return (await sessionsOf(database, sealer, of)).flatMap(endsOf);
}

/** The applications of one session. */
export function endsOf({ content }: FoundSession): readonly SessionEnd[] {
  const { accountId: userId } = content;
  if (typeof userId !== 'string') return [];
  return Object.entries(authorizationsOf(content)).flatMap(([clientId, { sid }]) =>
    typeof sid === 'string' ? [{ clientId, userId, sid }] : [],
  );
}

/** Clients of the provider, as far as they are told: the published types leave this method out. */
interface ToldClient {
  readonly backchannelLogoutUri?: string;
  backchannelLogout(userId: string, sid: string): Promise<void>;
}

/** Tells them, each by itself. Never rejects for an application's sake. */
export async function tellApplications(
  ports: OpenIdPorts,
  provider: Provider,
  ends: readonly SessionEnd[],
): Promise<void> {
  await Promise.all(ends.map((end) => tell(ports, provider, end)));
}

async function tell(ports: OpenIdPorts, provider: Provider, { clientId, userId, sid }: SessionEnd): Promise<void> {
  const client = (await provider.Client.find(clientId)) as unknown as ToldClient | undefined;
  if (client?.backchannelLogoutUri === undefined) return;
  try {
    await client.backchannelLogout(userId, sid);
    noteTold(ports, { clientId, userId });
  } catch (error) {
    noteTold(ports, { clientId, userId, error });
  }
}

/** Writes down that an application was told, or could not be. */
export function noteTold(
  { audit }: OpenIdPorts,
  { clientId, userId, error }: { readonly clientId: string; readonly userId: string; readonly error?: unknown },
): void {
  const reason = error instanceof Error ? error.message : undefined;
  audit.record({
    type: 'openid.application.told-of-sign-out',
    outcome: reason === undefined ? 'allowed' : 'refused',
    userId,
    ...(reason === undefined ? {} : { code: 'application_not_told' }),
    detail: { clientId, ...(reason === undefined ? {} : { reason }) },
  });
}
