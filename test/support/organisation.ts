/**
 * An organisation for journeys out of the box: simulated Apple, a server that Apple knows, an app to install, people, and
 * Macs that Apple sold to it. Everything speaks HTTPS with each other, as outside of tests.
 */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { z } from 'zod';
import { type ApiClient, createApiClient } from '#api/client.ts';
import type { signInPlan } from '#api/sign-in-plan.ts';
import { type SimulatedApple, startApple } from '#apple/apple.ts';
import { answerTo } from '#cli/mac/setup-answers.ts';
import type { Answers, Question } from '#cli/mac/answers.ts';
import { methodOf } from '#cli/mac/method-of.ts';
import { simulatedApple } from '#mac/apple-services/simulated-apple.ts';
import type { Exchange } from '#mac/evidence.ts';
import type { MacFetch, MacPorts } from '#mac/ports.ts';
import type { SetupOutcome } from '#mac/setup-assistant/answers.ts';
import { type BoxedMacOptions, unboxVirtualMac, type VirtualMac } from '#mac/virtual-mac.ts';
import { httpsFetch } from '#runtime/https-fetch.ts';
import { type Clock, systemClock } from '#runtime/clock.ts';
import { systemRandom } from '#runtime/random.ts';
import { freePort } from '#runtime/free-port.ts';
import type { AuditEvent } from '#server/audit/audit.ts';
import { parseConfig } from '#server/config.ts';
import { type RunningServer, startServer } from '#server/main.ts';
import { makePushCertificate } from '#server/mdm/contract/push-certificate.ts';
import type { Curtain } from './stage.ts';

type PlanInput = z.input<typeof signInPlan>;

/** Somebody with a password. */
export interface Member {
  readonly id: string;
  readonly accountName: string;
  readonly fullName: string;
  readonly userPrincipalName: string;
  readonly password: string;
}

/** The organisation. */
export interface Organisation {
  readonly api: ApiClient;
  readonly apple: SimulatedApple;
  readonly server: RunningServer;
  readonly url: string;
  /** Saves a plan with changes over a plan with passwords, in place of the one in force. */
  plan(change?: Partial<PlanInput>): Promise<void>;
  person(accountName: string): Promise<Member>;
  /** The last refusal with a code in the audit chain, waited for: refusals become durable soon after their answers. */
  refusal(code: string): Promise<AuditEvent | undefined>;
  /** What a Mac on its network finds: the server, Apple, the time. */
  readonly surroundings: Omit<MacPorts, 'uidKey'>;
  /** Apple gives a Mac with this serial number to the server. */
  assign(serialNumber: string): Promise<void>;
  /** A Mac in its box, which Apple gave to this server. `through` stands between it and the server. */
  buy(options: BoxWish, through?: (fetch: MacFetch) => MacFetch): Promise<VirtualMac>;
}

/** Which Mac. */
export type BoxWish = Partial<BoxedMacOptions> & Pick<BoxedMacOptions, 'macos'>;

/** What may be asked for. Without it: SQLite, the machine's time. */
export interface OrganisationWish {
  /** A PostgreSQL address in place of SQLite. */
  readonly databaseUrl?: string | undefined;
  /** Further settings of the server. */
  readonly settings?: Readonly<Record<string, string>>;
  /** The time of server, Macs and Apple. */
  readonly clock?: Clock;
}

/** Opens it. */
export async function openOrganisation(curtain: Curtain, wish: OrganisationWish = {}): Promise<Organisation> {
  const { databaseUrl, clock = systemClock } = wish;
  const home = await mkdtemp(join(tmpdir(), 'porchlight-organisation-'));
  curtain.after(() => rm(home, { recursive: true, force: true }));
  const folder = join(home, 'lab');
  const apple = await startApple({ folder, clock, random: systemRandom });
  curtain.after(() => apple.close());
  const port = await freePort();
  const config = parseConfig({
    PORCHLIGHT_HOME: home,
    PORCHLIGHT_LISTEN: `localhost:${port}`,
    PORCHLIGHT_LOG_LEVEL: 'silent',
    PORCHLIGHT_INSECURE_SIMULATED_APPLE: folder,
    ...(databaseUrl === undefined ? {} : { PORCHLIGHT_DATABASE: databaseUrl }),
    ...wish.settings,
  });
  const server = await startServer(config, { clock, random: systemRandom });
  curtain.after(() => server.close());
  const fetch = httpsFetch({ ca: [server.composition.rootPem ?? ''] });
  const token = (await readFile(join(home, 'server', 'admin-token'), 'utf8')).trim();
  const api = createApiClient({ baseUrl: server.url, token, fetch });
  const id = await introduce(api, apple);
  const packageName = (await api.makeDemonstrationApplication()).application.fileName;
  const services = simulatedApple(apple.addresses.macServices, httpsFetch({ ca: [apple.addresses.tlsRootPem] }));
  const network: MacFetch = async (url, request) => fetch(url, request);
  const surroundings = { fetch: network, clock, random: systemRandom, ...services };
  const assign = async (serialNumber: string) => {
    apple.organisation.addDevice({ serialNumber });
    apple.organisation.assign(serialNumber, id);
    assert.equal((await api.syncAde()).assigned, 1);
  };
  return {
    api,
    apple,
    server,
    url: server.url,
    plan: (change) => savePlan(api, { ...basicPlan(server.url, packageName), ...change }),
    person: (accountName) => addPerson(api, accountName),
    refusal: (code) => findRefusal(server, code),
    surroundings,
    assign,
    async buy(options, through = (network) => network) {
      const ports = { ...surroundings, fetch: through(surroundings.fetch), uidKey: systemRandom.bytes(32) };
      const mac = unboxVirtualMac({ computerName: 'Mac', ...options }, ports);
      await assign(mac.state().hardware.serialNumber);
      return mac;
    },
  };
}

