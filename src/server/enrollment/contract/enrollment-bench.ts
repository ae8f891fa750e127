/** Enrollment over a store, as tests want it: a device authority, Macs that sign, a plan that does as it is told. */
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import fastify, { type FastifyInstance } from 'fastify';
import { encodeMachineInfo, type MachineInfo } from '#protocol/ade/machine-info.ts';
import {
  type DeviceSigner,
  plainMachineInfoStyle,
  type SignedMachineInfoStyle,
  signMachineInfo,
} from '#protocol/ade/signed-machine-info.ts';
import { type JsonObject, parseJsonObject } from '#protocol/encoding/json.ts';
import { authority, issue, type TestAuthority, testKey } from '#protocol/x509/contract/test-authority.ts';
import { parsePublicKey } from '#protocol/x509/public-key.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import { systemRandom } from '#runtime/random.ts';
import { messageSigner } from '#runtime/rsa.ts';
import type { AuditEvent } from '#server/audit/audit.ts';
import {
  type IdentityBench,
  openIdentityBench,
  type StandingClock,
  standingClock,
} from '#server/authority/device-identities/contract/identity-bench.ts';
import { createDirectory, type DirectoryFeature } from '#server/directory/feature.ts';
import { policyByRules } from '#server/policy/contract/policy-bench.ts';
import { unknownDevice } from '#server/policy/purpose.ts';
import { openSignIns } from '#server/sign-in/feature.ts';
import type { Database } from '#server/store/database.ts';
import type { DeviceIdentityWish, EnrollmentPorts, EnrollmentSettings, SetupSignIn } from '../enrollment-ports.ts';
import { type EnrollmentFeature, openEnrollment } from '../feature.ts';

/** Where the server of the tests is. */
export const publicUrl = 'https://mdm.example.org';
/** The push topic of the tests. */
export const topic = 'com.apple.mgmt.External.9b1d9a4e';

/** What the plan says; tests write to it. */
export interface TestPlan {
  minimumMacos: string | undefined;
  requirePlatformSso: boolean;
  signInPage: boolean;
  deviceIdentity: DeviceIdentityWish;
}

/** What an answer is. */
export interface TestAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly bytes: Uint8Array;
  readonly text: string;
  /** Of a document; empty for anything else. */
  readonly json: JsonObject;
}

/** A Mac in Setup Assistant. */
export interface TestMac {
  readonly info: MachineInfo;
  readonly signer: DeviceSigner;
}

/** The bench. */
export interface EnrollmentBench {
  readonly enrollment: EnrollmentFeature;
  readonly app: FastifyInstance;
  readonly identities: IdentityBench;
  readonly clock: StandingClock;
  readonly events: readonly AuditEvent[];
  readonly plan: TestPlan;
  /** The topic that is had; undefined: no push certificate. */
  topic: string | undefined;
  /** Where the app is; undefined: there is no package. */
  manifestUrl: string | undefined;
  readonly directory: DirectoryFeature;
  /** One-time codes that are still good, by person; who is in it has to give one. */
  readonly codes: Map<string, Set<string>>;
  /** What Platform SSO was handed. */
  readonly setupSignIns: SetupSignIn[];
  person(change?: { temporary?: boolean }): Promise<TestPerson>;
  /** Opens an address. */
  get(url: string, headers?: Readonly<Record<string, string>>): Promise<TestAnswer>;
  /** Sends the form of a page, filled in. */
  submit(url: string, page: TestAnswer, fields: Readonly<Record<string, string>>): Promise<TestAnswer>;
  mac(change?: Partial<MachineInfo>, of?: TestAuthority): TestMac;
  /** Posts bytes. */
  send(url: string, body: Uint8Array, headers?: Readonly<Record<string, string>>): Promise<TestAnswer>;
  /** Posts machine information as the Mac does. */
  post(mac: TestMac, wish?: PostWish): Promise<TestAnswer>;
  /** The codes of the refusals that were written down. */
  refusals(): readonly (string | undefined)[];
}

/** Somebody with a password. */
export interface TestPerson {
  readonly id: string;
  readonly userName: string;
  readonly password: string;
}

/** How a post differs from a Mac's first. */
export interface PostWish {
  readonly url?: string;
  readonly change?: Partial<MachineInfo>;
  readonly style?: SignedMachineInfoStyle;
  readonly bearer?: string;
}

// RSA keys take long to make; the tests of a file share them.
const deviceAuthority = authority('Device CA', undefined, undefined, testKey(2048));
const deviceKey = generateKeyPairSync('rsa', { modulusLength: 1024 });

