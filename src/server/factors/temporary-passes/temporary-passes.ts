/**
 * Temporary access passes: what an administrator hands to a person who has no factor yet, or none any more. A pass counts
 * for so many sign-ins and so long, and a person has one at most: a new one ends the former.
 */
import { constantTimeEqual } from '#runtime/crypto.ts';
import { appendAudit } from '#server/audit/audit.ts';
import { type FactorPorts, personOf } from '../factor-ports.ts';
import { codeDigest, digestKeyLength, makeCode } from '../readable-code.ts';
import { findPass, listPasses, openKey, putPass, removePass, type StoredPass, usePass } from './store.ts';

/** What is known of a pass: everything but the pass. Times are milliseconds since 1970. */
export interface TemporaryPass {
  readonly userId: string;
  readonly uses: number;
  readonly used: number;
  readonly startsAt: number;
  readonly endsAt: number;
  readonly givenAt: number;
  readonly givenBy: string;
  readonly state: 'waiting' | 'usable' | 'used-up' | 'expired';
}

/** How often and how long a pass shall count. */
export interface PassWish {
  /** 1 to 10. */
  readonly uses: number;
  /** 10 minutes to 30 days. */
  readonly minutes: number;
  /** Default: now. At most 30 days ahead. */
  readonly startsAt?: number | undefined;
}

/** What came of giving a pass. It is shown once, and is a secret. */
export type GivePassOutcome =
  | { readonly kind: 'given'; readonly pass: string; readonly facts: TemporaryPass }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'out-of-bounds'; readonly member: keyof PassWish };

/** What a typed pass is worth. One that does not count yet is wrong. */
export type PassVerdict = 'accepted' | 'wrong' | 'expired' | 'used-up';

/** Temporary passes of people. */
export interface TemporaryPasses {
  /** Checks a pass, and takes one of its uses. The caller has asked its budgets. */
  check(userId: string, pass: string): Promise<PassVerdict>;
  /** Whether the person has a pass that counts now. */
  isGiven(userId: string): Promise<boolean>;
  /** The pass of a person, whether it counts or not. */
  of(userId: string): Promise<TemporaryPass | undefined>;
  /** Gives a person, by id or name, a pass. */
  give(user: string, wish: PassWish, actor: string): Promise<GivePassOutcome>;
  /** Passes by the id of their person, from after one on; those that ended long ago are forgotten. */
  list(after: string, most: number): Promise<readonly TemporaryPass[]>;
  /** Ends the pass of a person, by id or name. */
  revoke(user: string, actor: string): Promise<{ readonly kind: 'done' | 'already' | 'not-found' }>;
}

const bounds = { uses: [1, 10], minutes: [10, 43_200] } as const;
const minute = 60_000;
/** 59 bits. */
const shape = { groups: 3, lettersOfGroup: 4 };

/** Puts the factor together. */
export function createTemporaryPasses(ports: FactorPorts): TemporaryPasses {
  const { database, clock } = ports;
  const seen = (stored: StoredPass) => passOf(stored, clock.now());
  return {
    check: (userId, pass) => checkPass(ports, userId, pass),
    isGiven: async (userId) => {
      const stored = await findPass(database, userId);
      return stored !== undefined && seen(stored).state === 'usable';
    },
    of: async (userId) => {
      const stored = await findPass(database, userId);
      return stored && seen(stored);
    },
    give: (user, wish, actor) => givePass(ports, user, wish, actor),
    list: async (after, most) => (await listPasses(database, after, most)).map(seen),
    revoke: (user, actor) => revokePass(ports, user, actor),
  };
}

async function checkPass(ports: FactorPorts, userId: string, typed: string): Promise<PassVerdict> {
  const { database, sealer, clock } = ports;
  const stored = await findPass(database, userId);
  const digest = stored && codeDigest(openKey(sealer, stored), typed);
  if (!digest || !constantTimeEqual(digest, stored.digest)) return 'wrong';
  return database.write(async (writer) => {
    const now = clock.now();
    if (await usePass(writer, { userId, digest, now })) {
      appendAudit(writer, now, [{ type: 'factors.temporary-pass.used', outcome: 'changed', userId }]);
      return 'accepted';
    }
    // Whoever was faster, on this node or another, has changed it since it was read.
    const present = await findPass(writer, userId);
    const state = present && constantTimeEqual(digest, present.digest) ? passOf(present, now).state : 'waiting';
    return state === 'used-up' || state === 'expired' ? state : 'wrong';
  });
}

async function givePass(ports: FactorPorts, name: string, wish: PassWish, actor: string): Promise<GivePassOutcome> {
  const { database, sealer, clock, random } = ports;
  const now = clock.now();
  const member = beyond(wish, now);
  if (member) return { kind: 'out-of-bounds', member };
  const user = await personOf(ports, name);
  if (!user) return { kind: 'not-found' };
  const pass = makeCode(random, shape);
  const key = random.bytes(digestKeyLength);
  const digest = codeDigest(key, pass) ?? new Uint8Array();
  const startsAt = Math.max(wish.startsAt ?? now, now);
  const times = { startsAt, endsAt: startsAt + wish.minutes * minute, givenAt: now };
  const entry = { userId: user.id, uses: wish.uses, ...times, givenBy: actor };
  await database.write(async (writer) => {
    await putPass(writer, sealer, { ...entry, key, digest });
    const event = { type: 'factors.temporary-pass.given', outcome: 'changed', actor, userId: user.id } as const;
    appendAudit(writer, now, [{ ...event, detail: { uses: wish.uses, minutes: wish.minutes, startsAt } }]);
  });
  return { kind: 'given', pass, facts: passOf({ ...entry, used: 0 }, now) };
}

function beyond({ uses, minutes, startsAt }: PassWish, now: number): keyof PassWish | undefined {
  const isWithin = (value: number, [least, most]: readonly [number, number]) =>
    Number.isInteger(value) && value >= least && value <= most;
  if (!isWithin(uses, bounds.uses)) return 'uses';
  if (!isWithin(minutes, bounds.minutes)) return 'minutes';
  return startsAt !== undefined && startsAt > now + bounds.minutes[1] * minute ? 'startsAt' : undefined;
}

async function revokePass(ports: FactorPorts, name: string, actor: string) {
  const { database, clock } = ports;
  const user = await personOf(ports, name);
  if (!user) return { kind: 'not-found' } as const;
  return database.write(async (writer) => {
    if (!(await removePass(writer, user.id))) return { kind: 'already' } as const;
    const event = { type: 'factors.temporary-pass.revoked', outcome: 'changed', actor, userId: user.id } as const;
    appendAudit(writer, clock.now(), [event]);
    return { kind: 'done' } as const;
  });
}

function passOf(stored: Omit<StoredPass, 'sealed' | 'digest'>, now: number): TemporaryPass {
  const { userId, uses, used, startsAt, endsAt, givenAt, givenBy } = stored;
  return { userId, uses, used, startsAt, endsAt, givenAt, givenBy, state: stateOf(stored, now) };
}

function stateOf(
  { uses, used, startsAt, endsAt }: Pick<StoredPass, 'uses' | 'used' | 'startsAt' | 'endsAt'>,
  now: number,
): TemporaryPass['state'] {
  if (used >= uses) return 'used-up';
  if (now >= endsAt) return 'expired';
  return now < startsAt ? 'waiting' : 'usable';
}
