/**
 * The sign-in plan: how the Macs of the organisation sign in, as one object. The feature owns the plan, its versions, what
 * follows from it (profile, declaration, settings of Automated Device Enrollment, commands of setup) and what an edit
 * does to Macs. It does not own Macs, registration tokens or the delivery of anything.
 */
import type { PlanFinding, PlanPreview, SignInPlan } from '#api/sign-in-plan.ts';
import { type PlistDictionary, writeXmlPlist } from '#protocol/encoding/plist/plist.ts';
import type { MdmCommand } from '#protocol/mdm/commands/define-command.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import {
  type DeviceEnrollmentSettings,
  deviceEnrollmentSettings,
  type EnrollmentGate,
  enrollmentGate,
  opensSignInPage,
} from './device-enrollment.ts';
import { type Delivery, deliveryFor } from './delivery.ts';
import { type ExtensibleSsoDeclaration, extensibleSsoDeclaration } from './extensible-sso-declaration.ts';
import { methodFor } from '#api/plan-words/macos-knowledge.ts';
import { type MacosVersion, newestMacos, parseMacosVersion } from '#api/plan-words/macos-version.ts';
import { planIdentity } from './plan-identity.ts';
import { renderDocuments, type RenderedPlan } from './plan-documents.ts';
import { type PlanRendering, renderPlan } from './plan-rendering.ts';
import type { SignInPlanPorts } from './ports.ts';
import { findingsFor, previewPlan, type SaveOutcome, savePlan, type SaveRequest } from './saving.ts';
import { setupCommands, type SetupResources } from './setup-commands.ts';
import { associatedDomainsProfile, preEnrollmentProfile, signInProfile } from './sign-in-profile.ts';
import { currentPlan, planVersion, planVersions, type SavedPlan } from './store.ts';

/** A Mac that something is rendered for. A version that is missing or none is taken for the newest. */
export interface PlanTarget {
  readonly serialNumber: string;
  readonly osVersion: string | undefined;
  /** False: no registration token is made for it. */
  readonly mayRegister?: boolean;
}

/** A profile as a file. */
export interface ExportedProfile {
  readonly kind: 'exported';
  readonly fileName: string;
  readonly bytes: Uint8Array;
}

/** The feature at work. What is rendered is undefined while there is no plan. */
export interface SignInPlans {
  current(): Promise<SavedPlan | undefined>;
  versions(): Promise<readonly Omit<SavedPlan, 'plan'>[]>;
  version(version: number): Promise<SavedPlan | undefined>;
  /** What a draft becomes for a macOS, with words in place of what only one Mac has. */
  documents(plan: SignInPlan, macos: string | undefined): Promise<RenderedPlan>;
  lint(plan: SignInPlan): Promise<PlanFinding[]>;
  preview(plan: SignInPlan): Promise<PlanPreview>;
  save(request: SaveRequest, actor: string): Promise<SaveOutcome>;
  /**
   * The signed profile for a Mac, with a registration token of its own where the plan says so. Each call makes another
   * token, which is good for a day.
   */
  profileFor(mac: PlanTarget): Promise<Uint8Array | undefined>;
  /** What the plan in force makes of a Mac: whoever keeps its digests knows whether an edit matters to it. */
  renderingFor(
    mac: Pick<PlanTarget, 'osVersion'> & { readonly delivery: Delivery },
  ): Promise<PlanRendering | undefined>;
  /**
   * The signed profile before enrollment (`ProfileURL` of `com.apple.psso.required`). It holds no registration token: whoever
   * fetches it has proven nothing yet, and the sign-in that follows registers the Mac as well.
   * @throws {CompanionError} `companion_not_permitted`
   */
  preEnrollmentProfileFor(mac: PlanTarget, companions?: readonly PlistDictionary[]): Promise<Uint8Array | undefined>;
  /**
   * The declaration for a Mac with macOS 27. Without a token that was made before, each call makes another, so whoever
   * serves it keeps what it got.
   */
  declarationFor(mac: PlanTarget, token?: string): Promise<ExtensibleSsoDeclaration | undefined>;
  /** Whether a Mac that enrolls now gets the plan as a profile or as declarations. */
  deliveryFor(mac: PlanTarget): Promise<Delivery>;
  /** What the enrollment profile of Automated Device Enrollment says. */
  enrollmentSettings(): Promise<DeviceEnrollmentSettings | undefined>;
  /** Whether Macs are to open a page to sign in on before they enroll. */
  opensSignInPage(): Promise<boolean>;
  /** How Macs get the identity of their management; without a plan by SCEP. */
  deviceIdentity(): Promise<SignInPlan['setup']['deviceIdentity']>;
  /** What a Mac that asks to enroll is told first; without a plan it enrolls. */
  enrollmentGate(mac: { osVersion: string | undefined; canRequestPlatformSso: boolean }): Promise<EnrollmentGate>;
  /** The commands of setup, the plan's profile among them after those that are given. */
  setupCommandsFor(mac: PlanTarget, resources: SetupResources): Promise<readonly MdmCommand[] | undefined>;
  /** A profile for another MDM server. Without a serial number it has no registration token. */
  exportProfile(wish: {
    readonly macos: string | undefined;
    readonly signed: boolean;
    readonly serialNumber: string | undefined;
    readonly actor: string;
  }): Promise<ExportedProfile | { readonly kind: 'no-plan' } | { readonly kind: 'no-method' }>;
}