/** Opens the feature on a migrated store. */
export async function openEnrollmentBench(
  database: Database,
  change: { readonly settings?: Partial<EnrollmentSettings>; readonly ports?: Partial<EnrollmentPorts> } = {},
): Promise<EnrollmentBench> {
  const clock = standingClock();
  const identities = await openIdentityBench(database, { clock });
  const directory = createDirectory({ database, clock, random: systemRandom, hashCost: quick });
  const events: AuditEvent[] = [];
  const plan: TestPlan = {
    minimumMacos: undefined,
    requirePlatformSso: false,
    signInPage: false,
    deviceIdentity: 'scep',
  };
  const settings = { ...usualSettings, ...change.settings };
  const audit = { ...identities.ports.audit, record: (event: AuditEvent) => void events.push(event) };
  const enrollment = await openEnrollment({
    settings,
    database,
    audit,
    sealer: identities.ports.sealer,
    clock,
    random: systemRandom,
    plans: testPlans(plan),
    identities: identities.identities,
    people: directory,
    signIns: await openSignIns({
      origin: publicUrl,
      database,
      people: directory,
      policy: policyByRules([]),
      deviceFacts: async () => unknownDevice,
      oneTimeCodes: {
        isEnrolled: async (userId) => bench.codes.has(userId),
        check: async (userId, code) => (bench.codes.get(userId)?.delete(code) === true ? 'accepted' : 'wrong'),
      },
      audit,
      sealer: identities.ports.sealer,
      clock,
      random: systemRandom,
    }),
    application: { manifestUrl: async () => bench.manifestUrl, rootPayloads: async () => [] },
    setupSignIns: { acceptSetupSignIn: async (_writer, signIn) => void bench.setupSignIns.push(signIn) },
    pushTopic: async () => bench.topic,
    ownership: { hasLeft: async () => false },
    deviceAuthorities: async () => [deviceAuthority.certificate],
    signProfile: (profile) => profile,
    ...change.ports,
  });
  const app = fastify({ logger: false });
  enrollment.mount(app);
  const send: EnrollmentBench['send'] = async (url, body, headers = {}) => {
    const response = await app.inject({ method: 'POST', url: pathOf(url), headers, payload: Buffer.from(body) });
    return answerOf(response);
  };
  const bench: EnrollmentBench = {
    enrollment,
    app,
    identities,
    clock,
    events,
    plan,
    topic,
    manifestUrl: `${publicUrl}/applications/a/manifest.plist`,
    directory,
    codes: new Map(),
    setupSignIns: [],
    person: (wish = {}) => testPerson(directory, wish.temporary === true),
    get: async (url, headers = {}) => answerOf(await app.inject({ method: 'GET', url: pathOf(url), headers })),
    submit: (url, page, fields) => {
      const token = /name="token" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
      const step = /name="step" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
      const body = new URLSearchParams({ token, step, ...fields }).toString();
      const headers = { 'content-type': 'application/x-www-form-urlencoded', origin: publicUrl };
      return send(url, new TextEncoder().encode(body), headers);
    },
    mac: testMac,
    send,
    async post(mac, wish = {}) {
      const info = { ...mac.info, ...wish.change };
      const body = signMachineInfo(
        encodeMachineInfo(info),
        mac.signer,
        nodeCrypto,
        wish.style ?? plainMachineInfoStyle,
      );
      return send(wish.url ?? (await enrollment.enrollmentUrlFor(mac.info.SERIAL)), body, {
        'content-type': 'application/pkcs7-signature',
        ...(wish.bearer === undefined ? {} : { authorization: `Bearer ${wish.bearer}` }),
      });
    },
    refusals: () => events.filter(({ outcome }) => outcome === 'refused').map(({ code }) => code),
  };
  return bench;
}

const usualSettings: EnrollmentSettings = {
  publicUrl,
  organisation: 'Example',
  tlsRoot: undefined,
  insecureUnsignedMachineInfo: false,
};

/** A plan as the feature of plans answers for one. */
function testPlans(plan: TestPlan): EnrollmentPorts['plans'] {
  return {
    opensSignInPage: async () => plan.signInPage,
    deviceIdentity: async () => plan.deviceIdentity,
    enrollmentGate: async ({ osVersion = '0', canRequestPlatformSso }) => {
      const { minimumMacos: least, requirePlatformSso } = plan;
      if (least !== undefined && Number(osVersion) < Number(least)) return { kind: 'update-first', version: least };
      return requirePlatformSso && canRequestPlatformSso ? { kind: 'sign-in-first' } : { kind: 'enroll' };
    },
    preEnrollmentProfileFor: async ({ serialNumber }) => new TextEncoder().encode(`profile of ${serialNumber}`),
  };
}

let people = 0;
const quick = { memory: 64, passes: 1, lanes: 1 };

async function testPerson(directory: DirectoryFeature, temporary: boolean): Promise<TestPerson> {
  people += 1;
  const accountName = `person${people}${randomUUID().slice(0, 8)}`;
  const userName = `${accountName}@example.org`;
  const password = 'orange kettle of seven rivers';
  const wish = { accountName, fullName: 'A Person', userPrincipalName: userName };
  const outcome = await directory.createUser({ ...wish, password: { value: password, temporary } }, 'test');
  if (outcome.kind !== 'created') throw new Error(outcome.kind);
  return { id: outcome.user.id, userName, password };
}

function testMac(change: Partial<MachineInfo> = {}, of: TestAuthority = deviceAuthority): TestMac {
  const udid = randomUUID().toUpperCase();
  const info: MachineInfo = {
    UDID: udid,
    SERIAL: `C02${udid.slice(0, 8)}`,
    PRODUCT: 'Mac15,6',
    VERSION: '25B78',
    OS_VERSION: '26.1',
    MDM_CAN_REQUEST_SOFTWARE_UPDATE: true,
    ...change,
  };
  const publicKey = parsePublicKey(new Uint8Array(deviceKey.publicKey.export({ format: 'der', type: 'spki' })));
  const key = { privateKey: deviceKey.privateKey, publicKey, signer: of.key.signer };
  const certificate = issue({ key, subject: udid, issuer: of }).raw;
  const signer = { key: messageSigner(deviceKey.privateKey), certificate, chain: [of.certificate.raw] };
  return { info, signer };
}

/** The path of an address on the server. */
export function pathOf(url: string): string {
  return url.replace(publicUrl, '');
}

/** What a test looks at in an answer. */
export function answerOf(response: {
  readonly statusCode: number;
  readonly headers: object;
  readonly rawPayload: Uint8Array;
  readonly payload: string;
}): TestAnswer {
  return {
    status: response.statusCode,
    headers: response.headers as TestAnswer['headers'],
    bytes: new Uint8Array(response.rawPayload),
    text: response.payload,
    json: parseJsonObject(response.payload) ?? {},
  };
}
