/** What every rule of the feature works with, put together once in `feature.ts`. */
import type { KeyObject } from 'node:crypto';
import type { Provider } from 'oidc-provider';
import type { Clock } from '#runtime/clock.ts';
import type { Random } from '#runtime/random.ts';
import type { Audit } from '#server/audit/audit.ts';
import type { Directory, User } from '#server/directory/directory.ts';
import type { Budget } from '#server/http/budget.ts';
import type { Sealer } from '#server/keys/sealer.ts';
import type { Brand } from '#server/pages/page.ts';
import type { SignIns } from '#server/sign-in/feature.ts';
import type { Database, Writer } from '#server/store/database.ts';
import type { OpenIdKeys } from './openid-key.ts';

/** A key that signs, as Platform SSO publishes it. */
export interface SigningKey {
  readonly keyId: string;
  readonly privateKey: KeyObject;
}

/** A Mac and its person, proven for one request. */
export interface ProvenMac {
  readonly user: User;
  readonly deviceId: string;
  readonly serialNumber: string;
  /** Which login of Platform SSO the proof hangs on. */
  readonly loginId: string;
  /** RFC 8176: how the person had logged in to Platform SSO, and when, in seconds since 1970. */
  readonly amr: readonly string[];
  readonly authTime: number;
  /** The application that asks, of which macOS assured the Mac's extension; undefined for browsers. */
  readonly caller: string | undefined;
  /** Uses the proof up, with the writer's unit; false when it was used already. */
  consume(writer: Writer): Promise<boolean>;
}

/** Macs that can prove who is logged in on them. */
export interface Macs {
  prove(
    compact: string,
    request: { readonly method: string; readonly url: string },
    origin: { readonly address: string; readonly clientRequestId: string | undefined },
  ): Promise<
    | { readonly kind: 'proven'; readonly mac: ProvenMac }
    | {
        readonly kind: 'refused';
        readonly code: string;
        readonly context: { readonly userId?: string; readonly deviceId?: string; readonly reason?: string };
      }
  >;
  /** Whether a login of Platform SSO still counts. */
  isLoginLive(loginId: string): Promise<boolean>;
}

/** What the feature needs. */
export interface OpenIdPorts {
  /** Without a path and a trailing slash. */
  readonly issuer: string;
  /** As people know it. */
  readonly organisation: string;
  /** Migrated. */
  readonly database: Database;
  readonly people: Pick<Directory, 'userById' | 'findUser' | 'groupsOf'>;
  readonly signIns: SignIns;
  /** The organisation's look. */
  readonly brand?: () => Promise<Brand | undefined>;
  readonly macs: Macs;
  /** Whether policy lets a person into applications by a Mac's proof alone. */
  readonly macSuffices: (userId: string, serialNumber: string) => Promise<boolean>;
  readonly audit: Audit;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly random: Random;
  /** Keys of the published JWKS that have signed or do, ES256, the present one first. */
  readonly signingKeys: () => readonly SigningKey[];
  /** Members of other features for the discovery document. */
  readonly discovery: Readonly<Record<string, unknown>>;
  /** Whether this server serves its own computer alone, so that applications may be there too. */
  readonly isLaboratory: boolean;
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
