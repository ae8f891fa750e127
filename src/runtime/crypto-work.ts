/** The cryptography of requests as pieces of work that can be handed to a thread: plain data in, plain data out. */
import type { JwsAlgorithm, Signer } from '#protocol/crypto.ts';
import type { JsonObject } from '#protocol/encoding/json.ts';
import { signJws } from '#protocol/jose/jws.ts';
import { sealResponse } from '#protocol/platform-sso/response.ts';
import { generateKeyAgreement, nodeCrypto } from './crypto.ts';

/** Whether a P-256 key made a signature. */
export interface Verification {
  readonly kind: 'verification';
  /** The public key, X9.63, 65 bytes. */
  readonly point: Uint8Array;
  readonly alg: JwsAlgorithm;
  readonly data: Uint8Array;
  /** r || s. */
  readonly signature: Uint8Array;
}

/** A response body to be encrypted for a device, with an ephemeral key that is made for it alone. */
export interface Sealing {
  readonly kind: 'sealing';
  readonly body: JsonObject;
  /** A JWS that is to be signed and put into the body first. */
  readonly token: TokenToSign | undefined;
  readonly typ: string;
  /** X9.63, 65 bytes. */
  readonly deviceEncryptionKey: Uint8Array;
  /** PartyVInfo of the request, as received. */
  readonly apv: Uint8Array;
  /** 12 bytes. */
  readonly iv: Uint8Array;
}

/** A JWS still to be signed. */
export interface TokenToSign {
  /** The member of the body that it becomes. */
  readonly member: string;
  readonly headerJson: string;
  readonly claimsJson: string;
  readonly keyId: string;
}

/** One piece of work. */
export type CryptoWork = Verification | Sealing;

/** What came of it: whether the signature is good, or the compact JWE. */
export type CryptoResult = boolean | string;

/**
 * Does one piece. `signers` are the private keys by key id.
 * @throws {KeyError} `malformed_key`, `point_not_on_curve`
 */
export function doCryptoWork(work: CryptoWork, signers: ReadonlyMap<string, Signer>): CryptoResult {
  if (work.kind === 'verification') return nodeCrypto.p256(work.point).verify(work.alg, work.data, work.signature);
  const { body, token, typ, deviceEncryptionKey, apv, iv } = work;
  const whole = token === undefined ? body : { ...body, [token.member]: signed(token, signers) };
  return sealResponse(whole, { typ, deviceEncryptionKey, apv, iv, ephemeral: generateKeyAgreement() }, nodeCrypto);
}

function signed({ headerJson, claimsJson, keyId }: TokenToSign, signers: ReadonlyMap<string, Signer>): string {
  const signer = signers.get(keyId);
  if (!signer) throw new Error('The signing key was never handed over.');
  return signJws(headerJson, claimsJson, signer);
}
