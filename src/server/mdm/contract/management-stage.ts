/** Device management over a store, as tests want it: Macs that sign, a push service that answers as told, no waiting. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import fastify, { type FastifyInstance } from 'fastify';
import type { PushRequest } from '#protocol/apns/push-request.ts';
import type { PlistDictionary } from '#protocol/encoding/plist/plist.ts';
import { toHex } from '#protocol/encoding/bytes.ts';
import { type CommandEnvelope, parseCommand } from '#protocol/mdm/commands/envelope.ts';
import { mediaType } from '#protocol/mdm/media-types.ts';
import { type MdmSignatureStyle, macosMdmSignature, signMdmMessage } from '#protocol/mdm/mdm-signature.ts';
import { encodeDictionary } from '#protocol/mdm/message.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import { systemRandom } from '#runtime/random.ts';
import { messageSigner } from '#runtime/rsa.ts';
import type { AuditEvent } from '#server/audit/audit.ts';
import {
  type IdentityBench,
  openIdentityBench,
  type StandingClock,
  standingClock,
  type TestIdentity,
} from '#server/authority/device-identities/contract/identity-bench.ts';
import type { Database } from '#server/store/database.ts';
import type { IdentityJudge } from '../context.ts';
import { createManagement } from '../feature.ts';
import type {
  DeclarationDraft,
  DeclarationProvider,
  Management,
  ManagementObserver,
  RenewalProfiles,
  ServiceTokens,
} from '../management.ts';
import type { PushOutcome, PushSender } from '../push/push-sender.ts';
import { defaultManagementSettings, type ManagementSettings } from '../settings.ts';

/** The topic of every test. */
export const topic = 'com.apple.mgmt.External.9b1d9a4e';

/** A push service that writes down what it is sent. */
export class RecordingSender implements PushSender {
  readonly sent: PushRequest[] = [];
  answer: (request: PushRequest) => PushOutcome = () => ({
    kind: 'answered',
    response: { status: 200, verdict: 'accepted', reason: undefined, timestamp: undefined },
  });

  async send(_identity: unknown, request: PushRequest): Promise<PushOutcome> {
    this.sent.push(request);
    return this.answer(request);
  }

  /** How many pushes this token got. */
  countOf(token: Uint8Array): number {
    return this.sent.filter((request) => toHex(request.token) === toHex(token)).length;
  }

  close(): void {}
}

/** What tests reach for. */
export interface ManagementStage {
  readonly management: Management;
  readonly app: FastifyInstance;
  readonly bench: IdentityBench;
  readonly clock: StandingClock;
  readonly events: readonly AuditEvent[];
  readonly sender: RecordingSender;
  readonly pauses: readonly number[];
  readonly faults: readonly unknown[];
  /** What the declaration provider gives. */
  declarations: readonly DeclarationDraft[];
  /** A Mac with an identity, not yet enrolled. */
  readonly mac: (kind?: 'rsa' | 'ec') => Promise<TestMac>;
  /** A client with an identity of an exported profile, not yet enrolled. It makes up its UDID and serial number; `by` is the id of the challenge. */
  readonly client: (claim?: {
    readonly udid?: string;
    readonly serialNumber?: string;
    readonly by?: string;
  }) => Promise<TestMac>;
  /** A Mac that is enrolled and can be pushed to. */
  readonly enrolled: () => Promise<TestMac>;
}

/** What a test wants otherwise. */
export interface StageOptions {
  readonly settings?: Partial<ManagementSettings>;
  readonly observers?: readonly ManagementObserver[];
  readonly identities?: IdentityJudge;
  readonly renewalProfiles?: RenewalProfiles;
  readonly serviceTokens?: ServiceTokens;
  /** In place of what stands in the stage. */
  readonly declarations?: DeclarationProvider;
  /** What management alone works on. */
  readonly database?: Database;
}

/** Opens the feature on a migrated store. */
export async function stageManagement(database: Database, options: StageOptions = {}): Promise<ManagementStage> {
  const clock = standingClock();
  const bench = await openIdentityBench(database, { clock });
  const sender = new RecordingSender();
  const pauses: number[] = [];
  const faults: unknown[] = [];
  const app = fastify();
  const events: AuditEvent[] = [];
  const management = createManagement({
    settings: { ...defaultManagementSettings, ...options.settings },
    database: options.database ?? database,
    audit: { ...bench.ports.audit, record: (event) => events.push(event) },
    sealer: bench.ports.sealer,
    clock,
    random: systemRandom,
    identities: options.identities ?? bench.identities,
    pushSender: sender,
    pause: async (milliseconds) => {
      pauses.push(milliseconds);
    },
    onFault: (error) => faults.push(error),
    observers: options.observers ?? [],
    ...(options.serviceTokens === undefined ? {} : { serviceTokens: options.serviceTokens }),
    ...(options.renewalProfiles === undefined ? {} : { renewalProfiles: options.renewalProfiles }),
    declarations: options.declarations ?? { declarationsFor: async () => stage.declarations },
  });
  management.mount(app);
  const mac = async (kind: 'rsa' | 'ec' = 'ec') => {
    const udid = randomUUID().toUpperCase();
    const subject = { enrollmentId: udid, serialNumber: `C02${udid.slice(0, 8)}`, udid };
    return new TestMac(app, udid, subject.serialNumber, await bench.issue(subject, kind));
  };
  const stage: ManagementStage = {
    management,
    app,
    bench,
    clock,
    events,
    sender,
    pauses,
    faults,
    declarations: [],
    mac,
    client: async ({ udid = randomUUID().toUpperCase(), serialNumber = `C03${udid.slice(0, 8)}`, by } = {}) => {
      const id =
        by ?? (await bench.identities.mintManualChallenge({ macs: 1, expiresAt: clock.time + 60_000 }, 'ada')).id;
      const nobody = { enrollmentId: `unbound-${randomUUID()}`, serialNumber: '', udid: undefined };
      return new TestMac(app, udid, serialNumber, await bench.issue(nobody, 'ec', id));
    },
    enrolled: async () => {
      const one = await mac();
      assert.equal((await one.authenticate()).status, 200);
      assert.equal((await one.tokenUpdate()).status, 200);
      return one;
    },
  };
  return stage;
}

