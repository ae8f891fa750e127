/** Signing in to administer with a user name and a password. */
import type { Audit, AuditEvent } from '#server/audit/audit.ts';
import type { Directory, PasswordOutcome, User } from '#server/directory/directory.ts';
import type { AdminAccess, IssuedToken } from './access.ts';
import type { AttemptBudget } from './attempt-budget.ts';

/** How long a sign-in lasts. */
export const signInLifeSeconds = 12 * 60 * 60;

/** Who signs in, from where. */
export interface SignInAttempt {
  readonly userName: string;
  readonly password: string;
  /** What the token is for. */
  readonly name: string | undefined;
  readonly address: string;
  readonly requestId: string;
}

/**
 * The answer. `refused` is one answer for an unknown user, a wrong password, a disabled user and somebody who is no
 * administrator, so that this is no way of trying other people's passwords.
 */
export type SignInOutcome =
  | { readonly kind: 'accepted'; readonly issued: IssuedToken }
  | { readonly kind: 'must-change' }
  | { readonly kind: 'refused' }
  | { readonly kind: 'limited'; readonly retryAfterSeconds: number };

/** What signing in needs. */
export interface SignInPorts {
  readonly directory: Pick<Directory, 'checkPassword'>;
  readonly access: AdminAccess;
  readonly audit: Pick<Audit, 'record'>;
  readonly budget: AttemptBudget;
}

/** Decides on an attempt; every decision is an audit event but the turning away of an address that has none left. */
export async function signIn(ports: SignInPorts, attempt: SignInAttempt): Promise<SignInOutcome> {
  const { budget, audit, directory } = ports;
  const byAddress = await budget.take(`admin-sign-in:address:${attempt.address}`);
  // Not audited: it would let one address write into the chain without end.
  if (byAddress.kind === 'limited') return byAddress;
  const byUser = await budget.take(`admin-sign-in:user:${attempt.userName.toLowerCase()}`);
  if (byUser.kind === 'limited') {
    audit.record(refusedEvent(attempt, 'attempts_limited', undefined));
    return byUser;
  }
  const outcome = await directory.checkPassword(attempt.userName, attempt.password);
  return decide(ports, attempt, outcome);
}

async function decide(
  { access, audit }: SignInPorts,
  attempt: SignInAttempt,
  outcome: PasswordOutcome,
): Promise<SignInOutcome> {
  if (outcome.kind === 'refused') {
    audit.record(refusedEvent(attempt, outcome.reason, outcome.user));
    return { kind: 'refused' };
  }
  const { user } = outcome;
  if (!user.administrator) {
    audit.record(refusedEvent(attempt, 'not-administrator', user));
    return { kind: 'refused' };
  }
  if (outcome.kind === 'must-change') {
    audit.record(refusedEvent(attempt, 'must-change', user));
    return { kind: 'must-change' };
  }
  const { address } = attempt;
  const name = attempt.name ?? `sign-in of ${user.accountName}`;
  const wish = { name, role: 'admin', origin: 'sign-in', userId: user.id, lifeSeconds: signInLifeSeconds } as const;
  const issued = await access.issue({ ...wish, address }, user.id);
  audit.record({ ...eventBase(attempt, user), type: 'admin.sign-in.allowed', outcome: 'allowed' });
  return { kind: 'accepted', issued };
}

function refusedEvent(attempt: SignInAttempt, code: string, user: User | undefined): AuditEvent {
  return { ...eventBase(attempt, user), type: 'admin.sign-in.refused', outcome: 'refused', code };
}

// The name as typed is left out: people type passwords into it.
function eventBase({ address, requestId }: SignInAttempt, user: User | undefined) {
  return { address, requestId, ...(user === undefined ? {} : { userId: user.id }) };
}
