/**
 * A client of device management that knows no more than section 10.1 of the fact sheet says of mdmb, and nothing of this
 * repository: an exported profile, SCEP with SHA-1 and DES, four keys of Authenticate, a push token of 9 bytes, three
 * commands. What it cannot do, the server must not need.
 */
import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import * as plist from 'plist';
import { sign, type Signer } from './cms.ts';
import { type Dictionary, dictionaryOf, type EnrollmentDetails, type InstalledProfile } from './enrollment-profile.ts';
import { profileOf, readEnrollmentProfile, textAt } from './enrollment-profile.ts';
import { HttpsClient } from './https.ts';
import { getIdentity, makeOwnIdentity } from './scep.ts';

/** A refusal: any status but 200. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly status: number;

  constructor(status: number, body: string) {
    super(`${status} ${body}`);
    this.status = status;
  }
}

/** The client. It has a UDID and a serial number that it made up. */
export class MinimalMdmClient {
  readonly udid: string;
  readonly serialNumber: string;
  readonly deviceName: string;
  /** Every status that the server answered with. */
  readonly statuses: number[] = [];
  readonly profiles = new Map<string, InstalledProfile>();
  readonly #enrollment: EnrollmentDetails;
  readonly #http: HttpsClient;
  #identity: Signer | undefined;

  constructor(profile: string, ca: string, udid = randomUUID().toUpperCase()) {
    this.#enrollment = readEnrollmentProfile(profile);
    this.#http = new HttpsClient(ca);
    this.udid = udid;
    this.serialNumber = randomBytes(6).toString('hex').toUpperCase();
    this.deviceName = `Minimal ${this.serialNumber}`;
  }

  /** The identity, once there is one; a test may hand it to another client. */
  get identity(): Signer {
    return this.#identity ?? assert.fail('the client has an identity');
  }

  set identity(identity: Signer) {
    this.#identity = identity;
  }

  /** Gets an identity, then authenticates and gives its push token. @throws {Refused} */
  async enroll(): Promise<void> {
    await this.askForIdentity();
    await this.authenticate();
    await this.updateToken();
    const { profile } = this.#enrollment;
    this.profiles.set(profile.PayloadIdentifier, profile);
  }

  async askForIdentity(): Promise<void> {
    this.#identity = await getIdentity(this.#http, this.#enrollment.scep);
  }

  /** Vouches for itself, as nobody should believe. */
  async makeIdentity(): Promise<void> {
    this.#identity = await makeOwnIdentity();
  }

  authenticate(): Promise<Dictionary | undefined> {
    const { udid: UDID, deviceName: DeviceName, serialNumber: SerialNumber } = this;
    return this.#checkIn({ MessageType: 'Authenticate', UDID, DeviceName, SerialNumber });
  }

  updateToken(): Promise<Dictionary | undefined> {
    const token = { Token: Buffer.from('fakeToken'), PushMagic: 'fakePushMagic' };
    return this.#checkIn({ MessageType: 'TokenUpdate', UDID: this.udid, ...token });
  }

  /** Connects until there is nothing to do; gives how many commands it answered. @throws {Refused} */
  async connect(): Promise<number> {
    let done = 0;
    let command = await this.#report({ Status: 'Idle' });
    while (command !== undefined) {
      done += 1;
      const CommandUUID = textAt(command, 'CommandUUID');
      command = await this.#report({ CommandUUID, ...this.#run(dictionaryOf(command['Command'])) });
    }
    return done;
  }

  close(): void {
    this.#http.close();
  }

  #run(command: Dictionary): Dictionary {
    switch (command['RequestType']) {
      case 'DeviceInformation':
        return { Status: 'Acknowledged', QueryResponses: this.#answersTo(command['Queries'] as readonly string[]) };
      case 'ProfileList':
        return { Status: 'Acknowledged', ProfileList: [...this.profiles.values()] };
      case 'InstallProfile': {
        const profile = profileOf(dictionaryOf(plist.parse(Buffer.from(command['Payload'] as Uint8Array).toString())));
        this.profiles.set(profile.PayloadIdentifier, profile);
        return { Status: 'Acknowledged' };
      }
      default:
        return { Status: 'Error', ErrorChain: [unknownCommand(textAt(command, 'RequestType'))] };
    }
  }

  #answersTo(queries: readonly string[]): Dictionary {
    const { deviceName: DeviceName, serialNumber: SerialNumber, udid: UDID } = this;
    const known: Readonly<Record<string, string>> = { DeviceName, SerialNumber, UDID };
    return Object.fromEntries(queries.filter((query) => query in known).map((query) => [query, known[query]]));
  }

  #checkIn(message: Dictionary): Promise<Dictionary | undefined> {
    const { checkInUrl, topic: Topic } = this.#enrollment;
    return this.#send(checkInUrl, { ...message, Topic }, { 'Content-Type': 'application/x-apple-aspen-mdm-checkin' });
  }

  #report(report: Dictionary): Promise<Dictionary | undefined> {
    return this.#send(this.#enrollment.serverUrl, { UDID: this.udid, ...report }, {});
  }

  async #send(
    url: string,
    message: Dictionary,
    type: Readonly<Record<string, string>>,
  ): Promise<Dictionary | undefined> {
    const body = Buffer.from(plist.build(message as plist.PlistValue));
    const signature = sign(body, this.identity, { detached: true }).toString('base64');
    const headers = { ...type, 'Mdm-Signature': signature };
    const { status, body: answer } = await this.#http.ask({ method: 'PUT', url, headers, body });
    this.statuses.push(status);
    if (status !== 200) throw new Refused(status, answer.toString());
    return answer.length === 0 ? undefined : dictionaryOf(plist.parse(answer.toString()));
  }
}

function unknownCommand(requestType: string): Dictionary {
  const description = `The command ${requestType} is not known.`;
  return {
    ErrorCode: 12_021,
    ErrorDomain: 'MCMDMErrorDomain',
    LocalizedDescription: description,
    USEnglishDescription: description,
  };
}
