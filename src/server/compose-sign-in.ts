/** Puts together what signing in is made of: factors, policy and the pages over them. */
import type { Clock } from '#runtime/clock.ts';
import type { Random } from '#runtime/random.ts';
import type { Logger } from 'pino';
import type { Audit } from './audit/audit.ts';
import {
  type CertificateSignIn,
  type CertificateSignInAddress,
  openCertificateSignIn,
} from './certificate-sign-in/feature.ts';
import { type Branding, createBranding } from './branding/feature.ts';
import type { AuthenticatorFeature } from './authenticator/feature.ts';
import type { DirectoryFeature } from './directory/feature.ts';
import { createFactors, type Factors } from './factors/feature.ts';
import { Budget } from './http/budget.ts';
import type { Sealer } from './keys/sealer.ts';
import { createPasskeys, type Passkeys } from './passkeys/feature.ts';
import { authenticatorsOf } from './open-authenticators.ts';
import { createPolicy, type Policy } from './policy/feature.ts';
import type { DeviceFacts } from './policy/purpose.ts';
import { openSignIns, type SignInFeature } from './sign-in/feature.ts';
import type { Database } from './store/database.ts';

/** What it needs. */
export interface SignInParts {
  readonly database: Database;
  readonly directory: DirectoryFeature;
  readonly audit: Audit;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly random: Random;
  readonly issuer: string;
  readonly organisation: string;
  /** Where browsers are asked for certificates; undefined: nowhere. */
  readonly listener:
    | Pick<CertificateSignInAddress, 'host' | 'port' | 'url' | 'keyPem' | 'certificateChainPem'>
    | undefined;
  readonly logger: Logger;
  /** What is known of a Mac. */
  readonly deviceFacts: (serialNumber: string) => Promise<DeviceFacts>;
  readonly isLaboratory: boolean;
  readonly pause: (milliseconds: number) => Promise<void>;
}

/** The features, put together. */
export interface SignInComposition {
  readonly factors: Factors;
  readonly passkeys: Passkeys;
  readonly authenticators: AuthenticatorFeature;
  readonly policy: Policy;
  readonly branding: Branding;
  /** What pages ask the branding for. */
  readonly brand: Branding['brand'];
  readonly signIns: SignInFeature;
  readonly certificates: CertificateSignIn | undefined;
  /** What removes now and then what has ended. */
  readonly housekeepers: readonly { keepHouse(): Promise<void> }[];
}

/** Puts them together. */
export async function composeSignIn(parts: SignInParts): Promise<SignInComposition> {
  const { directory, issuer } = parts;
  const branding = createBranding(parts);
  const { brand } = branding;
  const factors = createFactors(parts);
  const authenticators = await authenticatorsOf({ ...parts, oneTimeCodes: factors.oneTimeCodes });
  const passkeys = createPasskeys({ ...parts, site: parts });
  const certificates = await openCertificates(parts);
  const policy = createPolicy({
    ...parts,
    people: directory,
    methodsOf: (userId) => signIns.methodsOf(userId),
    takesCertificates: certificates !== undefined,
  });
  const signIns: SignInFeature = await openSignIns({
    ...parts,
    origin: new URL(issuer).origin,
    people: directory,
    policy,
    brand,
    oneTimeCodes: factors.oneTimeCodes,
    recoveryCodes: factors.recoveryCodes,
    temporaryPasses: factors.temporaryPasses,
    numberMatching: authenticators.numberMatching,
    ...(passkeys.isPossible ? { passkeys } : {}),
    ...(certificates ? { certificates } : {}),
  });
  const housekeepers = [signIns, factors, passkeys, authenticators, ...(certificates ? [certificates] : [])];
  return { factors, authenticators, passkeys, policy, branding, brand, signIns, certificates, housekeepers };
}

async function openCertificates(parts: SignInParts): Promise<CertificateSignIn | undefined> {
  const { listener, directory, clock, issuer, logger } = parts;
  if (listener === undefined) return undefined;
  const budget = new Budget({ burst: 30, perSeconds: 300 }, clock);
  const onFault = (error: unknown) => logger.error({ err: error }, 'a request with a certificate failed');
  const address = { ...listener, hostName: new URL(issuer).hostname, onFault };
  return openCertificateSignIn({ ...parts, people: directory, budget }, address);
}
