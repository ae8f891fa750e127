/**
 * An authenticator in software with the browser before it, written from W3C WebAuthn Level 3 alone: it shares no code with
 * the server, writes its own CBOR and signs with WebCrypto. A trick makes one thing about an answer wrong.
 */
import type { webcrypto } from 'node:crypto';

type CryptoKey = webcrypto.CryptoKey;

interface Descriptor {
  readonly id: string;
}

/** The part of `PublicKeyCredentialCreationOptionsJSON` that it looks at. */
export interface CreationOptions {
  readonly rp: { readonly id?: string | undefined };
  readonly user: { readonly id: string };
  readonly challenge: string;
  readonly excludeCredentials?: readonly Descriptor[] | undefined;
}

/** The part of `PublicKeyCredentialRequestOptionsJSON` that it looks at. */
export interface RequestOptions {
  readonly rpId?: string | undefined;
  readonly challenge: string;
  readonly allowCredentials?: readonly Descriptor[] | undefined;
}

/** What is other than it should be. */
export interface Trick {
  readonly type?: string;
  readonly challenge?: string;
  readonly origin?: string;
  readonly crossOrigin?: boolean;
  readonly rpId?: string;
  readonly userPresent?: boolean;
  readonly userVerified?: boolean;
  readonly backupEligible?: boolean;
  readonly backedUp?: boolean;
  readonly counter?: number;
  readonly userHandle?: string | null;
  /** Named outside instead of the credential's own. */
  readonly id?: string;
  /** COSE's number, written in place of the key's own. */
  readonly algorithm?: number;
  /** Signs in its place. */
  readonly signer?: CryptoKey;
}

/** What it is like. */
export interface Model {
  readonly origin: string;
  readonly aaguid?: string;
  /** Whether it counts its signatures. */
  readonly counts?: boolean;
  readonly synced?: boolean;
  readonly attestation?: 'none' | 'self';
}

interface Held {
  readonly id: Uint8Array<ArrayBuffer>;
  readonly rpId: string;
  readonly userHandle: string;
  readonly key: CryptoKey;
  counter: number;
}

type Cbor = number | string | Uint8Array | ReadonlyMap<number | string, Cbor>;

/** One authenticator with its credentials. */
export class SoftwareAuthenticator {
  readonly #model: Model;
  readonly #held: Held[] = [];

  constructor(model: Model) {
    this.#model = model;
  }

  /** How many credentials it holds. */
  get size(): number {
    return this.#held.length;
  }

  /** `navigator.credentials.create()`. @throws when one of the excluded credentials is here */
  async create(options: CreationOptions, trick: Trick = {}) {
    const rpId = options.rp.id ?? new URL(this.#model.origin).hostname;
    const excluded = (options.excludeCredentials ?? []).some(({ id }) => this.#find(id) !== undefined);
    if (excluded) throw new DOMException('There is one already.', 'InvalidStateError');
    const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
    const id = crypto.getRandomValues(new Uint8Array(32));
    const held = { id, rpId, userHandle: options.user.id, key: pair.privateKey, counter: 0 };
    this.#held.push(held);
    const clientData = this.#clientData('webauthn.create', options.challenge, trick);
    const data = await this.#authenticatorData(held, trick, await this.#attested(id, pair.publicKey, trick));
    const signed = await this.#signature(held, data, clientData, trick);
    const object = this.#attestationObject(data, signed);
    return {
      ...outside(trick.id ?? base64url(id)),
      response: {
        clientDataJSON: base64url(clientData),
        attestationObject: base64url(object),
        transports: ['internal'],
      },
    };
  }

  /** `navigator.credentials.get()`: with the first credential that fits. */
  async get(options: RequestOptions, trick: Trick = {}) {
    const allowed = (options.allowCredentials ?? []).map(({ id }) => id);
    const held = this.#held.find(
      ({ id, rpId }) => rpId === options.rpId && (allowed.length === 0 || allowed.includes(base64url(id))),
    );
    if (!held) throw new DOMException('There is none.', 'NotAllowedError');
    if (this.#model.counts === true) held.counter += 1;
    const clientData = this.#clientData('webauthn.get', options.challenge, trick);
    const data = await this.#authenticatorData(held, trick);
    const signature = await this.#signature(held, data, clientData, trick);
    const userHandle = trick.userHandle === undefined ? held.userHandle : trick.userHandle;
    return {
      ...outside(trick.id ?? base64url(held.id)),
      response: {
        clientDataJSON: base64url(clientData),
        authenticatorData: base64url(data),
        signature: base64url(signature),
        ...(userHandle === null ? {} : { userHandle }),
      },
    };
  }

  #find(id: string): Held | undefined {
    return this.#held.find((held) => base64url(held.id) === id);
  }

  /** Section 5.8.1. */
  #clientData(type: string, challenge: string, trick: Trick): Uint8Array<ArrayBuffer> {
    const members = { type, challenge, origin: this.#model.origin, crossOrigin: false };
    const { type: otherType, challenge: otherChallenge, origin, crossOrigin } = trick;
    const wrong = { type: otherType, challenge: otherChallenge, origin, crossOrigin };
    const given = Object.entries(wrong).filter(([, value]) => value !== undefined);
    return bytes(JSON.stringify({ ...members, ...Object.fromEntries(given) }));
  }

  /** Section 6.1. */
  async #authenticatorData({ rpId, counter }: Held, trick: Trick, attested = new Uint8Array()) {
    const synced = this.#model.synced === true;
    const flags =
      Number(trick.userPresent ?? true) |
      (Number(trick.userVerified ?? true) << 2) |
      (Number(trick.backupEligible ?? synced) << 3) |
      (Number(trick.backedUp ?? synced) << 4) |
      (Number(attested.length > 0) << 6);
    const count = new Uint8Array(4);
    new DataView(count.buffer).setUint32(0, trick.counter ?? counter);
    const rpIdHash = await crypto.subtle.digest('SHA-256', bytes(trick.rpId ?? rpId));
    return joined(new Uint8Array(rpIdHash), new Uint8Array([flags]), count, attested);
  }

