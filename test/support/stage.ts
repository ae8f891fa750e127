/**
 * The stage of journeys and refusals: a real server on a free port in a home of its own, administered over HTTPS, with
 * people, cards and virtual Macs around it. Story time is one clock that only moves forward when a story says so.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type ApiClient, createApiClient } from '#api/client.ts';
import { type Clock, systemClock } from '#runtime/clock.ts';
import { type HttpsFetch, httpsFetch } from '#runtime/https-fetch.ts';
import { freePort } from '#runtime/free-port.ts';
import { systemRandom } from '#runtime/random.ts';
import type { AuditEvent } from '#server/audit/audit.ts';
import { parseConfig } from '#server/config.ts';
import { type RunningServer, startServer } from '#server/main.ts';
import type { Passkeys } from '#server/passkeys/feature.ts';

/** The machine's time plus what a story added. */
export class StoryClock implements Clock {
  #added = 0;

  now(): number {
    return systemClock.now() + this.#added;
  }

  /** Lets so many milliseconds pass, for the server and for every Mac without a wrong clock. */
  advance(milliseconds: number): void {
    this.#added += milliseconds;
  }
}

/** Where a stage's clean-up is registered: a test's context, or a suite. */
export interface Curtain {
  after(close: () => Promise<void>): void;
}

/** What may be asked for. Without it: SQLite, no attestation root. */
export interface StageWish {
  /** A PostgreSQL address in place of SQLite. */
  readonly databaseUrl?: string;
  /** Further settings of the server. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Called once the home is there, before the server starts, for files that settings name. */
  readonly prepare?: (home: string) => Promise<Readonly<Record<string, string>>>;
}

/** A person of the organisation. */
export interface Person {
  readonly id: string;
  readonly accountName: string;
  readonly fullName: string;
  readonly userPrincipalName: string;
  readonly password: string;
}

/** The stage. */
export interface Stage {
  /** The issuer. */
  readonly url: string;
  readonly clock: StoryClock;
  /** Administration over HTTPS. */
  readonly api: ApiClient;
  /** Speaks HTTPS to whichever node answers for the issuer at the moment. */
  readonly fetch: HttpsFetch;
  /** Starts another server process's worth over the same store; Macs keep calling the first until told otherwise. */
  addNode(): Promise<Node>;
  /** Stops the first node and starts it again over the same home and store. */
  restart(): Promise<void>;
  /** From now on this node answers for the issuer; without one the first again. */
  routeTo(node?: Node): void;
  /** A person with a password. */
  addPerson(accountName: string): Promise<Person>;
  /** What a person's own page does with passkeys. */
  passkeys(): Passkeys;
  /** A registration token for the profile of one Mac. */
  tokenFor(serialNumber: string): Promise<string>;
  /** Waits for an event that fits, after a sequence number: refusals become durable soon after their answers. */
  auditEvent(after: number, fits: (event: AuditEvent) => boolean): Promise<AuditEvent | undefined>;
  /** The last sequence number of the audit chain. */
  auditHead(): Promise<number>;
}

/** A further node. */
export interface Node {
  readonly url: string;
  readonly api: ApiClient;
}

/** Rounds of ten milliseconds that an audit event is waited for. */
const patience = 500;

/** Starts a server. It is stopped, and its home removed, when the curtain falls. */
export async function openStage(curtain: Curtain, wish: StageWish = {}): Promise<Stage> {
  const home = await mkdtemp(join(tmpdir(), 'porchlight-stage-'));
  curtain.after(() => rm(home, { recursive: true, force: true }));
  const prepared = (await wish.prepare?.(home)) ?? {};
  const settings = {
    PORCHLIGHT_HOME: home,
    PORCHLIGHT_LOG_LEVEL: 'silent',
    ...(wish.databaseUrl === undefined ? {} : { PORCHLIGHT_DATABASE: wish.databaseUrl }),
    ...wish.settings,
    ...prepared,
  };
  return new RunningStage(curtain, home, settings).open();
}

class RunningStage implements Stage {
  readonly clock = new StoryClock();
  readonly #curtain: Curtain;
  readonly #home: string;
  readonly #settings: Readonly<Record<string, string>>;
  readonly #people = new Set<string>();
  #first: RunningServer | undefined;
  #trusting: HttpsFetch = httpsFetch();
  #target: string | undefined;
  #port = 0;
  #token = '';

  constructor(curtain: Curtain, home: string, settings: Readonly<Record<string, string>>) {
    this.#curtain = curtain;
    this.#home = home;
    this.#settings = settings;
  }

  async open(): Promise<this> {
    this.#port = await freePort();
    await this.#start();
    this.#curtain.after(() => this.#server().close());
    this.#token = (await readFile(join(this.#home, 'server', 'admin-token'), 'utf8')).trim();
    return this;
  }

  get url(): string {
    return this.#server().url;
  }

  get api(): ApiClient {
    return createApiClient({ baseUrl: this.url, token: this.#token, fetch: this.#trusting });
  }

  readonly fetch: HttpsFetch = (url, request) =>
    this.#trusting(this.#target === undefined ? url : String(url).replace(this.url, this.#target), request);

  async addNode(): Promise<Node> {
    const port = await freePort();
    const server = await this.#run(port, this.url);
    this.#curtain.after(() => server.close());
    const url = `https://localhost:${port}`;
    return { url, api: createApiClient({ baseUrl: url, token: this.#token, fetch: this.#trusting }) };
  }

  async restart(): Promise<void> {
    await this.#server().close();
    await this.#start();
  }

  routeTo(node?: Node): void {
    this.#target = node?.url;
  }

  async addPerson(accountName: string): Promise<Person> {
    const fullName = accountName.replace(/^./, (letter) => letter.toUpperCase());
    const userPrincipalName = `${accountName}@porchlight.example`;
    const password = `violet-harbour-${this.#people.add(accountName).size}`;
    const { id } = await this.api.createUser({ body: { accountName, fullName, userPrincipalName, password } });
    return { id, accountName, fullName, userPrincipalName, password };
  }

  passkeys(): Passkeys {
    return this.#server().composition.passkeys;
  }

  async tokenFor(serialNumber: string): Promise<string> {
    return (await this.api.issueRegistrationToken({ body: { serialNumber } })).token;
  }

  async auditEvent(after: number, fits: (event: AuditEvent) => boolean): Promise<AuditEvent | undefined> {
    const { audit } = this.#server().composition;
    for (let round = 0; round < patience; round += 1) {
      const found = (await audit.list({ after, limit: 1000 })).find(({ event }) => fits(event));
      if (found) return found.event;
      await setTimeout(10);
    }
    return undefined;
  }

  async auditHead(): Promise<number> {
    const [last] = await this.#server().composition.audit.list({ limit: 1 });
    return last?.sequence ?? 0;
  }

  #server(): RunningServer {
    if (!this.#first) throw new Error('The stage is not open.');
    return this.#first;
  }

  async #start(): Promise<void> {
    this.#first = await this.#run(this.#port, `https://localhost:${this.#port}`);
    const root = await readFile(join(this.#home, 'server', 'tls', 'root-certificate.pem'), 'utf8');
    this.#trusting = httpsFetch({ ca: [root] });
  }

  #run(port: number, issuer: string): Promise<RunningServer> {
    const own = { PORCHLIGHT_LISTEN: `localhost:${port}`, PORCHLIGHT_ISSUER: issuer };
    return startServer(parseConfig({ ...this.#settings, ...own }), { clock: this.clock, random: systemRandom });
  }
}
