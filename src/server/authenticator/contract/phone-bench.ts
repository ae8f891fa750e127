/** The feature on a listener of its own, and phones that speak to it: for its tests. */
import assert from 'node:assert/strict';
import { webcrypto } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import fastify, { type FastifyInstance } from 'fastify';
import { nodeCrypto } from '#runtime/crypto.ts';
import { systemRandom } from '#runtime/random.ts';
import { createPhone, type Phone, type PhonePorts, type StoredAccount } from '#phone/phone.ts';
import { type Subtle, webCrypto } from '#phone/web-crypto.ts';
import { type AuditEvent, createAudit } from '#server/audit/audit.ts';
import { createDirectory } from '#server/directory/feature.ts';
import { createFactors, type Factors } from '#server/factors/feature.ts';
import { createSealer } from '#server/keys/sealer.ts';
import type { Database } from '#server/store/database.ts';
import { type AuthenticatorFeature, openAuthenticators } from '../feature.ts';
import type { Push, PushOutcome, PushSender } from '../push/push-sender.ts';

/** The address that phones and signatures name. */
export const issuer = 'https://id.porchlight.example';

/** Time that a test moves. */
export interface BenchClock {
  time: number;
  now(): number;
}

/** One server process over a store. */
export interface Bench {
  readonly app: FastifyInstance;
  readonly feature: AuthenticatorFeature;
  readonly factors: Factors;
  readonly clock: BenchClock;
  readonly pushes: FakePushes;
  readonly masterKey: { current: number; versions: Map<number, Uint8Array> };
  addPerson(): Promise<string>;
  setState(userId: string, state: 'disabled' | 'active'): Promise<void>;
  events(type: string): Promise<readonly AuditEvent[]>;
  audit: ReturnType<typeof createAudit>;
  close(): Promise<void>;
}

/** Pushes that go nowhere. */
export class FakePushes implements PushSender {
  readonly sent: Push[] = [];
  outcome: PushOutcome = 'delivered';

  newKey() {
    return { publicKey: 'BPublic', privateKey: 'Private' };
  }

  mayBe(endpoint: string): boolean {
    return endpoint.startsWith('https://push.example/');
  }

  async send(push: Push): Promise<PushOutcome> {
    this.sent.push(push);
    return this.outcome;
  }
}

let people = 0;

/** A clock that stands until it is moved. */
export function benchClock(): BenchClock {
  const clock = { time: Date.UTC(2026, 10, 29, 12), now: () => clock.time };
  return clock;
}

/** Opens a process over a store. */
export async function openBench(database: Database, clock: BenchClock = benchClock()): Promise<Bench> {
  const masterKey = { current: 1, versions: new Map([[1, new Uint8Array(32).fill(7)]]) };
  const sealer = createSealer(() => masterKey, nodeCrypto, systemRandom);
  const random = systemRandom;
  const pause = (milliseconds: number) => setTimeout(milliseconds);
  const audit = createAudit({ database, clock, pause, onFailure: ({ error }) => assert.fail(String(error)) });
  const directory = createDirectory({ database, clock, random });
  const factors = createFactors({ database, directory, sealer, clock, random, organisation: 'Example' });
  const pushes = new FakePushes();
  const onFault = (error: unknown) => assert.fail(String(error));
  const { oneTimeCodes } = factors;
  const feature = await openAuthenticators({
    issuer,
    organisation: 'Example',
    database,
    directory,
    oneTimeCodes,
    audit,
    sealer,
    clock,
    random,
    pushes,
    pause,
    onFault,
  });
  const app = fastify() as unknown as FastifyInstance;
  feature.mount(app);
  return {
    app,
    feature,
    factors,
    clock,
    pushes,
    masterKey,
    audit,
    addPerson: async () => {
      const accountName = `person${(people += 1)}`;
      const userPrincipalName = `${accountName}@porchlight.example`;
      const made = await directory.createUser({ accountName, fullName: 'Person', userPrincipalName }, 'test');
      assert.ok(made.kind === 'created');
      return made.user.id;
    },
    setState: async (userId, state) => {
      await (state === 'active' ? directory.enableUser(userId, 'test') : directory.disableUser(userId, 'test'));
    },
    events: async (type) => {
      for (let round = 0; audit.waiting() > 0 && round < 200; round += 1) await setTimeout(5);
      return (await audit.list({ type, limit: 1000 })).map(({ event }) => event);
    },
    close: async () => {
      await app.close();
      await feature.settled();
      await audit.close();
    },
  };
}

