/** The one place that knows every adapter: puts the features together over a configuration. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { destination, type Logger, pino } from 'pino';
import { decodePem } from '#protocol/encoding/pem.ts';
import { type Clock, systemClock } from '#runtime/clock.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import { type Random, systemRandom } from '#runtime/random.ts';
import { createAdminAccess, type AdminAccess } from './admin/access/access.ts';
import { ensureLocalToken } from './admin/access/local-token.ts';
import { type AdeFeature, createAde } from './ade/feature.ts';
import { mountAdmin } from './admin/admin.ts';
import type { AuthenticatorFeature } from './authenticator/feature.ts';
import { createAlerts } from './alerts/feature.ts';
import { type Audit, createAudit } from './audit/audit.ts';
import { type DeviceIdentityFeature, openDeviceIdentities } from './authority/device-identities/feature.ts';
import { profileSigner } from './authority/profile-signer.ts';
import { findAttestationRoots } from './attestation-roots.ts';
import { findAppleServices, findDeviceServices } from './apple-services.ts';
import { type Applications, createApplications } from './applications/feature.ts';
import { startChores } from './chores.ts';
import { composeDoctor } from './compose-doctor.ts';
import { composeSignIn } from './compose-sign-in.ts';
import type { ServerConfig } from './config.ts';
import { requestCrypto } from './crypto-thread.ts';
import { type EnrollmentFeature, openEnrollment } from './enrollment/feature.ts';
import {
  createDirectory,
  type DirectoryFeature,
  LowPriorityHashing,
  poolHashing,
  usualPolicy,
} from './directory/feature.ts';
import { createDeviceAttestations } from './device-attestations/feature.ts';
import { enrollmentPlan } from './enrollment-plan.ts';
import { composeOwnPages, composePasswordChanges, endingAlso } from './compose-account.ts';
import { Budget } from './http/budget.ts';
import { fetchRevocationList } from './http/fetch-revocation-list.ts';
import { createHttpServer } from './http/server.ts';
import { installedVersion } from './installed-version.ts';
import { isLaboratory } from './laboratory.ts';
import { masterKeyProblem, openMasterKeyFile } from './keys/master-key-file.ts';
import { listenForMetrics } from './metrics/listener.ts';
import { createManagement } from './mdm/feature.ts';
import { createMacStandings } from './mac-standing/feature.ts';
import type { Management, ManagementObserver } from './mdm/management.ts';
import { ApnsSender } from './mdm/push/apns-sender.ts';
import { defaultManagementSettings } from './mdm/settings.ts';
import { createMetrics } from './metrics/metrics.ts';
import { MasterKeys } from './keys/master-keys.ts';
import { type OpenIdFeature, openOpenId } from './openid/feature.ts';
import type { Passkeys } from './passkeys/feature.ts';
import { rotateMasterKey } from './rotate-master-key.ts';
import { plannedApplication } from './planned-application.ts';
import { openPlatformSso, type PlatformSsoFeature } from './platform-sso/feature.ts';
import { defaultSettings } from './platform-sso/settings.ts';
import type { Policy } from './policy/feature.ts';
import { deviceFactsFrom } from './device-facts.ts';
import { endingSessions, macSufficesBy } from './mac-sessions.ts';
import { createSignInPlans, type SignInPlans } from './sign-in-plan/feature.ts';
import { createSetup, defaultSetupSettings, type SetupFeature } from './setup/feature.ts';
import type { Database } from './store/database.ts';
import { migrate } from './store/migrations/migrate.ts';
import { openDatabase } from './store/open.ts';
import { tlsEndOf, tlsIdentity } from './tls-identity.ts';
import { openWebAssets } from './web-assets/feature.ts';

/** A server put together, not yet listening. */
export interface Composition {
  readonly app: FastifyInstance;
  readonly database: Database;
  readonly directory: DirectoryFeature;
  readonly platformSso: PlatformSsoFeature;
  readonly openid: OpenIdFeature;
  readonly passkeys: Passkeys;
  readonly policy: Policy;
  readonly authenticators: AuthenticatorFeature;
  readonly signInPlans: SignInPlans;
  readonly identities: DeviceIdentityFeature;
  readonly applications: Applications;
  readonly management: Management;
  readonly enrollment: EnrollmentFeature;
  readonly ade: AdeFeature;
  readonly setup: SetupFeature;
  readonly audit: Audit;
  readonly access: AdminAccess;
  /** PEM of the local root, when the TLS certificate is of our own making. */
  readonly rootPem: string | undefined;
  /** Whether this is the first start of this store. */
  readonly isFirstStart: boolean;
  close(): Promise<void>;
}

/** What tests replace. */
export interface CompositionPorts {
  readonly clock?: Clock;
  readonly random?: Random;
}

/** Bytes. Packages of single sign-on apps have up to some 200 MB. */
const largestPackage = 512 * 1024 * 1024;

