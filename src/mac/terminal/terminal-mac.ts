/**
 * What Terminal asks of a Mac: its state, its time, its log, and the few acts that a command performs. The virtual Mac
 * offers exactly this, and tests can offer less than a whole Mac.
 */
import type { MacState } from '../mac-state.ts';

/** One line of the Mac's log. Time in milliseconds since 1970. */
export interface LogLine {
  readonly time: number;
  readonly process: string;
  readonly subsystem: string;
  readonly category: string;
  readonly message: string;
}

/** One association of an application with a domain, as `swcutil show` lists it. Times in milliseconds since 1970. */
export interface AssociatedDomain {
  readonly service: string;
  readonly applicationIdentifier: string;
  readonly domain: string;
  readonly approved: boolean;
  readonly checkedAt: number | undefined;
  /** Why it is not approved. */
  readonly problem: string | undefined;
}

/** The Mac as Terminal sees it. */
export interface TerminalMac {
  readonly state: MacState;
  /** The Mac's time, milliseconds since 1970. */
  now(): number;
  log(): readonly LogLine[];
  associatedDomains(): readonly AssociatedDomain[];
  /** Asks Apple again whose this Mac is, and enrolls it; why not, or undefined. */
  renewEnrollment(): Promise<string | undefined>;
  /** Opens an address in Safari; why that came to nothing, or undefined. */
  openAddress(address: string): Promise<string | undefined>;
  checkPassword(shortName: string, password: string): Promise<boolean>;
  /** Sample messages for `app-sso platform --messages`. */
  sampleMessages(user: string): string;
  /** Lets the card with this public key hash log the account in. The caller has checked that both are there. */
  pairSmartCard(shortName: string, publicKeyHash: string): Promise<void>;
  /** Ends one pairing, or every pairing of the account. */
  unpairSmartCard(shortName: string, publicKeyHash: string | undefined): Promise<void>;
}
