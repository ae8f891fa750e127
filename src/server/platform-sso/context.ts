/** What every rule of the feature works with, put together once in `feature.ts`. */
import type { Clock } from '#runtime/clock.ts';
import type { Random } from '#runtime/random.ts';
import type { RequestCrypto } from '#runtime/request-crypto.ts';
import type { Audit } from '#server/audit/audit.ts';
import type { Directory } from '#server/directory/directory.ts';
import type { Database } from '#server/store/database.ts';
import type { AttestationVerifier } from './attestation.ts';
import type { AttemptBudgets } from './attempt-budgets.ts';
import type { LastSeen } from './last-seen.ts';
import type { Nonces } from './nonces.ts';
import type { ServerKeys } from './server-keys.ts';
import type { PlatformSsoSettings } from './settings.ts';
import type { UnlockKeyVault } from './unlock-keys.ts';
import type { WebStates } from './web-sign-in/states.ts';

/** The feature's parts. */
export interface PlatformSso {
  readonly settings: PlatformSsoSettings;
  readonly database: Database;
  readonly directory: Directory;
  readonly audit: Audit;
  readonly clock: Clock;
  readonly random: Random;
  readonly crypto: RequestCrypto;
  readonly nonces: Nonces;
  readonly keys: ServerKeys;
  readonly vault: UnlockKeyVault;
  readonly budgets: AttemptBudgets;
  readonly attestation: AttestationVerifier;
  readonly lastSeen: LastSeen;
  /** Told when a person has ended their registration on a Mac. */
  readonly registrationEnded: (deviceId: string, userId: string) => Promise<void>;
  readonly webStates: WebStates;
  /** Whether people sign in on our pages for macOS 27. */
  readonly offersWebSignIn: boolean;
}

/** Where a request came from. */
export interface Origin {
  readonly address: string;
  /** The `client-request-id` header. */
  readonly clientRequestId: string | undefined;
}
