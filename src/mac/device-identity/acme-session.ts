/** One ACME account of a Mac: its key, its nonce, and requests with both. */
import { encodeSignedRequest, type RequestSigner } from '#protocol/acme/signed-request.ts';
import { type AcmeProblem, parseProblem } from '#protocol/acme/problem.ts';
import type { Signer } from '#protocol/crypto.ts';
import { type JsonObject, parseJsonObject } from '#protocol/encoding/json.ts';
import { fromUtf8 } from '#protocol/encoding/utf8.ts';
import { jwkFromPoint } from '#protocol/jose/jwk.ts';
import { type IdentityAnswer, IdentityFailed, type IdentityPorts, reach } from './ports.ts';

/** Nonces that a server may refuse in a row before it is given up. */
const mostRetries = 3;

/** Thrown when the server answers with a problem; callers get an outcome of kind `refused`. */
export class AcmeRefused extends Error {
  override readonly name = 'AcmeRefused';
  readonly problem: AcmeProblem;

  constructor(problem: AcmeProblem) {
    super(problem.detail ?? problem.type);
    this.problem = problem;
  }
}

/** The key that an account signs with. */
export interface AccountKey {
  /** X9.63 uncompressed, P-256. */
  readonly publicKey: Uint8Array;
  readonly signer: Signer;
}

/** What a session needs. `dropsLeadingZero` makes every signature one of 63 bytes, as some releases make a few of theirs. */
export interface SessionPorts extends IdentityPorts {
  readonly dropsLeadingZero?: boolean;
}

/** Speaks to one server. */
export class AcmeSession {
  readonly #ports: SessionPorts;
  readonly #key: AccountKey;
  #nonceUrl = '';
  #nonce: string | undefined;
  #account: string | undefined;

  constructor(ports: SessionPorts, key: AccountKey) {
    this.#ports = ports;
    this.#key = key;
  }

  /** Reads the directory, and makes the account. Gives the directory. */
  async open(directoryUrl: string): Promise<JsonObject> {
    const answer = await reach(this.#ports, { method: 'GET', url: directoryUrl, headers: {} });
    const directory = this.read(answer);
    this.#nonceUrl = textAt(directory, 'newNonce');
    const account = await this.post(textAt(directory, 'newAccount'), { termsOfServiceAgreed: true });
    this.#account = account.headers['location'];
    if (this.#account === undefined) throw new IdentityFailed('unexpected_answer', 'The account has no address.');
    return directory;
  }

  /** Posts a signed request; undefined payload to read. A refused nonce is tried again with a new one. */
  async post(url: string, payload: JsonObject | undefined): Promise<IdentityAnswer> {
    for (let tries = 1; ; tries += 1) {
      const answer = await this.#send(url, payload);
      this.#nonce = answer.headers['replay-nonce'];
      if (answer.status < 400) return answer;
      const problem = parseProblem(fromUtf8(answer.bytes) ?? '');
      if (!problem) throw new IdentityFailed('unexpected_answer', `${url} was answered with status ${answer.status}`);
      if (problem.type !== 'badNonce' || tries >= mostRetries) throw new AcmeRefused(problem);
    }
  }

  /** The JSON object of an answer. */
  read(answer: IdentityAnswer): JsonObject {
    const object =
      answer.status === 200 || answer.status === 201 ? parseJsonObject(fromUtf8(answer.bytes) ?? '') : undefined;
    if (!object) throw new IdentityFailed('answer_unreadable', `An answer with status ${answer.status} is no object.`);
    return object;
  }

  async #send(url: string, payload: JsonObject | undefined): Promise<IdentityAnswer> {
    const nonce = this.#nonce ?? (await this.#newNonce());
    this.#nonce = undefined;
    const signer: RequestSigner =
      this.#account === undefined
        ? { kind: 'key', jwk: { ...jwkFromPoint(this.#key.publicKey) } }
        : { kind: 'account', url: this.#account };
    const drops = this.#ports.dropsLeadingZero === true;
    const key = drops ? zeroFirst(this.#key.signer) : this.#key.signer;
    const shorten = drops ? withoutLeadingZero : undefined;
    const body = JSON.stringify(encodeSignedRequest({ signer, url, nonce }, payload, key, shorten));
    return reach(this.#ports, { method: 'POST', url, headers: { 'Content-Type': 'application/jose+json' }, body });
  }

  async #newNonce(): Promise<string> {
    const { headers } = await reach(this.#ports, { method: 'HEAD', url: this.#nonceUrl, headers: {} });
    const nonce = headers['replay-nonce'];
    if (nonce === undefined) throw new IdentityFailed('unexpected_answer', 'The server gave no nonce.');
    return nonce;
  }
}

/** A member of an object that must be text. */
export function textAt(object: JsonObject, name: string): string {
  const value = object[name];
  if (typeof value === 'string') return value;
  throw new IdentityFailed('answer_unreadable', `An answer lacks "${name}".`);
}

/** Signs until r or s begins with a zero, as one signature in 128 does by itself, so that every request shows the fault. */
function zeroFirst(signer: Signer): Signer {
  return {
    ...signer,
    sign(data) {
      let signature = signer.sign(data);
      while (signature[0] !== 0 && signature[32] !== 0) signature = signer.sign(data);
      return signature;
    },
  };
}

/** r and s without the zero that one of them begins with: 63 bytes. Others stay as they are. */
export function withoutLeadingZero(signature: Uint8Array): Uint8Array {
  const at = [0, 32].find((start) => signature[start] === 0);
  if (at === undefined) return signature;
  return Uint8Array.from([...signature.subarray(0, at), ...signature.subarray(at + 1)]);
}
