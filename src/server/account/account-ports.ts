/** What the person's own pages stand on. */
import type { Clock } from '#runtime/clock.ts';
import type { Random } from '#runtime/random.ts';
import type { Audit } from '#server/audit/audit.ts';
import type { Directory, PasswordChange } from '#server/directory/directory.ts';
import type { Factors } from '#server/factors/feature.ts';
import type { Budget } from '#server/http/budget.ts';
import type { SessionsOfPeople } from '#server/http/person-session.ts';
import type { Sealer } from '#server/keys/sealer.ts';
import type { Brand } from '#server/pages/page.ts';
import type { SignInFeature, SignIns } from '#server/sign-in/feature.ts';
import type { Database } from '#server/store/database.ts';

/** Phones that approve sign-ins. */
export interface Authenticators {
  /** An address for a QR code, good once and for minutes. */
  offer(userId: string, actor: string): Promise<{ readonly address: string; readonly expiresAt: number }>;
  list(
    userId: string,
  ): Promise<
    readonly { readonly id: string; readonly name: string; readonly createdAt: number; readonly state: string }[]
  >;
  remove(userId: string, id: string, actor: string): Promise<{ readonly kind: 'done' | 'not-found' }>;
}

/** Passkeys, with the part of a page that shows and changes them. */
export interface AccountPasskeys {
  list(userId: string): Promise<readonly { readonly name: string; readonly createdAt: number }[]>;
  /** HTML, without a heading of the first level; it needs our script. */
  show(visit: { readonly userId: string; readonly attempt: string; readonly formToken: string }): Promise<string>;
  submit(form: {
    readonly userId: string;
    readonly attempt: string;
    readonly fields: URLSearchParams;
    readonly address: string;
  }): Promise<
    { readonly kind: 'done' | 'refused'; readonly told: string; readonly code?: string } | { readonly kind: 'other' }
  >;
}

/** A Mac that the person is registered on. */
export interface OwnMac {
  /** Of the registration. */
  readonly id: string;
  readonly name: string | undefined;
  readonly serialNumber: string;
  readonly method: 'Password' | 'UserSecureEnclaveKey' | 'SmartCard' | 'OpenID';
  readonly createdAt: number;
  readonly lastLoginAt: number | undefined;
}

/** What the feature needs. */
export interface AccountPorts {
  /** Where our pages are: scheme, host and port. */
  readonly origin: string;
  /** As people know it. */
  readonly organisation: string;
  /** Migrated. */
  readonly database: Database;
  readonly people: Pick<Directory, 'userById'>;
  /** Also ends what the old password began. */
  readonly passwords: PasswordChange;
  /** Shortest password, in characters. */
  readonly shortestPassword: number;
  readonly signIns: SignIns & Pick<SignInFeature, 'methodsOf'>;
  readonly factors: Pick<Factors, 'oneTimeCodes' | 'recoveryCodes'>;
  readonly authenticators?: Authenticators;
  readonly passkeys?: AccountPasskeys;
  /** The organisation's look. */
  readonly brand?: () => Promise<Brand | undefined>;
  readonly macsOf: (userId: string) => Promise<readonly OwnMac[]>;
  /** Ends a registration with its tokens and unlock key. @returns whether it was there, and the person's */
  readonly endMac: (userId: string, id: string) => Promise<boolean>;
  /** Sessions beside those of these pages: of applications, of the console. */
  readonly otherSessions: SessionsOfPeople;
  /** Applications that hold tokens of the person. */
  readonly grantsOf: (userId: string) => Promise<readonly { readonly application: string }[]>;
  /** Ends all of these, with the grants and tokens of applications. */
  readonly endSessionsOf: (userId: string) => Promise<void>;
  readonly audit: Audit;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly random: Random;
}

/** The feature's parts. */
export interface Account {
  readonly ports: AccountPorts;
  /** Makes the tokens of forms. */
  readonly formKey: Uint8Array;
  /** Wrong passwords and codes of a person who is signed in. */
  readonly guesses: Budget;
  /** Refusals of one network address that are written into the audit chain. */
  readonly written: Budget;
}