/** What came back. */
export interface MacReply {
  readonly status: number;
  readonly contentType: string | undefined;
  readonly body: Uint8Array;
  /** The code of a refusal. */
  readonly code: string | undefined;
  /** The command, where there is one. */
  readonly command: CommandEnvelope | undefined;
}

/** How a message is sent, where not as a Mac does. */
export interface Sending {
  readonly method?: 'PUT' | 'POST' | 'GET';
  readonly url?: string;
  readonly contentType?: string | undefined;
  readonly identity?: TestIdentity;
  readonly style?: MdmSignatureStyle;
  readonly signature?: string | undefined;
}

/** A Mac of the tests: it signs what it sends. */
export class TestMac {
  readonly udid: string;
  readonly serialNumber: string;
  readonly token = systemRandom.bytes(32);
  identity: TestIdentity;
  readonly #app: FastifyInstance;

  constructor(app: FastifyInstance, udid: string, serialNumber: string, identity: TestIdentity) {
    this.#app = app;
    this.udid = udid;
    this.serialNumber = serialNumber;
    this.identity = identity;
  }

  authenticate(keys: PlistDictionary = {}, sending: Sending = {}): Promise<MacReply> {
    const { udid: UDID, serialNumber: SerialNumber } = this;
    const message = {
      MessageType: 'Authenticate',
      Topic: topic,
      UDID,
      DeviceName: 'Mac',
      Model: 'Mac15,6',
      SerialNumber,
    };
    return this.checkIn({ ...message, ...keys }, sending);
  }

  tokenUpdate(keys: PlistDictionary = {}, sending: Sending = {}): Promise<MacReply> {
    const { udid: UDID, token: Token } = this;
    const message = { MessageType: 'TokenUpdate', Topic: topic, UDID, Token, PushMagic: 'MAGIC' };
    return this.checkIn({ ...message, ...keys }, sending);
  }

  checkIn(message: PlistDictionary, sending: Sending = {}): Promise<MacReply> {
    return this.send(message, { url: '/mdm/checkin', contentType: `${mediaType.checkIn}; charset=UTF-8`, ...sending });
  }

  idle(keys: PlistDictionary = {}, sending: Sending = {}): Promise<MacReply> {
    return this.report({ Status: 'Idle', ...keys }, sending);
  }

  acknowledge(CommandUUID: string, result: PlistDictionary = {}): Promise<MacReply> {
    return this.report({ Status: 'Acknowledged', CommandUUID, ...result });
  }

  notNow(CommandUUID: string): Promise<MacReply> {
    return this.report({ Status: 'NotNow', CommandUUID });
  }

  report(keys: PlistDictionary, sending: Sending = {}): Promise<MacReply> {
    return this.send({ UDID: this.udid, ...keys }, { contentType: `${mediaType.report}; charset=UTF-8`, ...sending });
  }

  async send(message: PlistDictionary, sending: Sending = {}): Promise<MacReply> {
    return this.sendBytes(encodeDictionary(message), sending);
  }

  async sendBytes(body: Uint8Array, sending: Sending = {}): Promise<MacReply> {
    const { identity = this.identity, style = macosMdmSignature } = sending;
    const key = { key: messageSigner(identity.privateKey), certificate: identity.certificate };
    const signature = 'signature' in sending ? sending.signature : signMdmMessage(body, key, nodeCrypto, style);
    const response = await this.#app.inject({
      method: sending.method ?? 'PUT',
      url: sending.url ?? '/mdm',
      headers: {
        ...(sending.contentType === undefined ? {} : { 'content-type': sending.contentType }),
        ...(signature === undefined ? {} : { 'mdm-signature': signature }),
      },
      payload: Buffer.from(body),
    });
    assert.notEqual(response.statusCode, 401, 'a Mac that is answered 401 removes its management');
    return replyOf(response.statusCode, response.headers['content-type'], new Uint8Array(response.rawPayload));
  }
}

function replyOf(status: number, type: unknown, body: Uint8Array): MacReply {
  const contentType = typeof type === 'string' ? type : undefined;
  const isJson = contentType?.startsWith('application/json') === true;
  const refusal = status >= 400 && isJson ? (JSON.parse(Buffer.from(body).toString()) as { code?: string }) : {};
  const isCommand = status === 200 && contentType?.startsWith(mediaType.plist) === true;
  return { status, contentType, body, code: refusal.code, command: isCommand ? commandIn(body) : undefined };
}

// Answers of check-in are dictionaries too, and no commands.
function commandIn(body: Uint8Array): CommandEnvelope | undefined {
  try {
    return parseCommand(body);
  } catch {
    return undefined;
  }
}
