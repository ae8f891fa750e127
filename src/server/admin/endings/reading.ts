/** What a person or a Mac has that would end, read from the features that keep it. */
import type { Ending, EndingKind } from '#api/endings.ts';
import type { UserRegistrationRecord } from '#server/platform-sso/administration.ts';
import type { AdminPorts } from '../ports.ts';

/** What is read from. */
export type EndingPorts = Pick<
  AdminPorts,
  'directory' | 'platformSso' | 'openid' | 'authenticators' | 'passkeys' | 'factors' | 'access'
>;

/** What is taken away: the sign-ins alone, or the person. */
export type EndingExtent = 'disable' | 'delete' | 'sign-out';

const mostNames = 20;
/** Registrations of one person or Mac that are looked at. */
const mostRegistrations = 1000;
/** Tokens of the administration interface that are looked through, the newest first. */
const mostTokens = 200;

/** What ends with a person. Kinds that there are none of are left out. */
export async function endingsOfUser(
  ports: EndingPorts,
  userId: string,
  extent: EndingExtent,
): Promise<readonly Ending[]> {
  const signedIn = await signedInOf(ports, userId);
  if (extent === 'sign-out') return some(signedIn);
  const factors = extent === 'delete' ? 'removed' : 'refused';
  const registrations = await registrationsOf(ports, { userId });
  const serials = registrations.map(({ serialNumber }) => serialNumber);
  const unlocked = registrations.filter(({ hasUnlockKey }) => hasUnlockKey);
  const tokens = await ports.platformSso.countTokens({ userId });
  return some([
    ending('macs', 'refused', serials),
    ending(
      'unlock-keys',
      'refused',
      unlocked.map(({ serialNumber }) => serialNumber),
    ),
    ending('mac-sign-ins', 'removed', [], tokens),
    ...signedIn,
    ending('admin-tokens', 'refused', await adminTokensOf(ports, userId)),
    ...(await factorsOf(ports, userId, factors)),
  ]);
}

/** What ends with a Mac, or with one person's registration on it. */
export async function endingsOfMac(
  ports: Pick<EndingPorts, 'platformSso' | 'openid'>,
  { deviceId, userId }: { readonly deviceId: string; readonly userId?: string },
): Promise<readonly Ending[]> {
  const of = { deviceId, ...(userId === undefined ? {} : { userId }) };
  const registrations = await registrationsOf(ports, of);
  const names = registrations.map(({ userPrincipalName }) => userPrincipalName);
  const unlocked = registrations.filter(({ hasUnlockKey }) => hasUnlockKey);
  return some([
    ending('people', userId === undefined ? 'refused' : 'removed', names),
    ending(
      'unlock-keys',
      'removed',
      unlocked.map(({ userPrincipalName }) => userPrincipalName),
    ),
    ending('mac-sign-ins', 'removed', [], await ports.platformSso.countTokens(of)),
    ending('browsers', 'removed', [], await ports.openid.countSessionsOfMac(deviceId, userId)),
  ]);
}

async function signedInOf({ openid }: EndingPorts, userId: string): Promise<readonly Ending[]> {
  const [sessions, grants] = await Promise.all([openid.sessions.list(userId), openid.grantsOf(userId)]);
  const browsers = sessions.map(({ browser, address }) => [browser ?? 'Unknown browser', address].filter(Boolean));
  const tokens = grants.reduce((sum, grant) => sum + grant.tokens, 0);
  return [
    ending(
      'browsers',
      'removed',
      browsers.map((parts) => parts.join(', ')),
    ),
    ending(
      'application-tokens',
      'removed',
      grants.map(({ application }) => application),
      tokens,
    ),
  ];
}

async function factorsOf(ports: EndingPorts, userId: string, how: Ending['how']): Promise<readonly Ending[]> {
  const { authenticators, passkeys, factors, directory } = ports;
  const [phones, keys, hasCodes, recovery, hasPass, cards] = await Promise.all([
    authenticators.list(userId),
    passkeys.list(userId),
    factors.oneTimeCodes.isEnrolled(userId),
    factors.recoveryCodes.left(userId),
    factors.temporaryPasses.isGiven(userId),
    directory.listCardBindings(userId),
  ]);
  const namesOf = (items: readonly { readonly name: string }[]) => items.map(({ name }) => name);
  return [
    ending('authenticators', how, namesOf(phones)),
    ending('passkeys', how, namesOf(keys)),
    ending('one-time-codes', how, [], hasCodes ? 1 : 0),
    ending('recovery-codes', how, [], recovery),
    ending('temporary-pass', how, [], hasPass ? 1 : 0),
    ending('smart-cards', how, [], cards?.length ?? 0),
  ];
}

async function registrationsOf(
  { platformSso }: Pick<EndingPorts, 'platformSso'>,
  of: { readonly userId?: string; readonly deviceId?: string },
): Promise<readonly UserRegistrationRecord[]> {
  const { items } = await platformSso.listRegistrations({ ...of, limit: mostRegistrations });
  const { userId } = of;
  return items.filter((item) => item.state === 'active' && (userId === undefined || item.userId === userId));
}

async function adminTokensOf({ access }: EndingPorts, userId: string): Promise<readonly string[]> {
  const { items } = await access.list(mostTokens);
  return items.filter((token) => token.userId === userId && token.revokedAt === undefined).map(({ name }) => name);
}

function ending(kind: EndingKind, how: Ending['how'], names: readonly string[], count = names.length): Ending {
  return { kind, how, count, names: names.slice(0, mostNames) };
}

function some(endings: readonly Ending[]): readonly Ending[] {
  return endings.filter(({ count }) => count > 0);
}