/** Puts the feature together. */
export function createSignInPlans(ports: SignInPlanPorts): SignInPlans {
  const { database, signProfile } = ports;
  const withPlan = async <Value>(render: (saved: SavedPlan) => Value | Promise<Value>) => {
    const saved = await currentPlan(database);
    return saved && render(saved);
  };
  const profileFor = (mac: PlanTarget) =>
    withPlan(async (saved) => signProfile(writeXmlPlist(signInProfile(...(await rendering(ports, saved, mac))))));
  return {
    current: () => currentPlan(database),
    versions: () => planVersions(database),
    version: (version) => planVersion(database, version),
    documents: async (plan, macos) => renderDocuments(plan, (await currentPlan(database))?.id, versionOf(macos)),
    lint: (plan) => findingsFor(ports, plan),
    preview: (plan) => previewPlan(ports, plan),
    save: async (request, actor) => {
      const outcome = await savePlan(ports, request, actor);
      if (outcome.kind === 'saved') ports.saved?.();
      return outcome;
    },
    profileFor,
    renderingFor: ({ osVersion, delivery }) =>
      withPlan((saved) => renderPlan(ports, saved, { macos: versionOf(osVersion), delivery })),
    preEnrollmentProfileFor: (mac, companions = []) =>
      withPlan(async (saved) => {
        const target = { macos: versionOf(mac.osVersion), registrationToken: undefined };
        const profile = preEnrollmentProfile(saved.plan, planIdentity(saved.id, nodeCrypto), target, companions);
        return signProfile(writeXmlPlist(profile));
      }),
    declarationFor: (mac, token) =>
      withPlan(async (saved) => {
        const [plan, identity, { registrationToken }] = await rendering(ports, saved, mac, token);
        return extensibleSsoDeclaration(plan, identity, registrationToken);
      }),
    deliveryFor: async (mac) => (await withPlan(({ plan }) => deliveryFor(plan, mac.osVersion))) ?? 'profile',
    enrollmentSettings: () => withPlan(({ plan }) => deviceEnrollmentSettings(plan)),
    opensSignInPage: async () => (await withPlan(({ plan }) => opensSignInPage(plan))) ?? false,
    deviceIdentity: async () => (await currentPlan(database))?.plan.setup.deviceIdentity ?? 'scep',
    enrollmentGate: async ({ osVersion, canRequestPlatformSso }) => {
      const saved = await currentPlan(database);
      const macos = osVersion === undefined ? undefined : parseMacosVersion(osVersion);
      return saved ? enrollmentGate(saved.plan, { macos, canRequestPlatformSso }) : { kind: 'enroll' };
    },
    setupCommandsFor: (mac, resources) =>
      withPlan(async (saved) => {
        const { plan } = saved;
        const own = deliveryFor(plan, mac.osVersion) === 'profile' ? await profileFor(mac) : domainsFor(ports, saved);
        return setupCommands(plan, { ...resources, profiles: [...resources.profiles, ...(own ? [own] : [])] });
      }),
    exportProfile: (wish) => exportProfile(ports, wish),
  };
}

type Rendering = Parameters<typeof signInProfile>;

/** What a Mac with declarations still needs a profile for. */
function domainsFor({ signProfile }: SignInPlanPorts, { plan, id }: SavedPlan): Uint8Array | undefined {
  const profile = associatedDomainsProfile(plan, planIdentity(id, nodeCrypto));
  return profile && signProfile(writeXmlPlist(profile));
}

async function rendering(
  ports: SignInPlanPorts,
  saved: SavedPlan,
  mac: PlanTarget,
  token?: string,
): Promise<Rendering> {
  const macos = versionOf(mac.osVersion);
  const wantsToken = saved.plan.registration.tokenPerMac && methodFor(saved.plan, macos) !== undefined;
  const mint = async () => (mac.mayRegister === false ? undefined : ports.registrationToken(mac.serialNumber));
  const registrationToken = wantsToken ? (token ?? (await mint())) : undefined;
  return [saved.plan, planIdentity(saved.id, nodeCrypto), { macos, registrationToken }];
}

function versionOf(text: string | undefined): MacosVersion {
  return (text === undefined ? undefined : parseMacosVersion(text)) ?? newestMacos;
}

async function exportProfile(ports: SignInPlanPorts, wish: Parameters<SignInPlans['exportProfile']>[0]) {
  const saved = await currentPlan(ports.database);
  if (saved === undefined) return { kind: 'no-plan' } as const;
  const macos = versionOf(wish.macos);
  if (methodFor(saved.plan, macos) === undefined) return { kind: 'no-method' } as const;
  const { serialNumber, signed, actor } = wish;
  const registrationToken = serialNumber === undefined ? undefined : await ports.registrationToken(serialNumber);
  const identity = planIdentity(saved.id, nodeCrypto);
  const bytes = writeXmlPlist(signInProfile(saved.plan, identity, { macos, registrationToken }));
  const detail = { version: saved.version, signed, ...(serialNumber === undefined ? {} : { serialNumber }) };
  ports.audit.record({ type: 'sign-in-plan.exported', outcome: 'allowed', actor, detail });
  const fileName = `sign-in-${saved.version}${serialNumber === undefined ? '' : `-${serialNumber}`}.mobileconfig`;
  return { kind: 'exported', fileName, bytes: signed ? ports.signProfile(bytes) : bytes } as const;
}

export { CompanionError } from './sign-in-profile.ts';
export type { SaveOutcome, SaveRequest } from './saving.ts';
export type { Delivery } from './delivery.ts';
export type { RenderedPlan } from './plan-documents.ts';
export type { PlanRendering } from './plan-rendering.ts';
export type { SavedPlan } from './store.ts';
export type { SetupResources } from './setup-commands.ts';
export type { EnrollmentGate, DeviceEnrollmentSettings } from './device-enrollment.ts';
export type { OtherPayload } from './lint/rule.ts';
export type { SignInPlanPorts } from './ports.ts';
