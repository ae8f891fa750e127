/**
 * Management of enrolled Macs: who is enrolled, what is to be done, what came of it. The feature owns enrollments, the
 * queue of commands and pushes. What a Mac ought to be told, and when setup is over, others decide: they enqueue, and
 * observe.
 */
import type { PlistDictionary } from '#protocol/encoding/plist/plist.ts';
import type { FastifyInstance } from 'fastify';
import type { JsonObject } from '#protocol/encoding/json.ts';
import type { Authenticate } from '#protocol/mdm/check-in/authenticate.ts';
import type { CommandResult } from '#protocol/mdm/commands/catalogue.ts';
import type { MdmCommand } from '#protocol/mdm/commands/define-command.ts';
import type { ErrorChainItem } from '#protocol/mdm/report.ts';
import type { Database, Writer } from '#server/store/database.ts';
import type { PushCertificates } from './push/push-certificates.ts';

/** An enrollment, as administrators and other features see it. Times in milliseconds since 1970. */
export interface EnrollmentRecord {
  /** The UDID on the device channel, `UDID:UserID` on the user channel. */
  readonly id: string;
  /** The enrollment of the device channel. */
  readonly deviceId: string;
  readonly userId: string | undefined;
  readonly userShortName: string | undefined;
  readonly userLongName: string | undefined;
  /** `enrolling`: authenticated, no push token yet. `ended`: checked out. */
  readonly state: 'enrolling' | 'enabled' | 'ended';
  readonly serialNumber: string | undefined;
  /** Not where the Mac came by an exported enrollment profile: then its serial number is what it says it is. */
  readonly isSerialNumberProven: boolean;
  readonly deviceName: string | undefined;
  readonly model: string | undefined;
  readonly modelName: string | undefined;
  readonly productName: string | undefined;
  readonly osVersion: string | undefined;
  readonly buildVersion: string | undefined;
  readonly topic: string | undefined;
  /** Whether there is a push token that Apple has not called dead. */
  readonly isReachable: boolean;
  readonly awaitingConfiguration: boolean;
  readonly hasBootstrapToken: boolean;
  /** Whether commands may be open. */
  readonly hasPending: boolean;
  /** When the identity of the Mac ends; undefined on the user channel. */
  readonly identityEndsAt: number | undefined;
  readonly authenticatedAt: number;
  readonly enabledAt: number | undefined;
  readonly endedAt: number | undefined;
  readonly pushedAt: number | undefined;
  readonly lastSeenAt: number | undefined;
}

/** How a command ended; `Cleared` when the Mac enrolled anew or left before it was done. */
export type FinalStatus = 'Acknowledged' | 'Error' | 'CommandFormatError' | 'Cleared';

/** A command, open or finished. */
export interface CommandRecord {
  readonly id: string;
  readonly enrollmentId: string;
  readonly requestType: string;
  readonly status: 'queued' | 'sent' | 'not-now' | FinalStatus;
  readonly errorChain: readonly ErrorChainItem[];
  readonly createdAt: number;
  readonly sentAt: number | undefined;
  readonly finishedAt: number | undefined;
}

/** How a command is enqueued. */
export interface EnqueueOptions {
  /** Higher goes first; 0 unless given. */
  readonly priority?: number;
  /** Enqueue nothing where a command of this type is open, and give its id: for polls. */
  readonly unlessOpen?: boolean;
  /** Who asked, for the audit chain; `system` unless given. */
  readonly actor?: string;
}

/** Why an order of ours cannot be carried out. */
export class ManagementError extends Error {
  override readonly name = 'ManagementError';
  readonly code: 'enrollment_unknown' | 'enrollment_ended';

  constructor(code: ManagementError['code'], enrollmentId: string) {
    super(`${code}: ${enrollmentId}`);
    this.code = code;
  }
}

/** What the feature tells, inside the unit of writing that it happens in. Whoever throws undoes it all. */
export interface ManagementObserver {
  /** A Mac begins, or begins again: commands and tokens of before are gone. A renewal is none of it. */
  authenticated?(writer: Writer, event: { enrollment: EnrollmentRecord; message: Authenticate }): Promise<void>;
  /** The enrollment can be used. `isFirst` on the first since Authenticate. */
  tokenUpdated?(
    writer: Writer,
    event: { enrollment: EnrollmentRecord; awaitingConfiguration: boolean; isFirst: boolean },
  ): Promise<void>;
  /** A command came to an end; told once, however often the Mac repeats it. */
  commandFinished?(writer: Writer, event: FinishedCommand): Promise<void>;
  /** The Mac gave its bootstrap token, or took it back. */
  bootstrapTokenChanged?(writer: Writer, event: { enrollment: EnrollmentRecord; isStored: boolean }): Promise<void>;
  /** The Mac told of itself by declarative management; `status` is all that it has told. */
  statusReported?(writer: Writer, event: { enrollmentId: string; status: JsonObject }): Promise<void>;
  checkedOut?(writer: Writer, event: { enrollment: EnrollmentRecord }): Promise<void>;
}

