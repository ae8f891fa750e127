/** Setup over device management as tests want it: Macs that sign, a plan, packages that are or are not there, a standing clock. */
import assert from 'node:assert/strict';
import type { PlistDictionary } from '#protocol/encoding/plist/plist.ts';
import type { CommandEnvelope } from '#protocol/mdm/commands/envelope.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import { systemRandom } from '#runtime/random.ts';
import type { Applications, HostedPackage } from '#server/applications/feature.ts';
import type { AdeDevice } from '#server/ade/feature.ts';
import { type ManagementStage, stageManagement, type TestMac } from '#server/mdm/contract/management-stage.ts';
import type { ManagementObserver } from '#server/mdm/management.ts';
import type { PlatformSsoAdministration } from '#server/platform-sso/administration.ts';
import { samplePlan, samplePlanId } from '#server/sign-in-plan/contract/sample-plan.ts';
import { deliveryFor } from '#server/sign-in-plan/delivery.ts';
import { extensibleSsoDeclaration } from '#server/sign-in-plan/extensible-sso-declaration.ts';
import type { SavedPlan } from '#server/sign-in-plan/feature.ts';
import { planIdentity } from '#server/sign-in-plan/plan-identity.ts';
import { newestMacos, parseMacosVersion } from '#api/plan-words/macos-version.ts';
import { renderPlan } from '#server/sign-in-plan/plan-rendering.ts';
import { setupCommands } from '#server/sign-in-plan/setup-commands.ts';
import type { Database } from '#server/store/database.ts';
import { createSetup, defaultSetupSettings, type SetupFeature, type SetupSettings } from '../feature.ts';

type Registration = Awaited<ReturnType<PlatformSsoAdministration['device']>>;

/** What tests turn. */
export interface SetupStage extends ManagementStage {
  readonly setup: SetupFeature;
  plan: SavedPlan['plan'] | undefined;
  version: number;
  hosted: HostedPackage | undefined;
  assignment: AdeDevice | undefined;
  registration: Registration;
  /** Serial numbers that were unregistered. */
  readonly unregistered: string[];
  /** Serial numbers that registration tokens were made for. */
  readonly tokens: string[];
  /** Serial numbers that a profile was made for at setup, and whether it may hold a token. */
  readonly profiled: [serialNumber: string, mayRegister: boolean | undefined][];
  /** Calls of the part that makes commands; it fails while this is true. */
  failing: boolean;
  /** Does something that a Mac is answered for; only then those who were woken look into the store. */
  during<Value>(act: () => Promise<Value>): Promise<Value>;
  /** Lets time pass, as housekeeping sees it. */
  pass(seconds: number): Promise<void>;
}

/** The app of every test. */
export const app = 'org.porchlight.companion';

/** A package of it. */
export function hostedPackage(): HostedPackage {
  return {
    id: 'package',
    applications: [
      { bundleIdentifier: app, name: 'Companion', bundleVersion: '1', version: '1.0', extensionIdentifiers: [] },
    ],
    teamIdentifier: 'PRCHLGHT01',
    signer: 'Installer',
    size: 1,
    sha256: '00',
    md5: '00',
    demonstrationRoot: undefined,
    importedAt: 0,
    importedBy: 'test',
  };
}

const applications: Pick<Applications, 'manifestUrl' | 'rootPayloads'> = {
  manifestUrl: async (id) => `https://id.example.org/applications/${id}/manifest.plist`,
  rootPayloads: () => [{ PayloadType: 'com.apple.security.root', PayloadUUID: 'ROOT' }],
};