/** A phone whose store a test can look into. */
export interface BenchPhone extends Phone {
  readonly stored: StoredAccount[];
  readonly ports: PhonePorts;
  /** Every request as it was sent. */
  readonly sent: SentRequest[];
}

/** A request as it was sent. */
export interface SentRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string | undefined;
}

/** Sends what a phone, or a meddler, has made. */
export async function sendTo({ app }: Bench, { method, path, headers, body }: SentRequest) {
  const answer = await app.inject({
    method: method as 'GET',
    url: path,
    headers,
    ...(body === undefined ? {} : { payload: body }),
  });
  return { status: answer.statusCode, text: () => answer.body, code: codeOf(answer.body) };
}

function codeOf(body: string): string | undefined {
  try {
    return (JSON.parse(body) as { readonly code?: string }).code;
  } catch {
    return undefined;
  }
}

/** A phone that speaks to whatever `bench` answers with at the time. */
export function makePhone(bench: () => Bench, clock: { now(): number } = bench().clock): BenchPhone {
  const stored: StoredAccount[] = [];
  const sent: SentRequest[] = [];
  let last: Promise<unknown> = Promise.resolve();
  const ports: PhonePorts = {
    fetch: (url, { method, headers, body }) => {
      const request = { method, path: url.slice(issuer.length), headers, body };
      sent.push(request);
      return sendTo(bench(), request);
    },
    crypto: webCrypto(webcrypto.subtle as unknown as Subtle),
    clock,
    random: systemRandom,
    storage: {
      accounts: async () => [...stored],
      put: async (account) => {
        const at = stored.findIndex((one) => one.authenticatorId === account.authenticatorId);
        stored.splice(at < 0 ? stored.length : at, at < 0 ? 0 : 1, account);
      },
      remove: async (id) => {
        stored.splice(stored.findIndex((one) => one.authenticatorId === id) >>> 0, 1);
      },
      exclusively: (work) => {
        const mine = last.then(work);
        last = mine.catch(() => undefined);
        return mine;
      },
    },
  };
  return { ...createPhone(ports), stored, ports, sent };
}

/** A phone with an account of a new person. */
export async function enrolledPhone(bench: Bench, unlock: 'pin' | 'none' = 'pin') {
  const userId = await bench.addPerson();
  const { address } = await bench.feature.offer(userId, 'admin', { unlock: 'optional' });
  const phone = makePhone(() => bench);
  const { authenticatorId } = await phone.enroll(address, { name: 'Phone', unlock });
  return { userId, phone, authenticatorId };
}

/** What a sign-in asks. Attempts are a person's own, since tests share a store. */
export function wishFor(userId: string, attempt = 'attempt-1') {
  const own = `${attempt} of ${userId}`;
  return { userId, purpose: 'application', target: 'Notes', address: '192.0.2.7', attempt: own } as const;
}

/** Begins a request, and gives it as the phone sees it. */
export async function beginFor(bench: Bench, userId: string, phone: Phone, id: string, attempt = 'attempt-1') {
  const begun = await bench.feature.numberMatching.begin(wishFor(userId, attempt));
  assert.ok(begun.kind === 'begun', JSON.stringify(begun));
  const [request] = await phone.requests(id);
  assert.ok(request);
  return { ...begun, request, wrong: begun.number === '10' ? '11' : '10' };
}

/** The code of a refusal. */
export async function refusalOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'none';
  } catch (error) {
    return (error as { readonly code?: string }).code ?? String(error);
  }
}