/** A command that came to an end. */
export interface FinishedCommand {
  readonly enrollmentId: string;
  readonly commandId: string;
  readonly requestType: string;
  readonly status: Exclude<FinalStatus, 'Cleared'>;
  readonly errorChain: readonly ErrorChainItem[];
  /** Of an acknowledged command. */
  readonly result: CommandResult | undefined;
}

/** A declaration before it has its token. */
export interface DeclarationDraft {
  /** Such as `com.apple.configuration.passcode.settings`. */
  readonly Type: string;
  readonly Identifier: string;
  readonly Payload: JsonObject;
}

/** Says which declarations an enrollment should have now. */
export interface DeclarationProvider {
  declarationsFor(enrollmentId: string): Promise<readonly DeclarationDraft[]>;
}

/** Gives tokens of Apple's services to Macs that ask (GetToken); undefined for a service it has none of. */
export interface ServiceTokens {
  tokenFor(service: string, enrollmentId: string): Promise<Uint8Array | undefined>;
}

/** A Mac whose identity is about to end. */
export interface RenewingMac {
  readonly enrollmentId: string;
  readonly serialNumber: string;
  readonly productName: string | undefined;
  readonly osVersion: string | undefined;
}

/** Makes the enrollment profile that renews an identity; undefined while none can be made. */
export interface RenewalProfiles {
  profileFor(mac: RenewingMac): Promise<Uint8Array | undefined>;
}

/** Macs whose identities end before a time, those that end first first. */
export interface EndingIdentities {
  readonly count: number;
  /** Of the first hundred. */
  readonly serialNumbers: readonly string[];
  /** In milliseconds since 1970. */
  readonly firstEnd: number | undefined;
}

/** A page of enrollments asked for. */
export interface EnrollmentQuery {
  readonly limit: number;
  /** The last id of the page before. */
  readonly after?: string;
  /** The start of a serial number, in any case. */
  readonly search?: string;
}

/** What a Mac answered to a command, unread. */
export interface CommandReport {
  readonly requestType: string;
  readonly report: PlistDictionary;
}

/** The feature's public face. */
export interface Management {
  /**
   * Adds a command, and rings the Mac soon after. With a writer it is part of the caller's unit.
   * @returns the CommandUUID
   * @throws {ManagementError} `enrollment_unknown`, `enrollment_ended`
   */
  enqueue(to: Writer | Database, enrollmentId: string, command: MdmCommand, options?: EnqueueOptions): Promise<string>;
  /** Adds a command in a unit of its own. @throws {ManagementError} */
  send(enrollmentId: string, command: MdmCommand, options?: EnqueueOptions): Promise<string>;
  /** Identities in use that end before a time. */
  endingIdentities(before: number): Promise<EndingIdentities>;
  /** Takes an open command out of the queue, as cleared; a report that comes for it all the same is passed over. */
  withdraw(writer: Writer, enrollmentId: string, commandId: string): Promise<void>;
  enrollments(query: EnrollmentQuery): Promise<readonly EnrollmentRecord[]>;
  /** By enrollment id, which on the device channel is the UDID. */
  enrollment(id: string): Promise<EnrollmentRecord | undefined>;
  /** The newest enrollment of a serial number on the device channel. */
  enrollmentBySerialNumber(serialNumber: string): Promise<EnrollmentRecord | undefined>;
  /** Open commands in their order, then finished ones, the newest first. */
  commands(enrollmentId: string, limit: number): Promise<readonly CommandRecord[]>;
  /** The result of a finished command, read; undefined when there is none. */
  commandResult(enrollmentId: string, commandId: string): Promise<CommandResult | undefined>;
  /** The report of a finished command as the Mac sent it; undefined when there is none. */
  commandReport(enrollmentId: string, commandId: string): Promise<CommandReport | undefined>;
  /** The bootstrap token of a Mac. A secret. */
  bootstrapToken(enrollmentId: string): Promise<Uint8Array | undefined>;
  /** Rings the Mac, whether it has commands or not. */
  push(enrollmentId: string): Promise<void>;
  /** Resolves when every Mac that was rung so far has been pushed to. */
  settled(): Promise<void>;
  /** Works out the declarations anew; where they changed, enqueues the command that says so. */
  declarationsChanged(enrollmentId: string): Promise<'changed' | 'unchanged'>;
  /** What the Mac last said of itself by declarative management. */
  status(enrollmentId: string): Promise<JsonObject | undefined>;
  readonly pushCertificates: PushCertificates;
  /** PUT and POST on `/mdm` and `/mdm/checkin`. */
  mount(app: FastifyInstance): void;
  /** Writes sightings, rings Macs that are due, prunes results; to be called every few seconds. */
  keepHouse(): Promise<void>;
  /** Seals every secret of the feature under the newest master key. Returns how many were sealed again. */
  reseal(): Promise<number>;
  close(): Promise<void>;
}