/** Opens both features on a migrated store. */
export async function stageSetup(database: Database, settings: Partial<SetupSettings> = {}): Promise<SetupStage> {
  const observers: ManagementObserver[] = [];
  const declarations = { declarationsFor: (id: string) => setup.declarationsFor(id) };
  const management = await stageManagement(database, { observers, declarations });
  const unregistered: string[] = [];
  let answered = Promise.resolve();
  const savedPlan = () =>
    stage.plan && {
      id: samplePlanId,
      version: stage.version,
      plan: stage.plan,
      savedAt: 0,
      savedBy: 'test',
      affected: 0,
    };
  const rendering = {
    registrationToken: async (serialNumber: string) => `token-${stage.tokens.push(serialNumber)}`,
    signProfile: (profile: Uint8Array) => profile,
  };
  const setup = createSetup({
    settings: { ...defaultSetupSettings, ...settings },
    database,
    sealer: management.bench.ports.sealer,
    clock: management.clock,
    random: systemRandom,
    management: management.management,
    plans: {
      current: async () => {
        assert.equal(stage.failing, false, 'the plan cannot be read');
        return savedPlan();
      },
      renderingFor: async ({ osVersion = '26.0', delivery }) => {
        const saved = savedPlan();
        return saved && renderPlan(rendering, saved, { macos: parseMacosVersion(osVersion) ?? newestMacos, delivery });
      },
      deliveryFor: async ({ osVersion }) => (stage.plan ? deliveryFor(stage.plan, osVersion) : 'profile'),
      declarationFor: async ({ serialNumber, mayRegister }, token) => {
        if (stage.plan === undefined) return undefined;
        const own = token ?? (mayRegister === false ? undefined : `token-${stage.tokens.push(serialNumber)}`);
        return extensibleSsoDeclaration(stage.plan, planIdentity(samplePlanId, nodeCrypto), own);
      },
      setupCommandsFor: async ({ serialNumber, mayRegister }, resources) => {
        stage.profiled.push([serialNumber, mayRegister]);
        return stage.plan && setupCommands(stage.plan, { ...resources, profiles: [new Uint8Array([1])] });
      },
    },
    applications: { ...applications, packageFor: async () => stage.hosted },
    platformSso: {
      device: async () => stage.registration,
      unregisterDevice: async (serialNumber) => {
        unregistered.push(serialNumber);
        return { kind: 'done' };
      },
    },
    ade: { device: async () => stage.assignment },
    personOf: async () => ({ fullName: 'Ada Example', accountName: 'ada' }),
    firstPayloads: async () => [],
    signProfile: (profile) => profile,
    pause: () => answered,
    onFault: () => {},
  });
  observers.push(setup.observer);
  const stage: SetupStage = {
    ...management,
    setup,
    plan: samplePlan(),
    version: 1,
    hosted: hostedPackage(),
    assignment: undefined,
    registration: undefined,
    unregistered,
    tokens: [],
    profiled: [],
    failing: false,
    during: async (act) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      answered = promise;
      const value = await act();
      resolve();
      await setup.settled();
      return value;
    },
    pass: async (seconds) => {
      management.clock.time += seconds * 1000;
      await setup.keepHouse();
      await setup.settled();
    },
  };
  return stage;
}

/** A Mac that enrolled, and waits in Setup Assistant unless told otherwise. */
export async function enrolledMac(stage: SetupStage, AwaitingConfiguration = true): Promise<TestMac> {
  const mac = await stage.mac();
  await enroll(stage, mac, AwaitingConfiguration);
  return mac;
}

/** Enrolls it, or enrolls it again. */
export async function enroll(
  stage: SetupStage,
  mac: TestMac,
  AwaitingConfiguration = true,
  keys: PlistDictionary = {},
): Promise<void> {
  assert.equal((await mac.authenticate(keys)).status, 200);
  const { status } = await stage.during(() => mac.tokenUpdate({ AwaitingConfiguration }));
  assert.equal(status, 200);
}

/** Answers a command: keys of an acknowledgement, another status, or nothing more in this connection. */
export type Answering = (type: string, command: CommandEnvelope) => PlistDictionary | 'NotNow' | 'Error' | 'hang up';

/** What a Mac answers that does everything, and has the app or not. */
export function willing(hasApplication: boolean): Answering {
  return (type) => {
    if (type === 'InstalledApplicationList') {
      return { InstalledApplicationList: hasApplication ? [{ Identifier: app, Name: 'Companion' }] : [] };
    }
    if (type === 'DeviceInformation') return { QueryResponses: {} };
    if (type === 'SecurityInfo') return { SecurityInfo: {} };
    if (type === 'UserList') return { Users: [] };
    return {};
  };
}

/** One connection. @returns types of the commands in their order */
export async function connect(stage: SetupStage, mac: TestMac, answering: Answering): Promise<readonly string[]> {
  const types: string[] = [];
  let reply = await mac.idle();
  while (reply.command !== undefined) {
    const { CommandUUID: id, Command: command } = reply.command;
    types.push(command.RequestType);
    assert.ok(types.length < 50, 'a connection ends');
    const answer = answering(command.RequestType, reply.command);
    if (answer === 'hang up') break;
    if (answer === 'NotNow') reply = await mac.notNow(id);
    else if (answer === 'Error') {
      const chain = [
        { ErrorCode: 12_021, ErrorDomain: 'MCMDMErrorDomain', LocalizedDescription: 'no', USEnglishDescription: 'no' },
      ];
      reply = await mac.report({ Status: 'Error', CommandUUID: id, ErrorChain: chain });
    } else reply = await mac.acknowledge(id, answer);
  }
  await stage.setup.settled();
  return types;
}
