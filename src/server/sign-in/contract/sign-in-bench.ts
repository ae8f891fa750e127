/** Signing in over a store, with factors that do as tests tell them. */
import assert from 'node:assert/strict';
import type { PolicyRule } from '#api/policy.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import { systemRandom } from '#runtime/random.ts';
import { fromUtf8, utf8 } from '#protocol/encoding/utf8.ts';
import type { AuditEvent } from '#server/audit/audit.ts';
import { DirectoryError } from '#server/directory/directory-error.ts';
import { createDirectory, type DirectoryFeature } from '#server/directory/feature.ts';
import { createSealer } from '#server/keys/sealer.ts';
import { policyByRules } from '#server/policy/contract/policy-bench.ts';
import { type FactorMethod, unknownDevice } from '#server/policy/purpose.ts';
import type { Database } from '#server/store/database.ts';
import type { NumberOutcome, SignInPorts } from '../context.ts';
import { openSignIns, type SignInAnswer, type SignedIn, type Visit } from '../feature.ts';

/** What a test looks at. */
export interface Seen {
  readonly kind: SignInAnswer['kind'];
  readonly text: string;
  /** What the person is told; empty when nothing is wrong. */
  readonly alert: string;
  /** The content security policy. */
  readonly policy: string;
  readonly signedIn: SignedIn | undefined;
}

/** Somebody with a password. */
export interface TestPerson {
  readonly id: string;
  readonly userName: string;
  readonly password: string;
}

const origin = 'https://id.example.org';
const quick = { memory: 64, passes: 1, lanes: 1 };
let people = 0;
let visits = 0;

