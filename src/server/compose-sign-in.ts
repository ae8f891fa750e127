/** Puts together what signing in is made of: factors, policy and the pages over them. */
import type { Clock } from '#runtime/clock.ts';
import type { Random } from '#runtime/random.ts';
import type { Audit } from './audit/audit.ts';
import type { DirectoryFeature } from './directory/feature.ts';
import { createFactors, type Factors } from './factors/feature.ts';
import type { Sealer } from './keys/sealer.ts';
import { createPasskeys, type Passkeys } from './passkeys/feature.ts';
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
  /** What is known of a Mac. */
  readonly deviceFacts: (serialNumber: string) => Promise<DeviceFacts>;
}

/** The features, put together. */
export interface SignInComposition {
  readonly factors: Factors;
  readonly passkeys: Passkeys;
  readonly policy: Policy;
  readonly signIns: SignInFeature;
}

/** Puts them together. */
export async function composeSignIn(parts: SignInParts): Promise<SignInComposition> {
  const { directory, issuer } = parts;
  const factors = createFactors(parts);
  const passkeys = createPasskeys({ ...parts, site: parts });
  const policy = createPolicy({
    ...parts,
    people: directory,
    methodsOf: (userId) => signIns.methodsOf(userId),
    takesCertificates: false,
  });
  const signIns: SignInFeature = await openSignIns({
    ...parts,
    origin: new URL(issuer).origin,
    people: directory,
    policy,
    oneTimeCodes: factors.oneTimeCodes,
    recoveryCodes: factors.recoveryCodes,
    temporaryPasses: factors.temporaryPasses,
    ...(passkeys.isPossible ? { passkeys } : {}),
  });
  return { factors, passkeys, policy, signIns };
}
