/**
 * Passkeys: what people sign in with in place of a password (W3C Web Authentication). The feature owns the credentials'
 * public keys, the challenges of both ceremonies, and which models are let in. It does not own when a passkey is asked
 * for, nor sessions, nor the budget of attempts: whoever shows the pages does.
 */
import { aaguidName } from '#protocol/webauthn/aaguids.ts';
import { appendAudit } from '#server/audit/audit.ts';
import { removeEndedChallenges } from './challenges.ts';
import { findPolicy, type PasskeyPolicy, type SavedPolicy, setPolicy, type SetPolicyOutcome } from './policy.ts';
import { isDomain, type PasskeyContext, type PasskeyPorts, placeOf } from './ports.ts';
import {
  type BeginRegistration,
  type BeginRegistrationOutcome,
  beginRegistration,
  type FinishRegistration,
  type FinishRegistrationOutcome,
  finishRegistration,
  nameFrom,
} from './registration.ts';
import { type BeginSignIn, beginSignIn, type FinishSignIn, type FinishSignInOutcome, finishSignIn } from './sign-in.ts';
import {
  hasPasskey,
  lockedPasskeys,
  passkeysOf,
  removeAllOf,
  removePasskey,
  renamePasskey,
  type StoredPasskey,
} from './store.ts';

/** A passkey as people and administrators see it. */
export interface Passkey extends Omit<StoredPasskey, 'publicKey'> {
  /** Name of the model, where it is a common one. */
  readonly model: string | undefined;
}

/** A passkey of somebody, by our id. */
export interface PasskeyReference {
  readonly userId: string;
  readonly id: string;
  /** Who does it: the person's own id, or an administrator. */
  readonly actor: string;
}

/** A passkey that waits for somebody to look at it. */
export interface LockedPasskey {
  readonly userName: string;
  readonly name: string;
  readonly lockedAt: number;
}

/** The feature at work. */
export interface Passkeys {
  /** Whether browsers make passkeys for our address: not where it is a number instead of a name. */
  readonly isPossible: boolean;
  /** Whether somebody has one that can be used. */
  has(userId: string): Promise<boolean>;
  beginSignIn(wish: BeginSignIn): ReturnType<typeof beginSignIn>;
  /** Uses the challenge up, whatever comes of it. */
  finishSignIn(wish: FinishSignIn): Promise<FinishSignInOutcome>;
  beginRegistration(wish: BeginRegistration): Promise<BeginRegistrationOutcome>;
  /** Uses the challenge up, whatever comes of it. */
  finishRegistration(
    wish: FinishRegistration,
  ): Promise<
    { readonly kind: 'added'; readonly passkey: Passkey } | Extract<FinishRegistrationOutcome, { kind: 'refused' }>
  >;
  /** The oldest first. */
  list(userId: string): Promise<readonly Passkey[]>;
  rename(
    wish: PasskeyReference & { readonly name: string },
  ): Promise<{ readonly kind: 'done' | 'not-found' | 'invalid' }>;
  remove(wish: PasskeyReference): Promise<{ readonly kind: 'done' | 'not-found' }>;
  /** For a person who is forgotten. */
  removeAllOf(userId: string, actor: string): Promise<void>;
  /** A few of those whose counter went back, for alerts. */
  locked(): Promise<readonly LockedPasskey[]>;
  policy(): Promise<SavedPolicy>;
  setPolicy(policy: PasskeyPolicy, actor: string): Promise<SetPolicyOutcome>;
  /** Removes what has ended. To be called now and then. */
  keepHouse(): Promise<void>;
}

const mostLockedShown = 20;

/** Puts the feature together. */
export function createPasskeys(ports: PasskeyPorts): Passkeys {
  const context: PasskeyContext = { ...ports, place: placeOf(ports.site.issuer) };
  const { database } = context;
  return {
    isPossible: isDomain(context.place.rpId),
    has: (userId) => hasPasskey(database, userId),
    beginSignIn: (wish) => beginSignIn(context, wish),
    finishSignIn: (wish) => finishSignIn(context, wish),
    beginRegistration: (wish) => beginRegistration(context, wish),
    finishRegistration: async (wish) => {
      const outcome = await finishRegistration(context, wish);
      return outcome.kind === 'added' ? { kind: 'added', passkey: shown(outcome.passkey) } : outcome;
    },
    list: async (userId) => (await passkeysOf(database, userId)).map(shown),
    rename: (wish) => rename(context, wish),
    remove: (wish) => remove(context, wish),
    removeAllOf: (userId, actor) => forget(context, userId, actor),
    locked: () => locked(context),
    policy: () => findPolicy(database),
    setPolicy: (policy, actor) => setPolicy(context, policy, actor),
    keepHouse: () => removeEndedChallenges(context),
  };
}

function shown(stored: StoredPasskey): Passkey {
  const { publicKey: _, ...passkey } = stored;
  return { ...passkey, model: aaguidName(passkey.aaguid) };
}

async function rename({ database, clock }: PasskeyContext, wish: PasskeyReference & { readonly name: string }) {
  const { userId, id, actor } = wish;
  const name = nameFrom(wish.name);
  if (name === undefined) return { kind: 'invalid' } as const;
  return database.write(async (writer) => {
    if (!(await renamePasskey(writer, userId, id, name))) return { kind: 'not-found' } as const;
    const about = { actor, userId, detail: { passkey: id } };
    appendAudit(writer, clock.now(), [{ type: 'passkeys.renamed', outcome: 'changed', ...about }]);
    return { kind: 'done' } as const;
  });
}

async function remove({ database, clock }: PasskeyContext, { userId, id, actor }: PasskeyReference) {
  return database.write(async (writer) => {
    if (!(await removePasskey(writer, userId, id))) return { kind: 'not-found' } as const;
    const about = { actor, userId, detail: { passkey: id } };
    appendAudit(writer, clock.now(), [{ type: 'passkeys.removed', outcome: 'changed', ...about }]);
    return { kind: 'done' } as const;
  });
}

async function forget({ database, clock }: PasskeyContext, userId: string, actor: string): Promise<void> {
  await database.write(async (writer) => {
    const count = await removeAllOf(writer, userId);
    if (count === 0) return;
    const about = { actor, userId, detail: { count } };
    appendAudit(writer, clock.now(), [{ type: 'passkeys.removed', outcome: 'changed', ...about }]);
  });
}

async function locked({ database, directory }: PasskeyContext): Promise<readonly LockedPasskey[]> {
  const found = await lockedPasskeys(database, mostLockedShown);
  return Promise.all(
    found.map(async ({ userId, name, lockedAt }) => ({
      userName: (await directory.userById(userId))?.userPrincipalName ?? userId,
      name,
      lockedAt: lockedAt ?? 0,
    })),
  );
}

export type { SavedPolicy } from './policy.ts';
export { type PasskeyRefusalCode, passkeyRefusals } from './refusals.ts';
