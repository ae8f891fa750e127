/** Puts together the pages that people sign in to: their own, and the console. What they show comes from other features. */
import type { FastifyInstance } from 'fastify';
import type { Clock } from '#runtime/clock.ts';
import type { Random } from '#runtime/random.ts';
import { type AccountFeature, type AccountPorts, openAccount, passwordChanges } from './account/feature.ts';
import type { Audit } from './audit/audit.ts';
import { joinedSessions } from './http/person-session.ts';
import { endingSessions } from './mac-sessions.ts';
import { type DirectoryFeature, usualPolicy } from './directory/feature.ts';
import type { PasswordChange } from './directory/directory.ts';
import { type ConsoleFeature, type ConsolePorts, createConsole } from './console/feature.ts';
import type { Sealer } from './keys/sealer.ts';
import type { OpenIdFeature } from './openid/feature.ts';
import { accountPasskeys } from './passkeys/account-section.ts';
import type { Passkeys } from './passkeys/feature.ts';
import type { PlatformSsoAdministration } from './platform-sso/administration.ts';
import type { Database } from './store/database.ts';

/** What it needs. */
export interface AccountParts
  extends Pick<AccountPorts, 'signIns' | 'factors' | 'authenticators' | 'organisation' | 'brand'>,
    Pick<ConsolePorts, 'alerts' | 'pause'> {
  readonly passkeys: Passkeys;
  readonly database: Database;
  readonly directory: DirectoryFeature;
  readonly passwords: PasswordChange;
  readonly openid: OpenIdFeature;
  readonly platformSso: { readonly administration: PlatformSsoAdministration };
  readonly audit: Audit;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly random: Random;
  readonly issuer: string;
}

/** Registrations of one person that are shown at most. */
const mostMacs = 100;

/** Both, as one. */
export interface OwnPages extends Pick<AccountFeature, 'endSessionsOf' | 'keepHouse' | 'reseal' | 'sessions'> {
  readonly console: ConsoleFeature;
}

/** Puts them together, and mounts them. */
export async function composeOwnPages(app: FastifyInstance, parts: AccountParts): Promise<OwnPages> {
  const console = createConsole({ ...parts, origin: new URL(parts.issuer).origin, people: parts.directory });
  const account = await composeAccount(parts, console);
  account.mount(app);
  console.mount(app);
  return {
    console,
    sessions: joinedSessions([account.sessions, console.sessions]),
    reseal: () => account.reseal(),
    endSessionsOf: async (userId) => {
      await account.endSessionsOf(userId);
      await console.endSessionsOf(userId);
    },
    keepHouse: async () => {
      await account.keepHouse();
      await console.keepHouse();
    },
  };
}

async function composeAccount(parts: AccountParts, console: ConsoleFeature): Promise<AccountFeature> {
  const { directory, openid, passkeys, platformSso, issuer, ...others } = parts;
  const administration = endingSessions(platformSso.administration, openid);
  return openAccount({
    ...others,
    ...(passkeys.isPossible ? { passkeys: { ...passkeys, ...accountPasskeys(passkeys) } } : {}),
    origin: new URL(issuer).origin,
    people: directory,
    shortestPassword: usualPolicy.minimumLength,
    macsOf: (userId) => macsOf(platformSso.administration, userId),
    endMac: async (userId, id) => {
      const registration = await administration.registration(id);
      if (registration?.userId !== userId) return false;
      return (await administration.revokeRegistration(id, userId)).kind === 'done';
    },
    otherSessions: joinedSessions([openid.sessions, console.sessions]),
    grantsOf: (userId) => openid.grantsOf(userId),
    endSessionsOf: async (userId) => {
      await openid.endSessionsOf(userId);
      await console.endSessionsOf(userId);
    },
  });
}

/** Changes of passwords by their people, over sessions that are put together later. */
export function composePasswordChanges(
  directory: PasswordChange,
  platformSso: AccountParts['platformSso'],
  later: () => { readonly openid: OpenIdFeature; readonly ownPages: OwnPages },
): PasswordChange {
  return passwordChanges(directory, {
    endSessionsOf: async (userId) => {
      const { openid, ownPages } = later();
      await openid.endBegunSessionsOf(userId);
      await ownPages.endSessionsOf(userId);
    },
    revokeTokensOfUser: (userId, actor, credential) =>
      platformSso.administration.revokeTokensOfUser(userId, actor, credential),
  });
}

/** Sessions as administrators see and end them: of applications, of the person's own pages and of the console with them. */
export function endingAlso(
  openid: OpenIdFeature,
  ownPages: OwnPages,
): Pick<OpenIdFeature, 'clients' | 'sessions' | 'endSessionsOf' | 'grantsOf' | 'countSessionsOfMac'> {
  return {
    clients: openid.clients,
    grantsOf: (userId) => openid.grantsOf(userId),
    countSessionsOfMac: (deviceId, userId) => openid.countSessionsOfMac(deviceId, userId),
    sessions: joinedSessions([openid.sessions, ownPages.sessions]),
    endSessionsOf: async (userId) => {
      await openid.endSessionsOf(userId);
      await ownPages.endSessionsOf(userId);
    },
  };
}

async function macsOf(platformSso: PlatformSsoAdministration, userId: string) {
  const { items } = await platformSso.listRegistrations({ userId, limit: mostMacs });
  const active = items.filter(({ state }) => state === 'active');
  return Promise.all(
    active.map(async ({ id, serialNumber, deviceId, method, createdAt, lastLoginAt }) => {
      const found = await platformSso.device(deviceId);
      return { id, name: found?.device.name, serialNumber, method, createdAt, lastLoginAt };
    }),
  );
}
