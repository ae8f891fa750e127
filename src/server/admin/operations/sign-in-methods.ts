import type { SignInMethods } from '#api/users.ts';
import type { UserRecord } from '#server/directory/directory-administration.ts';
import type { AdminPorts } from '../ports.ts';
import { passOf } from './factors.ts';

type Ports = Pick<AdminPorts, 'directory' | 'factors' | 'authenticators' | 'passkeys' | 'platformSso' | 'clock'>;

/** Registrations of one person that are counted at most. */
const mostMacs = 1000;

/** How a person can sign in, asked of every feature that keeps a part of it. */
export async function methodsOf(ports: Ports, user: UserRecord): Promise<SignInMethods> {
  const { directory, factors, authenticators, passkeys, platformSso, clock } = ports;
  const { id } = user;
  const [phones, keys, oneTimeCodes, recoveryCodes, pass, cards, registrations] = await Promise.all([
    authenticators.list(id),
    passkeys.list(id),
    factors.oneTimeCodes.isEnrolled(id),
    factors.recoveryCodes.left(id),
    factors.temporaryPasses.of(id),
    directory.listCardBindings(id),
    platformSso.listRegistrations({ userId: id, limit: mostMacs }),
  ]);
  return {
    password: passwordOf(user, clock.now()),
    authenticators: phones.length,
    passkeys: keys.length,
    oneTimeCodes,
    recoveryCodes,
    temporaryPass: pass === undefined ? null : passOf(pass, user.userPrincipalName),
    smartCards: cards?.length ?? 0,
    macs: registrations.items.filter(({ state }) => state === 'active').length,
  };
}

function passwordOf(user: UserRecord, now: number): SignInMethods['password'] {
  if (user.passwordSetAt === undefined) return 'none';
  if (user.passwordExpiresAt !== undefined && user.passwordExpiresAt <= now) return 'expired';
  return user.mustChangePassword ? 'must-change' : 'set';
}