/** Puts everything together. @throws ConfigError's like: MasterKeyError, StoreError with a code each */
export async function compose(config: ServerConfig, ports: CompositionPorts = {}): Promise<Composition> {
  const clock = ports.clock ?? systemClock;
  const random = ports.random ?? systemRandom;
  await mkdir(join(config.home, 'server'), { recursive: true, mode: 0o700 });
  const logger = pino({ level: config.logLevel, redact: ['req.headers.authorization'] }, destination(2));
  const database = openDatabase(config.databaseUrl);
  try {
    await migrate(database);
    return await composeOver(database, config, { clock, random }, logger);
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function composeOver(
  database: Database,
  config: ServerConfig,
  ports: Required<CompositionPorts>,
  logger: Logger,
): Promise<Composition> {
  const { clock, random } = ports;
  const isFirstStart = (await database.get('SELECT id FROM server_key LIMIT 1')) === undefined;
  const masterKeys = new MasterKeys(
    config.masterKeyFile,
    openMasterKeyFile(config.masterKeyFile, random, isFirstStart),
    random,
  );
  const sealer = masterKeys.sealer(nodeCrypto);
  const chain = createAudit({
    database,
    clock,
    pause,
    onFailure: ({ kind, events, error }) => logger.error({ err: error, events }, `audit events ${kind}`),
  });
  const hashing = process.platform === 'linux' ? new LowPriorityHashing() : poolHashing;
  const directory = createDirectory({ database, clock, random, hashing, fetchRevocationList });
  const metrics = createMetrics({
    store: () => database.activity(),
    hashing: () => directory.hashingLoad(),
    auditWaiting: () => chain.waiting(),
  });
  const audit = metrics.counting(chain);
  const base = { database, audit, sealer, clock, random };
  const apple = await findAppleServices(config.insecureSimulatedApple);
  const attestationRoots = await findAttestationRoots(config, apple);
  const crypto = requestCrypto(config, logger);
  const platformSso = await openPlatformSso({
    settings: {
      ...defaultSettings(config.issuer),
      accountDisplayName: config.organisation,
      applications: config.applications,
      attestation: config.attestation,
      firstLogin: config.firstLogin,
      webSignIn: config.webSignIn,
    },
    ...base,
    directory,
    crypto,
    attestationRoots,
    signInPages: () => signIns,
    registrationEnded: (deviceId, userId) => openid.endSessionsOfMac(deviceId, userId),
  });
  const identities = await openDeviceIdentities({
    ...base,
    publicUrl: config.issuer,
    organisation: config.organisation,
    attestationRoots,
  });
  const access = createAdminAccess({ database, directory, clock, random });
  await ensureLocalToken(access, config.home);
  const tls = await tlsIdentity(config, clock, random);
  const app = createHttpServer({ ...tls, logger, trustProxy: config.trustProxy });
  metrics.observe(app);
  platformSso.mount(app, { withoutDiscovery: true });
  const signInPlans = createSignInPlans({
    ...base,
    fleet: { macs: () => platformSso.administration.macsWithMethods() },
    installation: { issuer: config.issuer, applications: config.applications, passwordRules: usualPolicy },
    otherPayloads: () => setup.otherPayloads(),
    saved: () => setup.planSaved(),
    registrationToken: async (serialNumber) =>
      (await platformSso.administration.issueRegistrationToken(serialNumber, 'sign-in-plan')).token,
    signProfile: profileSigner(tls, clock),
  });
  identities.mount(app);
  const observers: ManagementObserver[] = [];
  const management = createManagement({
    ...base,
    settings: defaultManagementSettings,
    identities,
    pushSender: new ApnsSender({ url: apple.push, ...(apple.tlsRoots ? { roots: apple.tlsRoots } : {}) }),
    pause,
    onFault: (error) => logger.error({ err: error }, 'pushes failed'),
    observers,
    declarations: { declarationsFor: (enrollmentId) => setup.declarationsFor(enrollmentId) },
    renewalProfiles: { profileFor: (mac) => enrollment.renewalProfileFor(mac) },
    serviceTokens: { tokenFor: (service) => ade.serviceToken(service) },
  });
  management.mount(app);
  const applications = createApplications({
    ...base,
    publicUrl: config.issuer,
    isLaboratory: isLaboratory(config),
    largestPackage,
    budget: new Budget({ burst: 60, perSeconds: 300 }, clock),
  });
  applications.mount(app);
  const { issuer, organisation } = config;
  const basics = { ...base, issuer, organisation };
  const passwords = composePasswordChanges(directory, platformSso, () => ({ openid, ownPages }));
  const signIn = await composeSignIn({
    ...basics,
    pause,
    isLaboratory: isLaboratory(config),
    directory: { ...directory, ...passwords },
    listener: config.certificates && { ...config.certificates, ...tls },
    logger,
    deviceFacts: deviceFactsFrom(platformSso.administration, management, () => attestations),
  });
  const { factors, authenticators, passkeys, policy, branding, signIns } = signIn;
  branding.mount(app);
  signIns.mount(app);
  authenticators.mount(app);
  const enrollment = await openEnrollment({
    settings: {
      publicUrl: config.issuer,
      organisation: config.organisation,
      tlsRoot: tls.rootPem === undefined ? undefined : decodePem('CERTIFICATE', tls.rootPem),
      insecureUnsignedMachineInfo: config.insecureUnsignedMachineInfo,
    },
    ...base,
    plans: signInPlans,
    identities,
    ownership: {
      hasLeft: async (serialNumber) => (await ade.device(serialNumber))?.removedAt !== undefined,
    },
    people: directory,
    signIns,
    application: plannedApplication(signInPlans, applications),
    setupSignIns: platformSso,
    pushTopic: () => management.pushCertificates.topic(),
    deviceAuthorities: async () => (await findAppleServices(config.insecureSimulatedApple)).deviceAuthorities,
    signProfile: profileSigner(tls, clock),
  });
  enrollment.mount(app);
  const openid = await openOpenId({
    ...basics,
    people: directory,
    signIns,
    brand: branding.brand,
    macs: platformSso.singleSignOn,
    macSuffices: macSufficesBy(policy, directory),
    isLaboratory: isLaboratory(config),
    signingKeys: () => platformSso.signingKeys(),
    discovery: platformSso.discovery,
    onFault: (error) => logger.error({ err: error }, 'the OpenID provider failed'),
  });
  openid.mount(app);
  const own = { ...basics, ...signIn, directory, passwords, openid, platformSso };
  const ownPages = await composeOwnPages(app, { ...own, pause, alerts: () => alerts.list() });
  openWebAssets(join(import.meta.dirname, '../../dist/web')).mount(app);
  const platformSsoAdministration = endingSessions(platformSso.administration, openid);
  const ade = createAde({
    ...base,
    endpoint: findDeviceServices(config.insecureSimulatedApple),
    isSimulated: config.insecureSimulatedApple !== undefined,
    plan: enrollmentPlan(signInPlans, enrollment, config, tls.rootPem),
  });
  const setup = createSetup({
    settings: { ...defaultSetupSettings, onUnenrollment: config.onUnenrollment },
    ...base,
    management,
    plans: signInPlans,
    applications,
    platformSso: platformSsoAdministration,
    ade,
    personOf: (serialNumber) => enrollment.personOf(serialNumber),
    firstPayloads: async () => [],
    signProfile: profileSigner(tls, clock),
    pause,
    onFault: (error) => logger.error({ err: error }, 'setup of a Mac failed'),
  });
  const attestations = createDeviceAttestations({ database, clock, random, management, roots: attestationRoots });
  observers.push(setup.observer, attestations.observer);
  const macStandings = createMacStandings({ database });
  const alerts = createAlerts({
    clock,
    ade,
    pushCertificate: () => management.pushCertificates.show(),
    tlsEndsAt: tlsEndOf(tls),
    endingIdentities: (before) => management.endingIdentities(before),
    setupAlerts: () => setup.alerts(),
    lockedPasskeys: () => passkeys.locked(),
    authenticatorAlerts: () => authenticators.alerts(),
    masterKeyProblem: () => masterKeyProblem(config.masterKeyFile),
  });
  metrics.watchAlerts(() => alerts.counts());
  const doctor = composeDoctor(config, tls.rootPem, {
    ...base,
    directory,
    management,
    setup,
    signInPlans,
    applications,
  });
  const attempts = new Budget({ burst: 30, perSeconds: 300 }, clock);
  const signingIn = [openid, signIns, factors, authenticators, ownPages];
  const sealing = [platformSso, identities, management, enrollment, ade, setup, ...signingIn];
  mountAdmin(app, {
    directory,
    enrollment,
    factors,
    authenticators,
    openid: endingAlso(openid, ownPages),
    passkeys,
    platformSso: platformSsoAdministration,
    management,
    signInPlans,
    policy,
    branding,
    ade,
    alerts,
    applications,
    identities,
    setup,
    macStandings,
    attestations,
    doctor,
    audit,
    access,
    console: ownPages.console,
    clock,
    attempts,
    about: { issuer, organisation, version: installedVersion() },
    masterKey: {
      rotate: (actor) => rotateMasterKey(masterKeys, sealing, audit, actor),
    },
  });
  const figures = config.metrics && (await listenForMetrics(metrics, config.metrics));
  const keepers = [
    platformSso,
    identities,
    management,
    enrollment,
    applications,
    setup,
    macStandings,
    openid,
    ownPages,
  ];
  const stopChores = startChores([...keepers, ...signIn.housekeepers], { directory, ade, logger });
  return {
    app,
    database,
    directory,
    platformSso,
    openid,
    passkeys,
    policy,
    authenticators,
    signInPlans,
    identities,
    applications,
    management,
    enrollment,
    ade,
    setup,
    audit,
    access,
    rootPem: tls.rootPem,
    isFirstStart,
    close: async () => {
      stopChores();
      await figures?.close();
      await signIn.certificates?.close();
      await app.close();
      await setup.settled();
      await openid.settled();
      await authenticators.settled();
      await management.close();
      await platformSso.keepHouse();
      await audit.close();
      await crypto.close();
      await hashing.close();
      await database.close();
    },
  };
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
