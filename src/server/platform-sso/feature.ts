/**
 * Platform SSO: Macs register, people register on them, log in, refresh, and unlock. The feature owns devices, their keys,
 * registrations, refresh tokens and unlock keys. It does not own people and their credentials (the directory's), nor the
 * record of decisions (the audit's).
 */
import type { FastifyInstance } from 'fastify';
import type { Clock } from '#runtime/clock.ts';
import type { Random } from '#runtime/random.ts';
import { RequestCrypto } from '#runtime/request-crypto.ts';
import type { Audit } from '#server/audit/audit.ts';
import type { Directory } from '#server/directory/directory.ts';
import type { Sealer } from '#server/keys/sealer.ts';
import type { Database, Writer } from '#server/store/database.ts';
import type { PlatformSsoAdministration } from './administration.ts';
import { createAdministration } from './administration-service.ts';
import { AttemptBudgets, type AttemptBudgetSizes } from './attempt-budgets.ts';
import { type AttestationRoots, AttestationVerifier } from './attestation.ts';
import type { PlatformSso } from './context.ts';
import { removeExpired } from './housekeeping.ts';
import { LastSeen } from './last-seen.ts';
import { platformSsoDiscovery } from './login-configuration.ts';
import { Nonces } from './nonces.ts';
import { resealServerKeys, ServerKeys, type SigningKey } from './server-keys.ts';
import { mountRegistrationWindow } from './registration-window/routes.ts';
import { mountDiscovery, mountPlatformSso } from './routes.ts';
import { acceptSetupSignIn, type SetupSignInGrant } from './setup-sign-in.ts';
import type { PlatformSsoSettings } from './settings.ts';
import { createSingleSignOn, type SingleSignOn } from './sso-proof.ts';
import { resealUnlockKeys, UnlockKeyVault } from './unlock-keys.ts';
import type { SignInPages } from './web-sign-in/ports.ts';
import { mountWebSignIn } from './web-sign-in/routes.ts';
import { WebStates } from './web-sign-in/states.ts';

/** What the feature needs. */
export interface PlatformSsoPorts {
  readonly settings: PlatformSsoSettings;
  /** Migrated. */
  readonly database: Database;
  readonly directory: Directory;
  readonly audit: Audit;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly random: Random;
  /** Default: all of it on the event loop. */
  readonly crypto?: RequestCrypto;
  readonly attestationRoots: AttestationRoots;
  readonly budgets?: AttemptBudgetSizes;
  /** Told when a person has ended their registration on a Mac, so that sessions elsewhere can end with it. */
  readonly registrationEnded?: (deviceId: string, userId: string) => Promise<void>;
  /** The organisation's sign-in pages, from when the feature is mounted on. */
  readonly signInPages: () => SignInPages;
}

/** The feature at work. */
export interface PlatformSsoFeature {
  readonly administration: PlatformSsoAdministration;
  /** Whether a request comes from a Mac whose person is logged in there. */
  readonly singleSignOn: SingleSignOn;
  /** Takes a sign-in of enrollment as the person's own for registrations of that Mac, for half an hour. */
  acceptSetupSignIn(writer: Writer, grant: SetupSignInGrant): Promise<void>;
  /** Keys of the published JWKS that have signed or do, the present one first: a token of any kind is signed by them. */
  signingKeys(): readonly Pick<SigningKey, 'keyId' | 'privateKey'>[];
  /** What the OpenID discovery document has to say of Platform SSO. */
  readonly discovery: Readonly<Record<string, string>>;
  /** @param options `withoutDiscovery`: somebody else serves the OpenID discovery document */
  mount(app: FastifyInstance, options?: { readonly withoutDiscovery?: boolean }): void;
  /** Writes sightings and removes what has expired; to be called every few seconds. */
  keepHouse(): Promise<void>;
  /** Seals every secret of the feature under the newest master key. Returns how many were sealed again. */
  reseal(): Promise<number>;
}

/** Opens the feature: reads the server's keys, making them on first run. */
export async function openPlatformSso(ports: PlatformSsoPorts): Promise<PlatformSsoFeature> {
  const { settings, database, sealer, clock, random } = ports;
  const keys = await ServerKeys.open({ database, sealer, clock, random, leadSeconds: settings.signingKeyLead });
  const lastSeen = new LastSeen(database, clock);
  const sso: PlatformSso = {
    settings,
    database,
    directory: ports.directory,
    audit: ports.audit,
    clock,
    random,
    crypto: ports.crypto ?? new RequestCrypto(),
    keys,
    nonces: new Nonces({ key: () => keys.nonceKey(), lifeSeconds: settings.nonceLife, clock, random }),
    vault: new UnlockKeyVault({ sealer, clock, random }),
    budgets: new AttemptBudgets(clock, ports.budgets),
    attestation: new AttestationVerifier(settings.attestation, ports.attestationRoots, clock),
    lastSeen,
    webStates: new WebStates({ key: () => keys.nonceKey(), clock, random }),
    offersWebSignIn: settings.webSignIn !== 'off',
    registrationEnded: ports.registrationEnded ?? (() => Promise.resolve()),
  };
  return {
    administration: createAdministration(sso),
    singleSignOn: createSingleSignOn(sso),
    acceptSetupSignIn: (writer, grant) => acceptSetupSignIn(sso, writer, grant),
    signingKeys: () => keys.signedSoFar(),
    discovery: platformSsoDiscovery(settings),
    mount: (app, { withoutDiscovery = false } = {}) => {
      mountPlatformSso(app, sso);
      mountRegistrationWindow(app, sso, ports.signInPages);
      mountWebSignIn(app, sso, ports.signInPages);
      if (!withoutDiscovery) mountDiscovery(app, sso);
    },
    keepHouse: async () => {
      await lastSeen.flush();
      await removeExpired(database, clock);
    },
    reseal: () => reseal(database, sealer),
  };
}

async function reseal(database: Database, sealer: Sealer): Promise<number> {
  let resealed = await database.write((writer) => resealServerKeys(writer, sealer));
  let after: string | undefined = '';
  while (after !== undefined) {
    const from: string = after;
    const step = await database.write((writer) => resealUnlockKeys(writer, sealer, from, 200));
    resealed += step.changed;
    after = step.last;
  }
  return resealed;
}
