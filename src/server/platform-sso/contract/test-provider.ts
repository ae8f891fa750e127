/** An identity provider to test: a database, a directory and the feature behind the real listener, on a clock that tests move. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import type { Certificate } from '#protocol/x509/certificate.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import { systemRandom } from '#runtime/random.ts';
import { type Audit, type AuditEvent, createAudit } from '#server/audit/audit.ts';
import { prepareLocalTls } from '#server/authority/local-tls.ts';
import { createDirectory, type DirectoryFeature } from '#server/directory/feature.ts';
import { createHttpServer } from '#server/http/server.ts';
import { createSealer, type MasterKey } from '#server/keys/sealer.ts';
import type { Database } from '#server/store/database.ts';
import { migrate } from '#server/store/migrations/migrate.ts';
import { openDatabase } from '#server/store/open.ts';
import type { AttemptBudgetSizes } from '../attempt-budgets.ts';
import { openPlatformSso, type PlatformSsoFeature } from '../feature.ts';
import { defaultSettings, endpoints, type PlatformSsoSettings } from '../settings.ts';
import { type StandInPages, standInPages } from './stand-in-pages.ts';
import type { Site } from './site.ts';

/** Where the provider under test says it is. */
export const issuer = 'https://id.example.org';
/** Its addresses. */
export const urls = endpoints(issuer);
/** 1 November 2026, noon; milliseconds since 1970. */
export const noon = Date.UTC(2026, 10, 1, 12);
/** What every person of {@link Provider.person} has, unless said otherwise. */
export const password = 'lantern over the gate';

/** A person of the directory. */
export interface Person {
  readonly id: string;
  readonly accountName: string;
  readonly username: string;
}

/** What a test may set; the rest is as an installation has it. */
export interface ProviderOptions {
  /** Default: a temporary SQLite store of its own, closed with the provider. */
  readonly database?: Database;
  readonly settings?: Partial<PlatformSsoSettings>;
  readonly budgets?: AttemptBudgetSizes;
  readonly simulatedRoots?: readonly Certificate[];
  readonly masterKey?: () => MasterKey;
  /** Default: argon2id at its cheapest; these tests are about what is decided. */
  readonly hashCost?: { readonly memory: number; readonly passes: number; readonly lanes: number };
  readonly hashBounds?: { readonly atOnce: number; readonly waiting: number };
}

/** The provider at work. */
export interface Provider extends Site {
  readonly app: FastifyInstance;
  readonly feature: PlatformSsoFeature;
  readonly database: Database;
  readonly directory: DirectoryFeature;
  readonly audit: Audit;
  /** Refusals as they were handed to the audit, oldest first; they become durable soon after. */
  readonly refused: readonly AuditEvent[];
  /** The sign-in pages of web sign-ins. */
  readonly pages: StandInPages;
  /** Milliseconds since 1970; write it to move time. */
  time: number;
  person(facts?: { password?: string; temporary?: boolean }): Promise<Person>;
  close(): Promise<void>;
}

let people = 0;
let tls: ReturnType<typeof certificate> | undefined;

/** Opens a provider. */
export async function openProvider(options: ProviderOptions = {}): Promise<Provider> {
  const database = options.database ?? openDatabase('sqlite::temporary:');
  await migrate(database);
  const hand = { time: noon };
  const clock = { now: () => hand.time };
  const shared = { database, clock, random: systemRandom };
  const directory = createDirectory({
    ...shared,
    hashCost: options.hashCost ?? { memory: 32, passes: 1, lanes: 1 },
    ...(options.hashBounds === undefined ? {} : { hashBounds: options.hashBounds }),
  });
  const audit = createAudit({ ...shared, pause: () => Promise.resolve(), onFailure: ({ error }) => fail(error) });
  const refused: AuditEvent[] = [];
  const pages = standInPages(() => directory);
  const ownKey = { current: 1, versions: new Map([[1, systemRandom.bytes(32)]]) };
  const feature = await openPlatformSso({
    ...shared,
    settings: { ...defaultSettings(issuer), ...options.settings },
    directory,
    audit: { ...audit, record: (event) => (refused.push(event), audit.record(event)) },
    sealer: createSealer(options.masterKey ?? (() => ownKey), nodeCrypto, systemRandom),
    attestationRoots: { apple: [], simulated: options.simulatedRoots ?? [] },
    signInPages: () => pages,
    ...(options.budgets === undefined ? {} : { budgets: options.budgets }),
  });
  const app = await listener();
  feature.mount(app);
  const close = async () => {
    await app.close();
    await audit.close();
    if (options.database === undefined) await database.close();
  };
  const send: Site['send'] = async ({ method, path, headers, body, address }) => {
    const payload = body === undefined ? {} : { payload: body };
    const reply = await app.inject({ method, url: path, headers, remoteAddress: address, ...payload });
    return { status: reply.statusCode, body: reply.body, headers: reply.headers };
  };
  const registrationToken: Site['registrationToken'] = async (serialNumber) =>
    (await feature.administration.issueRegistrationToken(serialNumber, 'test')).token;
  const person: Provider['person'] = (facts) => makePerson(directory, facts);
  return Object.assign(hand, {
    app,
    feature,
    database,
    directory,
    audit,
    refused,
    pages,
    send,
    registrationToken,
    person,
    close,
  });
}

async function makePerson(
  directory: DirectoryFeature,
  facts: { password?: string; temporary?: boolean } = {},
): Promise<Person> {
  people += 1;
  const accountName = `person${people}`;
  const username = `${accountName}@example.org`;
  const outcome = await directory.createUser(
    {
      accountName,
      fullName: `Person ${people}`,
      userPrincipalName: username,
      password: { value: facts.password ?? password, temporary: facts.temporary ?? false },
    },
    'test',
  );
  if (outcome.kind !== 'created') throw new Error(`The person was not made: ${JSON.stringify(outcome)}`);
  return { id: outcome.user.id, accountName, username };
}

// The listener is the real one, so that its error answers are too; its certificate is made once, and nobody connects.
async function listener(): Promise<FastifyInstance> {
  tls ??= certificate();
  const { keyPem, certificateChainPem } = await tls;
  return createHttpServer({ keyPem, certificateChainPem, logger: pino({ level: 'silent' }), trustProxy: false });
}

async function certificate() {
  const directory = mkdtempSync(join(tmpdir(), 'porchlight-provider-'));
  try {
    const ports = { clock: { now: () => noon }, random: systemRandom };
    return await prepareLocalTls({ directory, hostNames: ['localhost'], ...ports });
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function fail(error: unknown): never {
  throw new Error('The audit failed.', { cause: error });
}
