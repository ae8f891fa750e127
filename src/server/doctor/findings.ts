/** What is known when the doctor is asked: a text that was pasted, what the server has, and what was asked just now. */
import type { PlanMethod } from '#api/plan-parts.ts';
import type { PlanFinding, SignInPlan } from '#api/sign-in-plan.ts';
import type { ReadText } from './reading/read-text.ts';

/** Everything that rules may look at. What is undefined is not known; an empty list is known to be empty. */
export interface Findings {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** This server's address, without a trailing slash. */
  readonly issuer: string;
  /** Names that an association file must have: `TEAMID.bundle.identifier` of app and extension. */
  readonly applications: readonly string[];
  readonly text: ReadText | undefined;
  readonly mac: MacFacts | undefined;
  /** Of the audit chain, about this Mac or a person of it, the newest first. */
  readonly events: readonly EventFact[];
  readonly plan: PlanFacts | undefined;
  readonly hosts: readonly HostProbe[] | undefined;
}

/** A Mac as the server knows it. Times in milliseconds since 1970. */
export interface MacFacts {
  readonly serialNumber: string;
  readonly name: string | undefined;
  readonly osVersion: string | undefined;
  readonly buildVersion: string | undefined;
  /** Undefined where the model does not tell. */
  readonly appleSilicon: boolean | undefined;
  /** The word of the list of Macs, and why. */
  readonly stage: string;
  readonly reason: string;
  readonly assignment: { readonly status: string; readonly code: string | undefined } | undefined;
  readonly management:
    | {
        readonly state: 'enrolling' | 'enabled' | 'ended';
        readonly isReachable: boolean;
        readonly lastSeenAt: number | undefined;
        readonly identityEndsAt: number | undefined;
      }
    | undefined;
  readonly setup:
    | {
        readonly lane: 'setup-assistant' | 'manual';
        readonly state: string;
        readonly release: 'ready' | 'watchdog' | 'refused' | undefined;
        readonly missing: readonly string[];
        readonly accounts: readonly string[] | undefined;
      }
    | undefined;
  readonly registration:
    | {
        readonly state: 'expected' | 'registered' | 'repair' | 'revoked';
        readonly registeredAt: number | undefined;
        readonly lastSeenAt: number | undefined;
      }
    | undefined;
  /** Those with an active registration. */
  readonly people: readonly PersonFacts[];
  readonly plan:
    | {
        readonly givenVersion: number;
        readonly version: number;
        readonly waiting: number;
        readonly error: string | undefined;
      }
    | undefined;
  readonly alerts: readonly { readonly code: string; readonly detail: string; readonly raisedAt: number }[];
  readonly commands: readonly CommandFact[];
  /** Whether a package for the plan's app is on this server; undefined where the plan names none. */
  readonly isPackageHosted: boolean | undefined;
}

/** Somebody with a registration on the Mac. */
export interface PersonFacts {
  readonly userId: string;
  readonly name: string;
  readonly method: string;
  readonly hasUnlockKey: boolean;
  readonly lastLoginAt: number | undefined;
  readonly isDisabled: boolean;
  readonly mustChangePassword: boolean;
}

/** A command of device management. */
export interface CommandFact {
  readonly requestType: string;
  readonly status: string;
  readonly error: string | undefined;
  readonly createdAt: number;
}

/** An event of the audit chain. */
export interface EventFact {
  readonly sequence: number;
  readonly time: number;
  readonly type: string;
  readonly outcome: 'allowed' | 'refused' | 'changed';
  readonly code: string | undefined;
  readonly reason: string | undefined;
  readonly purpose: string | undefined;
  readonly userId: string | undefined;
  /** It names no Mac: it may be about another one. */
  readonly isOfSomebody: boolean;
}

/** The plan in force, for this Mac. */
export interface PlanFacts {
  readonly version: number;
  readonly plan: SignInPlan;
  /** For the Mac's macOS; undefined where the plan has none for it, or the version is not known. */
  readonly method: PlanMethod | undefined;
  readonly findings: readonly PlanFinding[];
}

/** What a host answered. */
export interface HostProbe {
  readonly host: string;
  readonly isIssuer: boolean;
  /** It is on this computer: Apple cannot reach it, and a virtual Mac trusts its root. */
  readonly isLocal: boolean;
  readonly hasDirectDownloads: boolean;
  readonly origin: DocumentAnswer;
  /** Apple's copy; undefined where it was not asked. */
  readonly cdn: DocumentAnswer | undefined;
  readonly tls: TlsAnswer;
}

/** An association file, or why there is none. */
export type DocumentAnswer =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly contentType: string;
      /** Where a redirect leads, as it was sent. */
      readonly location: string | undefined;
      /** Seconds, as a cache in between says. */
      readonly age: number | undefined;
      readonly text: string;
    }
  | { readonly kind: 'none'; readonly code: string; readonly sentence: string };

/** A TLS handshake, or why there was none. Times in milliseconds since 1970. */
export type TlsAnswer =
  | {
      readonly kind: 'chain';
      readonly protocol: string;
      readonly names: readonly string[];
      readonly fitsName: boolean;
      readonly notBefore: number;
      readonly notAfter: number;
      /** Of each certificate from the server's upwards: who it is for, and who made it. */
      readonly chain: readonly { readonly subject: string; readonly issuer: string }[];
      /** Whether it ends in a root that everybody has. */
      readonly isPublic: boolean;
      /** Whether it ends in the root that this server made for itself. */
      readonly isOwnRoot: boolean;
    }
  | { readonly kind: 'none'; readonly code: string; readonly sentence: string };