  /** Attested credential data (section 6.5.1) with the COSE key (section 6.5.1.1). */
  async #attested(id: Uint8Array, publicKey: CryptoKey, trick: Trick): Promise<Uint8Array<ArrayBuffer>> {
    const { x = '', y = '' } = await crypto.subtle.exportKey('jwk', publicKey);
    const key = new Map<number, Cbor>([
      [1, 2],
      [3, trick.algorithm ?? -7],
      [-1, 1],
      [-2, Buffer.from(x, 'base64url')],
      [-3, Buffer.from(y, 'base64url')],
    ]);
    const aaguid = Buffer.from((this.#model.aaguid ?? '').replaceAll('-', '').padEnd(32, '0'), 'hex');
    return joined(aaguid, new Uint8Array([id.length >> 8, id.length & 0xff]), id, cbor(key));
  }

  /** Sections 8.7 (none) and 8.2 (packed, self). */
  #attestationObject(data: Uint8Array, signature: Uint8Array): Uint8Array<ArrayBuffer> {
    const isSelf = this.#model.attestation === 'self';
    const statement: [string, Cbor][] = isSelf
      ? [
          ['alg', -7],
          ['sig', signature],
        ]
      : [];
    return cbor(
      new Map<string, Cbor>([
        ['fmt', isSelf ? 'packed' : 'none'],
        ['attStmt', new Map(statement)],
        ['authData', data],
      ]),
    );
  }

  /** Section 6.3.3, step 11. */
  async #signature({ key }: Held, data: Uint8Array, clientData: Uint8Array<ArrayBuffer>, trick: Trick) {
    const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', clientData));
    const algorithm = { name: 'ECDSA', hash: 'SHA-256' };
    const signature = await crypto.subtle.sign(algorithm, trick.signer ?? key, joined(data, hash));
    return derOf(new Uint8Array(signature));
  }
}

function outside(id: string) {
  return { id, rawId: id, type: 'public-key', clientExtensionResults: {}, authenticatorAttachment: 'platform' };
}

/** CBOR (RFC 8949) of what is needed here, lengths in their shortest form. */
function cbor(value: Cbor): Uint8Array<ArrayBuffer> {
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value);
  if (typeof value === 'string') return joined(head(3, bytes(value).length), bytes(value));
  if (value instanceof Uint8Array) return joined(head(2, value.length), value);
  return joined(head(5, value.size), ...[...value].flatMap(([name, member]) => [cbor(name), cbor(member)]));
}

function head(major: number, size: number): Uint8Array<ArrayBuffer> {
  if (size < 24) return new Uint8Array([(major << 5) | size]);
  if (size < 256) return new Uint8Array([(major << 5) | 24, size]);
  return new Uint8Array([(major << 5) | 25, size >> 8, size & 0xff]);
}

/** Two halves as WebAuthn wants them: an Ecdsa-Sig-Value (section 6.5.5). */
function derOf(raw: Uint8Array): Uint8Array<ArrayBuffer> {
  const integers = [raw.subarray(0, 32), raw.subarray(32)].map((half) => {
    const start = half.findIndex((octet) => octet !== 0);
    const short = half.subarray(start);
    const padded = (short[0] ?? 0) >= 0x80 ? joined(new Uint8Array(1), short) : short;
    return joined(new Uint8Array([2, padded.length]), padded);
  });
  const content = joined(...integers);
  return joined(new Uint8Array([0x30, content.length]), content);
}

function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.concat(parts));
}

function bytes(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

function base64url(data: Uint8Array): string {
  return Buffer.from(data).toString('base64url');
}
