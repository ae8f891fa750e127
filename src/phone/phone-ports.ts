/** What a phone needs of the machine that it runs on: a browser, or Node.js for scripts. */

/** The part of a fetch that a phone needs; the built-in one and `#runtime/https-fetch.ts` both fit. */
export type PhoneFetch = (
  url: string,
  request: { readonly method: string; readonly headers: Record<string, string>; readonly body?: string },
) => Promise<{ readonly status: number; text(): string | Promise<string> }>;

/** A private key as its maker keeps it: a CryptoKey that cannot be read out in a browser, a JWK in a file of a script. */
export type PhoneKey = object;

/** The public half, as JWK members. */
export interface PublicKey {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
}

/** Hashes of one-time codes. */
export type HmacDigest = 'sha1' | 'sha256' | 'sha512';

/** Cryptography. */
export interface PhoneCrypto {
  /** A new P-256 key for signatures. */
  newKey(): Promise<{ readonly key: PhoneKey; readonly publicKey: PublicKey }>;
  /** ES256 as JWS has it: r || s, 64 bytes. */
  sign(key: PhoneKey, data: Uint8Array): Promise<Uint8Array>;
  sha256(data: Uint8Array): Promise<Uint8Array>;
  hmac(digest: HmacDigest, key: Uint8Array, data: Uint8Array): Promise<Uint8Array>;
}

/** An account on this phone. */
export interface StoredAccount {
  /** Names the account on this phone. */
  readonly authenticatorId: string;
  readonly issuer: string;
  readonly organisation: string;
  readonly userId: string;
  readonly userPrincipalName: string;
  readonly fullName: string;
  /** What this phone is called there. */
  readonly name: string;
  readonly key: PhoneKey;
  /** Of the last request that was signed. Never goes back: a server that sees it do so takes the key for copied. */
  readonly counter: number;
  /** What the server's clock is ahead of ours, in milliseconds. */
  readonly clockOffset: number;
  /** Address of the secret of one-time codes, if this phone has it. */
  readonly codesUri: string | undefined;
  /** The server's `applicationServerKey` for pushes. */
  readonly pushKey: string;
}

/** Where accounts are kept. */
export interface PhoneStorage {
  accounts(): Promise<readonly StoredAccount[]>;
  /** Adds the account, or puts it in the place of the one with its id. Durable when it resolves. */
  put(account: StoredAccount): Promise<void>;
  remove(authenticatorId: string): Promise<void>;
  /**
   * Runs a piece of work while no other window or process of this phone runs one: Web Locks in a browser, a lock file for
   * scripts. Every request is signed, sent and answered inside, so that counters arrive in their order.
   */
  exclusively<T>(work: () => Promise<T>): Promise<T>;
}

/** Everything together. */
export interface PhonePorts {
  readonly fetch: PhoneFetch;
  readonly crypto: PhoneCrypto;
  readonly storage: PhoneStorage;
  readonly clock: { now(): number };
  readonly random: { bytes(length: number): Uint8Array };
}
