/**
 * An organisation's server and Apple's services in the same process, for unit tests of the Mac only. It judges nothing: it
 * writes down what it is sent, and answers well unless told otherwise.
 */
import { makeTestSigner } from '#protocol/cms/contract/openssl-cms.ts';
import { toHex } from '#protocol/encoding/bytes.ts';
import type { JsonObject } from '#protocol/encoding/json.ts';
import {
  type PlistDictionary,
  type PlistWritable,
  isPlistDictionary,
  parsePlist,
  writeXmlPlist,
} from '#protocol/encoding/plist/plist.ts';
import { fromUtf8, utf8 } from '#protocol/encoding/utf8.ts';
import { systemRandom } from '#runtime/random.ts';
import { ScepAuthority } from '../device-identity/testing/scep-authority.ts';
import type { AppleServices, MacFetch, MacRequest, MacResponse } from '../ports.ts';
import { enrollmentProfile } from './enrollment-profile.ts';

/** What the server answers. */
export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** The Mac cannot reach the server at all. */
  readonly unreachable?: boolean;
}

/** What it was sent: a message of MDM is read as well. */
export interface Seen {
  readonly url: string;
  readonly request: MacRequest;
  readonly message: PlistDictionary | undefined;
}

type Responder = (request: MacRequest) => Reply;

/** The server's base. */
export const base = 'https://mdm.example';

/** Making keys takes long; one does for all organisations of a test. */
const identity = makeTestSigner(2048);

/** The fake. Everything that can be set may be changed at any time. */
export class FakeOrganisation {
  readonly authority = new ScepAuthority(identity);
  readonly seen: Seen[] = [];
  /** Commands that wait, by channel: a `UserShortName`, or the empty text for the device. */
  readonly commands: { readonly channel: string; readonly uuid: string; readonly command: PlistDictionary }[] = [];
  /**
   * Answers that come before the usual ones, once each. By `MessageType`, by `Endpoint` of declarations, by `Idle` and
   * `report`, or by path.
   */
  readonly replies = new Map<string, Reply[]>();
  /** Pages, profiles, packages: by path. */
  readonly pages = new Map<string, Responder>();
  /** Pushes that wait, by token (hex): the magic. */
  readonly pushes = new Map<string, string>();
  /** What Apple tells a Mac of its organisation; undefined: it has none. */
  cloudConfiguration: JsonObject | undefined = { url: `${base}/enroll`, profile_name: 'Example', department: 'IT' };
  enrollmentProfile: Uint8Array = enrollmentProfile(base);
  /** What declarative management serves: by endpoint. */
  readonly declarations = new Map<string, JsonObject>();
  isAppleInReach = true;
  readonly #others: MacFetch | undefined;
  #count = 0;

  /** @param others answers for other hosts, such as an identity provider's */
  constructor(others?: MacFetch) {
    this.#others = others;
    this.pages.set('/enroll', () => ({ body: this.enrollmentProfile }));
  }

  /** Queues a command; gives its `CommandUUID`. */
  enqueue(command: Readonly<Record<string, PlistWritable>>, channel = ''): string {
    this.#count += 1;
    const uuid = `command-${this.#count}`;
    const read = parsePlist(writeXmlPlist(command));
    if (isPlistDictionary(read)) this.commands.push({ channel, uuid, command: read });
    return uuid;
  }

  /** Answers the next message of a kind so. */
  reply(kind: string, ...replies: readonly Reply[]): void {
    this.replies.set(kind, [...(this.replies.get(kind) ?? []), ...replies]);
  }

  /** The messages of MDM, each with the kind that `reply` knows it by. */
  get messages(): readonly { readonly kind: string; readonly message: PlistDictionary }[] {
    return this.seen.flatMap(({ message }) => (message ? [{ kind: kindOf(message), message }] : []));
  }

  /** The reports that came for a command. */
  reportsOf(uuid: string): readonly PlistDictionary[] {
    return this.messages.map(({ message }) => message).filter((message) => message['CommandUUID'] === uuid);
  }

  readonly fetch: MacFetch = async (url, request) => {
    const { host, pathname } = new URL(url);
    if (host !== new URL(base).host) return (this.#others ?? refuse)(url, request);
    const message = request.method === 'PUT' ? messageOf(request) : undefined;
    this.seen.push({ url, request, message });
    const kind = message ? kindOf(message) : pathname;
    const early = this.replies.get(kind)?.shift();
    if (early?.unreachable) throw new Error('no route to host');
    if (early) return response(early);
    return message ? response(this.#manage(message)) : this.#serve(url, pathname, request);
  };

  readonly apple: AppleServices = {
    factoryIdentity: () => {
      const { certificate, key } = this.authority.identity;
      const privateKey = new Uint8Array(key.privateKey.export({ format: 'der', type: 'pkcs8' }));
      return this.#fromApple({ certificates: [certificate.raw], privateKey });
    },
    cloudConfiguration: () => this.#fromApple(this.cloudConfiguration),
    registerForPush: () => this.#fromApple(systemRandom.bytes(32)),
    takePush: (token) => {
      const pushMagic = this.pushes.get(toHex(token));
      this.pushes.delete(toHex(token));
      return this.#fromApple(pushMagic === undefined ? undefined : { pushMagic });
    },
  };

  #fromApple<Value>(value: Value): Promise<Value> {
    return this.isAppleInReach ? Promise.resolve(value) : Promise.reject(new Error('Apple is away.'));
  }

  async #serve(url: string, pathname: string, request: MacRequest): Promise<MacResponse> {
    if (pathname !== '/scep') return response(this.pages.get(pathname)?.(request) ?? { status: 404 });
    const method = request.method === 'POST' ? 'POST' : 'GET';
    const { status, headers, bytes } = await this.authority.send({ ...request, method, url });
    return response({ status, headers, body: bytes });
  }

  #manage(message: PlistDictionary): Reply {
    if (message['MessageType'] === 'DeclarativeManagement') return this.#declare(message['Endpoint']);
    if (message['MessageType'] !== undefined) return {};
    const channel = typeof message['UserShortName'] === 'string' ? message['UserShortName'] : '';
    const next = this.commands.findIndex((command) => command.channel === channel);
    const [order] = next < 0 ? [] : this.commands.splice(next, 1);
    if (!order) return {};
    return { body: writeXmlPlist({ CommandUUID: order.uuid, Command: order.command }) };
  }

  #declare(endpoint: unknown): Reply {
    if (endpoint === 'status') return {};
    const found = typeof endpoint === 'string' ? this.declarations.get(endpoint) : undefined;
    return found ? { body: JSON.stringify(found) } : { status: 404 };
  }
}

function messageOf({ body }: MacRequest): PlistDictionary | undefined {
  const value = body instanceof Uint8Array ? parsePlist(body) : undefined;
  return isPlistDictionary(value) ? value : undefined;
}

function kindOf(message: PlistDictionary): string {
  const { MessageType: type, Endpoint: endpoint } = message;
  if (type === 'DeclarativeManagement') return typeof endpoint === 'string' ? endpoint : '';
  if (typeof type === 'string') return type;
  return message['Status'] === 'Idle' ? 'Idle' : 'report';
}

function response({ status = 200, headers = {}, body = '' }: Reply): MacResponse {
  const bytes = typeof body === 'string' ? utf8(body) : body;
  const length = { 'content-length': String(bytes.length) };
  return { status, headers: { ...length, ...headers }, text: () => fromUtf8(bytes) ?? '', bytes: () => bytes };
}

const refuse: MacFetch = () => Promise.reject(new Error('no such host'));
