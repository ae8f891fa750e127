/** The person's own pages over the real sign-in, with people in front of them. */
import assert from 'node:assert/strict';
import fastify, { type FastifyInstance } from 'fastify';
import { nodeCrypto } from '#runtime/crypto.ts';
import { systemRandom } from '#runtime/random.ts';
import type { AuditEvent } from '#server/audit/audit.ts';
import { createDirectory } from '#server/directory/feature.ts';
import { createFactors } from '#server/factors/feature.ts';
import { createSealer } from '#server/keys/sealer.ts';
import { createPolicy } from '#server/policy/feature.ts';
import { openSignIns } from '#server/sign-in/feature.ts';
import type { Database } from '#server/store/database.ts';
import type { AccountPorts } from '../account-ports.ts';
import { type AccountFeature, openAccount, passwordChanges } from '../feature.ts';

/** An answer as a browser sees it. */
export interface Seen {
  readonly status: number;
  readonly location: string | undefined;
  readonly text: string;
  /** What went wrong, and what was done. */
  readonly problem: string | undefined;
  readonly told: string | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** What a form is sent with beside its fields. */
export interface SendingWish {
  readonly origin?: string;
  readonly fetchSite?: string;
  readonly body?: string | Buffer;
}

const origin = 'https://id.example.org';
const deviceFacts = async () => ({ registered: false, managed: false, attested: false });
const password = 'orange kettle of seven rivers';
const mac = {
  id: 'r1',
  name: 'Ada’s <Mac>',
  serialNumber: 'C02',
  method: 'Password',
  createdAt: 0,
  lastLoginAt: undefined,
} as const;
let people = 0;

function wikiSession(at: number) {
  const place = { browser: 'Safari on macOS', address: '192.0.2.7' };
  return { id: 's1', purpose: 'applications', ...place, begunAt: at, usedAt: at, applications: ['Wiki'] } as const;
}

/** Opens the pages; `other` is the store of a second node. */
export async function openAccountBench(database: Database, other: Database = database) {
  const clock = { time: Date.UTC(2026, 10, 25, 12), now: () => clock.time };
  const masterKey = { current: 1, versions: new Map([[1, new Uint8Array(32).fill(7)]]) };
  const sealer = createSealer(() => masterKey, nodeCrypto, systemRandom);
  const directory = createDirectory({
    database,
    clock,
    random: systemRandom,
    hashCost: { memory: 8, passes: 1, lanes: 1 },
  });
  const events: AuditEvent[] = [];
  const audit = { record: (event: AuditEvent) => void events.push(event) } as AccountPorts['audit'];
  const common = { directory, audit, sealer, clock, random: systemRandom, organisation: 'Example', origin };
  const ended: string[] = [];
  const removed: string[] = [];
  const phones = new Map<string, { id: string; name: string; createdAt: number; state: string }[]>();
  const passkeys = new Map<string, { name: string; createdAt: number }[]>();
  const open = async (store: Database): Promise<{ app: FastifyInstance; feature: AccountFeature }> => {
    const ports = { ...common, database: store };
    const factors = createFactors(ports);
    const { oneTimeCodes, recoveryCodes, temporaryPasses } = factors;
    const signIns = await openSignIns({
      ...ports,
      people: directory,
      policy: createPolicy({
        ...ports,
        people: directory,
        deviceFacts,
        methodsOf: (userId) => oneTimeCodes.isEnrolled(userId).then((isEnrolled) => (isEnrolled ? ['code'] : [])),
        takesCertificates: false,
      }),
      deviceFacts,
      oneTimeCodes,
      recoveryCodes,
      temporaryPasses,
    });
    const feature: AccountFeature = await openAccount({
      ...ports,
      people: directory,
      passwords: passwordChanges(directory, {
        endSessionsOf: async (userId) => {
          ended.push(`begun ${userId}`);
          await feature.endSessionsOf(userId);
        },
        revokeTokensOfUser: async (userId, _actor, credential) => void ended.push(`${credential} ${userId}`),
      }),
      shortestPassword: 12,
      signIns: {
        ...signIns,
        methodsOf: async (userId) => [
          ...(await signIns.methodsOf(userId)),
          ...(phones.get(userId)?.some(({ state }) => state === 'active') ? (['number'] as const) : []),
          ...(passkeys.has(userId) ? (['passkey'] as const) : []),
        ],
      },
      factors,
      authenticators: {
        offer: async (userId) => ({ address: `${origin}/authenticator#offer-for-${userId}`, expiresAt: clock.time }),
        list: async (userId) => phones.get(userId) ?? [],
        remove: async (userId, id) => {
          if (!phones.get(userId)?.some((phone) => phone.id === id)) return { kind: 'not-found' };
          removed.push(id);
          return { kind: 'done' };
        },
      },
      passkeys: {
        list: async (userId) => passkeys.get(userId) ?? [],
        show: async ({ attempt }) => `<p>passkeys of ${attempt.length}</p>`,
        submit: async ({ fields }) =>
          fields.get('step') === 'passkey-remove'
            ? { kind: 'refused', told: 'That passkey is not there any more.', code: 'passkey_unknown' }
            : { kind: 'done', told: 'Done.' },
      },
      macsOf: async () => (removed.includes('r1') ? [] : [mac]),
      endMac: async (userId, id) => {
        ended.push(`mac ${userId}`);
        return removed.push(id) > 0;
      },
      otherSessions: {
        list: async () => (removed.includes('s1') ? [] : [wikiSession(clock.time)]),
        end: async (_userId, id) => id === 's1' && removed.push(id) > 0,
      },
      grantsOf: async () => [{ application: 'Wiki' }],
      endSessionsOf: async (userId) => void ended.push(`all ${userId}`),
    });
    const app = fastify();
    feature.mount(app);
    await app.ready();
    return { app, feature };
  };
  const here = await open(database);
  const there = other === database ? here : await open(other);
  const factors = createFactors({ ...common, database });

  const person = async () => {
    people += 1;
    const accountName = `self${people}`;
    const userName = `${accountName}@example.org`;
    const wish = { accountName, fullName: 'Ada', userPrincipalName: userName, password: { value: password } };
    const made = await directory.createUser(wish, 'test');
    const id = made.kind === 'created' ? made.user.id : assert.fail(made.kind);
    return { id, userName, password };
  };
  const browser = (app: FastifyInstance = here.app, userAgent?: string) => new Browser(app, userAgent);
  /** A browser in which somebody has just signed in, by password. */
  const signedIn = async (
    who?: Pick<Awaited<ReturnType<typeof person>>, 'id' | 'userName' | 'password'>,
    tab = browser(),
  ) => {
    const someone = who ?? (await person());
    await tab.get('/account/sign-in');
    const seen = await tab.post('/account/sign-in', { username: someone.userName, password: someone.password });
    assert.equal(seen.location, '/account', seen.text);
    return { ...someone, tab };
  };
  return {
    clock,
    database,
    directory,
    factors,
    events,
    ended,
    removed,
    phones,
    passkeys,
    origin,
    masterKey,
    feature: here.feature,
    there,
    person,
    browser,
    signedIn,
    refusals: () => events.filter(({ outcome }) => outcome === 'refused').map(({ code }) => code),
    close: async () => {
      await here.app.close();
      if (there !== here) await there.app.close();
    },
  };
}

/** Keeps cookies, and the hidden fields of the last page. */
export class Browser {
  readonly cookies = new Map<string, string>();
  readonly #app: FastifyInstance;
  readonly #userAgent: string;
  #hidden: readonly (readonly [name: string, value: string])[] = [];