/** Opens it; `other` is the store of a second node. */
export async function openSignInBench(database: Database, other: Database = database) {
  const clock = { time: Date.UTC(2026, 10, 29, 12), now: () => clock.time };
  const masterKey = { current: 1, versions: new Map([[1, new Uint8Array(32).fill(7)]]) };
  const sealer = createSealer(() => masterKey, nodeCrypto, systemRandom);
  const directory = createDirectory({ database, clock, random: systemRandom, hashCost: quick });
  const events: AuditEvent[] = [];
  const methods = new Map<string, readonly FactorMethod[]>();
  const rules: PolicyRule[] = [];
  const requests: string[] = [];
  const cancelled: string[] = [];
  let outcome: NumberOutcome = 'waiting';
  const state = { busy: false, isConsumed: false, isOverloaded: false };
  const has = async (userId: string, method: FactorMethod) => methods.get(userId)?.includes(method) === true;
  const ports: Omit<SignInPorts, 'database'> = {
    origin,
    people: withOverload(directory, state),
    policy: policyByRules(rules),
    deviceFacts: async () => unknownDevice,
    oneTimeCodes: {
      isEnrolled: (userId) => has(userId, 'code'),
      check: async (_userId, code) => (code === '123456' ? 'accepted' : 'wrong'),
    },
    recoveryCodes: {
      left: async (userId) => ((await has(userId, 'recovery-code')) ? 3 : 0),
      check: async (_userId, code) => (code === 'RIGHT-CODE' ? 'accepted' : 'wrong'),
    },
    temporaryPasses: {
      isGiven: (userId) => has(userId, 'temporary-pass'),
      check: async (userId, pass) => {
        if (pass === 'over') return 'expired';
        return pass === 'RIGHT-PASS' && (await has(userId, 'temporary-pass')) ? 'accepted' : 'wrong';
      },
    },
    numberMatching: {
      isEnrolled: (userId) => has(userId, 'number'),
      begin: async () => {
        if (state.busy) return { kind: 'busy', retryAt: clock.time + 10_000 };
        outcome = 'waiting';
        requests.push(`r${requests.length + 1}`);
        return { kind: 'begun', requestId: requests.at(-1) ?? '', number: '42', expiresAt: clock.time + 60_000 };
      },
      outcome: async () => outcome,
      waitFor: async () => outcome,
      consume: async () => !state.isConsumed,
      cancel: async (requestId) => void cancelled.push(requestId),
    },
    passkeys: {
      has: (userId) => has(userId, 'passkey'),
      beginSignIn: async ({ attempt }) => ({ options: { challenge: attempt } }),
      finishSignIn: async ({ response, userId }) => {
        const { of } = response as { readonly of: string };
        const isTheirs = (await has(of, 'passkey')) && (userId === undefined || userId === of);
        return isTheirs ? { kind: 'accepted', userId: of } : { kind: 'refused', code: 'passkey_unknown' };
      },
    },
    certificates: {
      has: async () => false,
      begin: async (_attempt, returnTo) => `https://cards.example/?to=${encodeURIComponent(returnTo)}`,
      redeem: async (_attempt, proof) =>
        proof === 'nobody' ? { kind: 'refused', code: 'certificate_unmapped' } : { kind: 'accepted', userId: proof },
    },
    audit: { record: (event) => void events.push(event) } as SignInPorts['audit'],
    sealer,
    clock,
    random: systemRandom,
  };
  const here = await openSignIns({ ...ports, database });
  const there = await openSignIns({ ...ports, database: other });
  const sent = (page: Seen, fields: Readonly<Record<string, string>>) => {
    const hidden = [...page.text.matchAll(/<input type="hidden" name="(token|step)" value="([^"]*)"/g)];
    const known = Object.fromEntries(hidden.map(([, name, value]) => [name, value]));
    const body = utf8(new URLSearchParams({ ...known, ...fields } as Record<string, string>).toString());
    return { body, origin, fetchSite: 'same-origin' };
  };
  const bench = Object.assign(state, {
    clock,
    directory,
    events,
    rules,
    requests,
    cancelled,
    rule: {
      name: 'test',
      who: 'everyone',
      purposes: 'any',
      device: {},
      require: 'refuse',
      bootstrap: 'refuse',
    } as const,
    refusals: () => events.filter((event) => event.outcome === 'refused').map(({ code }) => code),
    answer: (next: NumberOutcome) => {
      outcome = next;
    },
    visit: (): Visit => {
      visits += 1;
      return {
        id: `test:${visits}:${Math.trunc(clock.time)}`,
        purpose: 'application',
        target: 'Wiki',
        title: 'Sign in to Example',
        reason: 'Use your work account.',
        userName: '',
        address: '192.0.2.1',
        formTargets: [],
        url: `${origin}/here`,
      };
    },
    show: async (visit: Visit) => seenOf(await here.show(visit)),
    submit: async (visit: Visit, page: Seen, fields: Readonly<Record<string, string>>) =>
      seenOf(await here.submit(visit, sent(page, fields))),
    submitElsewhere: async (visit: Visit, page: Seen, fields: Readonly<Record<string, string>>) =>
      seenOf(await there.submit(visit, sent(page, fields))),
    submitBytes: async (visit: Visit, body: Uint8Array) =>
      seenOf(await here.submit(visit, { body, origin, fetchSite: undefined })),
    signIn: async (visit: Visit, { userName, password }: TestPerson) =>
      bench.submit(visit, await bench.show(visit), { username: userName, password }),
    person: async (wish: { readonly methods?: readonly FactorMethod[]; readonly temporary?: boolean } = {}) => {
      const person = await addPerson(directory, wish.temporary === true);
      methods.set(person.id, wish.methods ?? []);
      return person;
    },
  });
  return bench;
}

function withOverload(directory: DirectoryFeature, state: { readonly isOverloaded: boolean }): SignInPorts['people'] {
  return {
    findUser: (name) => directory.findUser(name),
    userById: (id) => directory.userById(id),
    groupsOf: (id) => directory.groupsOf(id),
    changePassword: (name, present, next) => directory.changePassword(name, present, next),
    checkPassword: (name, password) =>
      state.isOverloaded
        ? Promise.reject(new DirectoryError('busy', 'Too many passwords.'))
        : directory.checkPassword(name, password),
  };
}

async function addPerson(directory: DirectoryFeature, temporary: boolean): Promise<TestPerson> {
  people += 1;
  const accountName = `visitor${people}`;
  const userName = `${accountName}@example.org`;
  const password = 'orange kettle of seven rivers';
  const wish = { accountName, fullName: 'A Visitor', userPrincipalName: userName };
  const made = await directory.createUser({ ...wish, password: { value: password, temporary } }, 'test');
  return made.kind === 'created' ? { id: made.user.id, userName, password } : assert.fail(made.kind);
}

function seenOf(answer: SignInAnswer): Seen {
  const text = answer.kind === 'page' ? (fromUtf8(answer.answer.body) ?? '') : '';
  return {
    kind: answer.kind,
    text,
    alert: /id="problem" role="alert">([^<]+)</.exec(text)?.[1] ?? '',
    policy: answer.kind === 'page' ? (answer.answer.headers['content-security-policy'] ?? '') : '',
    signedIn: answer.kind === 'signed-in' ? answer.signedIn : undefined,
  };
}
