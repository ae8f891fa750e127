/** What every rule of the feature works with, put together once in `feature.ts`. */
import type { KeyObject } from 'node:crypto';
import type { Provider } from 'oidc-provider';
import type { Clock } from '#runtime/clock.ts';
import type { Random } from '#runtime/random.ts';
import type { Audit } from '#server/audit/audit.ts';
import type { Directory } from '#server/directory/directory.ts';
import type { Budget } from '#server/http/budget.ts';
import type { Sealer } from '#server/keys/sealer.ts';
import type { SignIns } from '#server/sign-in/feature.ts';
import type { Database } from '#server/store/database.ts';
import type { OpenIdKeys } from './openid-key.ts';

/** A key that signs, as Platform SSO publishes it. */
export interface SigningKey {
  readonly keyId: string;
  readonly privateKey: KeyObject;
}

/** What the feature needs. */
export interface OpenIdPorts {
  /** Without a path and a trailing slash. */
  readonly issuer: string;
  /** As people know it. */
  readonly organisation: string;
  /** Migrated. */
  readonly database: Database;
  readonly people: Pick<Directory, 'userById' | 'groupsOf'>;
  readonly signIns: SignIns;
  readonly audit: Audit;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly random: Random;
  /** Keys of the published JWKS that have signed or do, ES256, the present one first. */
  readonly signingKeys: () => readonly SigningKey[];
  /** Members of other features for the discovery document. */
  readonly discovery: Readonly<Record<string, unknown>>;
  /** Told of faults of ours. */
  readonly onFault: (error: unknown) => void;
}

/** What is counted of one network address. */
export interface OpenIdBudgets {
  /** Codes of devices that were tried. */
  readonly deviceCode: Budget;
  /** Refusals of one network address that are written into the audit chain. */
  readonly refusals: Budget;
}

/** The feature's parts. */
export interface OpenId {
  readonly ports: OpenIdPorts;
  readonly keys: OpenIdKeys;
  readonly budgets: OpenIdBudgets;
  /** The provider over the keys that sign now. Its library is loaded when it is first asked for. */
  readonly provider: () => Promise<Provider>;
}

/** Where a request came from. */
export interface Origin {
  readonly address: string;
  /** `Accept-Language`. */
  readonly languages?: string | undefined;
}