  constructor(app: FastifyInstance, userAgent = 'Mozilla/5.0 (Windows NT 10.0) Chrome/140.0') {
    this.#app = app;
    this.#userAgent = userAgent;
  }

  /** The same browser before another node. */
  at(app: FastifyInstance): Browser {
    const tab = new Browser(app, this.#userAgent);
    for (const [name, value] of this.cookies) tab.cookies.set(name, value);
    tab.#hidden = this.#hidden;
    return tab;
  }

  /** The value of a hidden field of the last page. */
  hidden(name: string): string {
    return this.#hidden.find(([known]) => known === name)?.[1] ?? '';
  }

  get(url: string): Promise<Seen> {
    return this.#send('GET', url, {});
  }

  /** Sends the fields with the token of the last page; a field of our own wins. */
  post(url: string, fields: Readonly<Record<string, string>>, wish: SendingWish = {}): Promise<Seen> {
    const known = this.#hidden.filter(([name]) => ['token', 'step', 'proposal'].includes(name)).toReversed();
    const body = wish.body ?? new URLSearchParams({ ...Object.fromEntries(known), ...fields }).toString();
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      origin: wish.origin ?? origin,
      'sec-fetch-site': wish.fetchSite ?? 'same-origin',
    };
    return this.#send('POST', url, headers, body);
  }

  async #send(
    method: 'GET' | 'POST',
    url: string,
    headers: Readonly<Record<string, string>>,
    payload?: string | Buffer,
  ) {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await this.#app.inject({
      method,
      url,
      headers: { 'user-agent': this.#userAgent, ...headers, ...(cookie === '' ? {} : { cookie }) },
      ...(payload === undefined ? {} : { payload }),
    });
    for (const { name, value, maxAge } of answer.cookies) {
      if (maxAge === 0) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    const text = answer.body;
    const fields = [...text.matchAll(/<input type="hidden" name="([\w-]+)" value="([^"]*)">/g)];
    if (fields.length > 0) this.#hidden = fields.map(([, name = '', value = '']) => [name, value] as const);
    return {
      status: answer.statusCode,
      location: answer.headers.location,
      text,
      problem: /id="problem" role="alert">([^<]+)</.exec(text)?.[1],
      told: /role="status">([^<]+)</.exec(text)?.[1],
      headers: answer.headers,
    };
  }
}