/** What Apple is told once, and what it gives. */
async function introduce(api: ApiClient, apple: SimulatedApple): Promise<string> {
  const { certificate } = await api.issueAdeTokenCertificate();
  const id = apple.organisation.addServer('porchlight', certificate);
  await api.importAdeToken({ body: { file: apple.organisation.downloadToken(id) } });
  await api.importPushCertificate({ body: makePushCertificate() });
  return id;
}

function basicPlan(issuer: string, packageName: string): PlanInput {
  return {
    organisation: 'Example',
    accountDisplayName: 'Example',
    method: 'Password',
    urls: [`${issuer}/`],
    application: {
      teamIdentifier: 'PRCHLGHT01',
      bundleIdentifier: 'org.porchlight.companion',
      extensionIdentifier: 'org.porchlight.companion.ssoextension',
      package: { file: packageName, bundleVersion: '1', signed: true },
    },
    associatedDomains: [{ host: new URL(issuer).host }],
    registration: { duringSetup: true },
    setup: { primaryAccount: { lock: false } },
  };
}

async function savePlan(api: ApiClient, plan: PlanInput): Promise<void> {
  const basedOn = (await api.listSignInPlanVersions()).items[0]?.version ?? 0;
  const { affected } = await api.previewSignInPlan({ body: { plan } });
  await api.saveSignInPlan({ body: { plan, basedOn, ...(affected === 0 ? {} : { confirm: { affected } }) } });
}

async function addPerson(api: ApiClient, accountName: string): Promise<Member> {
  const userPrincipalName = `${accountName}@porchlight.example`;
  const person = { accountName, fullName: `Person ${accountName}`, userPrincipalName, password: 'violet-harbour-nine' };
  const { id } = await api.createUser({ body: person });
  return { id, ...person };
}

const patience = 200;

async function findRefusal({ composition }: RunningServer, code: string): Promise<AuditEvent | undefined> {
  for (let round = 0; round < patience; round += 1) {
    const events = await composition.audit.list({ limit: 1000 });
    const found = events.find(({ event }) => event.outcome === 'refused' && event.code === code);
    if (found) return found.event;
    await pause(10);
  }
  return undefined;
}

function answersOf(known: Partial<Record<Question, string>>): Answers {
  const ifAny = async (question: Question) => known[question];
  const approve = (number: string) => assert.fail(`Nobody has a phone for ${number}.`);
  return {
    ifAny,
    again: ifAny,
    approve,
    to: async (question) => known[question] ?? assert.fail(`Nobody knows "${question}".`),
  };
}

/** How a run through Setup Assistant ended. */
export interface SetupRun {
  readonly outcome: SetupOutcome;
  readonly evidence: readonly Exchange[];
}

/** Goes through Setup Assistant until the home screen, or until a pane says that something is wrong. */
export function setUp(mac: VirtualMac, person: Member): Promise<SetupRun> {
  return answerPanes(mac, {
    country: 'United Kingdom',
    network: 'Office Wi-Fi',
    'user-name': person.userPrincipalName,
    password: person.password,
    'full-name': person.fullName,
    'account-name': person.accountName,
    'local-password': 'a password of this Mac',
  });
}

/** The same where nobody is there to be asked anything: what asks fails. */
export function setUpAlone(mac: VirtualMac): Promise<SetupRun> {
  return answerPanes(mac, {});
}

async function answerPanes(mac: VirtualMac, known: Partial<Record<Question, string>>): Promise<SetupRun> {
  const answers = answersOf(known);
  const evidence: Exchange[] = [];
  const given = new Set<Question>();
  for (let step = 0; step < patience; step += 1) {
    const view = mac.setup();
    assert.ok(view, 'the Mac is in Setup Assistant');
    const state = mac.state();
    const signedIn = state.setup?.platformSso?.accessToken !== undefined;
    const scene = { method: methodOf(state), signedIn, given, told: new Set<string>() };
    const result = await mac.answerSetup(await answerTo(view, scene, answers));
    evidence.push(...result.evidence);
    const { outcome } = result;
    if (outcome.kind !== 'pane' || outcome.alert !== undefined) return { outcome, evidence };
    // Half of what a Mac waits for is written behind the server's answers.
    if (view.pane === 'awaiting-configuration') await pause(20);
  }
  assert.fail(`Setup Assistant stays at ${mac.setup()?.pane}.`);
}
