/** An ACME client of the tests. Its JWS are made by `jose`; it is right in everything that a test does not change. */
import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import { exportJWK, FlattenedSign } from 'jose';
import { toBase64url } from '#protocol/encoding/base64.ts';
import type { JsonObject } from '#protocol/encoding/json.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { makeName } from '#protocol/x509/name.ts';
import { parsePublicKey } from '#protocol/x509/public-key.ts';
import { buildCertificationRequest } from '#protocol/x509/request.ts';
import { keySigner } from '#runtime/crypto.ts';

/** Where the server of the tests stands. */
export const acmeBase = 'https://mdm.example.org';

/** A fresh key of an account or of a Mac. */
export function newEcKey(namedCurve: 'P-256' | 'P-384' = 'P-256'): KeyObject {
  return generateKeyPairSync('ec', { namedCurve }).privateKey;
}

/** A request for a certificate, DER, base64url. */
export function csrOf(key: KeyObject): string {
  const spki = new Uint8Array(createPublicKey(key).export({ format: 'der', type: 'spki' }));
  const subject = makeName([['commonName', 'whatever']]);
  return toBase64url(buildCertificationRequest({ subject, publicKey: parsePublicKey(spki) }, keySigner(key)));
}

/** What a test may change of a request. */
export interface AcmeWish {
  readonly nonce?: string;
  readonly url?: string;
  readonly key?: KeyObject;
  readonly contentType?: string;
  /** Leaves the account out and sends the key. */
  readonly withKey?: boolean;
  readonly account?: string;
}

/** One account. */
export class AcmeTestClient {
  readonly #app: FastifyInstance;
  key: KeyObject;
  account = '';

  constructor(app: FastifyInstance, key = newEcKey()) {
    this.#app = app;
    this.key = key;
  }

  async nonce(): Promise<string> {
    const { headers } = await this.#app.inject({ method: 'HEAD', url: '/acme/new-nonce' });
    return String(headers['replay-nonce']);
  }

  /** Posts to an address; undefined payload for POST-as-GET. */
  async post(url: string, payload: JsonObject | undefined, wish: AcmeWish = {}): Promise<LightMyRequestResponse> {
    const key = wish.key ?? this.key;
    const who = wish.withKey === true ? { jwk: await publicJwk(key) } : { kid: wish.account ?? this.account };
    const nonce = wish.nonce ?? (await this.nonce());
    const signing = new FlattenedSign(utf8(payload === undefined ? '' : JSON.stringify(payload)));
    const jws = await signing.setProtectedHeader({ alg: 'ES256', ...who, nonce, url: wish.url ?? url }).sign(key);
    return this.#app.inject({
      method: 'POST',
      url: url.slice(acmeBase.length),
      headers: { 'content-type': wish.contentType ?? 'application/jose+json' },
      payload: JSON.stringify(jws),
    });
  }

  async open(): Promise<this> {
    const reply = await this.post(`${acmeBase}/acme/new-account`, { termsOfServiceAgreed: true }, { withKey: true });
    this.account = String(reply.headers.location);
    return this;
  }

  /** Orders for a client identifier: the order, its authorization and its challenge. */
  async order(identifier: string) {
    const identifiers = [{ type: 'permanent-identifier', value: identifier }];
    const reply = await this.post(`${acmeBase}/acme/new-order`, { identifiers });
    const order = reply.json<{ authorizations: [string]; finalize: string }>();
    const authorization = (await this.post(order.authorizations[0], undefined)).json<{
      challenges: [{ url: string; token: string }];
    }>();
    return { url: String(reply.headers.location), ...order, challenge: authorization.challenges[0] };
  }
}

/** The public half as JWK. */
export async function publicJwk(key: KeyObject): Promise<JsonObject> {
  const jwk: Readonly<Record<string, unknown>> = await exportJWK(createPublicKey(key));
  return jwk as JsonObject;
}
