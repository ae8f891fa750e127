/** Passkeys over a store, with a person, a clock that stands still, and an authenticator in software. */
import assert from 'node:assert/strict';
import { type Model, SoftwareAuthenticator, type Trick } from '#test/support/software-authenticator.ts';
import type { Random } from '#runtime/random.ts';
import { systemRandom } from '#runtime/random.ts';
import type { AuditEvent } from '#server/audit/audit.ts';
import { createDirectory } from '#server/directory/feature.ts';
import type { Database } from '#server/store/database.ts';
import { createPasskeys, type Passkeys } from '../feature.ts';

/** Where the server is in these tests. */
export const origin = 'https://id.example.org:8443';

let people = 0;
let attempts = 0;

/** What may be other than usual. */
export interface BenchSettings {
  readonly issuer?: string;
  readonly random?: Random;
  readonly other?: Database;
  readonly model?: Partial<Model>;
}

/** Puts it together. */
export async function openBench(database: Database, settings: BenchSettings = {}) {
  const { issuer = origin, random = systemRandom, other = database, model = {} } = settings;
  const clock = { time: Date.UTC(2026, 10, 29, 12), now: () => clock.time };
  const directory = createDirectory({ database, clock, random: systemRandom });
  const events: AuditEvent[] = [];
  const audit = { record: (event: AuditEvent) => events.push(event) };
  const ports = { directory, audit, clock, random, site: { issuer, organisation: 'Example' } };
  const passkeys = createPasskeys({ ...ports, database });
  const elsewhere = createPasskeys({ ...ports, database: other });
  const addPerson = async () => {
    people += 1;
    const accountName = `ada${people}`;
    const names = { accountName, fullName: 'Ada', userPrincipalName: `${accountName}@example.org` };
    const made = await directory.createUser(names, 'test');
    return made.kind === 'created' ? made.user.id : assert.fail(made.kind);
  };
  const userId = await addPerson();
  const authenticator = new SoftwareAuthenticator({ origin: new URL(issuer).origin, ...model });
  const newAttempt = () => {
    attempts += 1;
    return `attempt-${attempts}`;
  };

  const bench = {
    database,
    clock,
    directory,
    events,
    passkeys,
    elsewhere,
    addPerson,
    userId,
    authenticator,
    newAttempt,
  };
  return { ...bench, ...ceremonies(bench) };
}

interface Parts {
  readonly passkeys: Passkeys;
  readonly authenticator: SoftwareAuthenticator;
  readonly userId: string;
  readonly newAttempt: () => string;
}

function ceremonies({ passkeys, authenticator, userId, newAttempt }: Parts) {
  const register = async (trick: Trick = {}, by = authenticator, whose = userId) => {
    const attempt = newAttempt();
    const begun = await passkeys.beginRegistration({ attempt, userId: whose });
    if (begun.kind !== 'begun') return assert.fail(begun.code);
    const response = await by.create(begun.options, trick);
    return passkeys.finishRegistration({ attempt, userId: whose, response });
  };
  /** `known`: the person is known before. */
  const signIn = async (trick: Trick = {}, known = false, by = authenticator) => {
    const attempt = newAttempt();
    const whom = known ? { userId } : {};
    const { options } = await passkeys.beginSignIn({ attempt, ...whom });
    const response = await by.get(options, trick);
    return passkeys.finishSignIn({ attempt, response, ...whom });
  };
  return {
    signIn,
    register,
    /** Adds one, or fails. */
    added: async (...given: Parameters<typeof register>) => {
      const outcome = await register(...given);
      return outcome.kind === 'added' ? outcome.passkey : assert.fail(outcome.code);
    },
  };
}
