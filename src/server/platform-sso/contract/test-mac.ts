/** A Mac of the tests: keys, and requests that are right in everything a test does not change. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { KeyAgreement } from '#protocol/crypto.ts';
import { fromAnyBase64, toBase64 } from '#protocol/encoding/base64.ts';
import type { JsonObject } from '#protocol/encoding/json.ts';
import { appleKeyId } from '#protocol/jose/jwk.ts';
import { parseJws } from '#protocol/jose/jws.ts';
import {
  agreementKey,
  changed,
  type Changes,
  type SigningKey,
  signed,
  signingKey,
} from '#protocol/platform-sso/contract/sample-mac.ts';
import { encodeEncryptedLoginAssertion } from '#protocol/platform-sso/encrypted-login-assertion.ts';
import { encodeJweCrypto } from '#protocol/platform-sso/jwe-crypto.ts';
import { parseKeyExchangeResponse } from '#protocol/platform-sso/key-exchange-response.ts';
import { parseKeyResponse } from '#protocol/platform-sso/key-response.ts';
import { parseLoginResponse } from '#protocol/platform-sso/login-response.ts';
import { grantType, platformSsoScope, typ } from '#protocol/platform-sso/media-types.ts';
import { encodeRequestPartyVInfo } from '#protocol/platform-sso/party-info.ts';
import {
  deviceRegistrationTyp,
  encodeDeviceRegistration,
  type RegistrationProof,
} from '#protocol/platform-sso/registration/device-registration.ts';
import {
  type AuthenticationMethod,
  encodeUserKeyProof,
  encodeUserRegistration,
  userRegistrationTyp,
} from '#protocol/platform-sso/registration/user-registration.ts';
import { openResponse } from '#protocol/platform-sso/response.ts';
import { encodeTokenRequest, type PlatformSsoVersion } from '#protocol/platform-sso/token-request.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import { systemRandom } from '#runtime/random.ts';
import { signInAtWindow } from './registration-window.ts';
import { expected, type Reply, textOf } from './reply.ts';
import type { Site } from './site.ts';
import { type Person, password, urls } from './test-provider.ts';

/** What a test changes about a request. A member with the value `undefined` is taken out. */
export interface RequestChanges {
  readonly header?: Changes;
  readonly claims?: Changes;
  /** Of the embedded assertion. */
  readonly assertionHeader?: Changes;
  readonly assertion?: Changes;
  /** Server nonce; default: a fresh one. */
  readonly nonce?: string;
  readonly version?: PlatformSsoVersion;
  /** Signs instead of the device signing key, under whose `kid` it stays. */
  readonly signer?: SigningKey;
  /** Signs the embedded assertion instead of the person's key. */
  readonly userSigner?: SigningKey;
  readonly password?: string;
  /** The identity provider's key that the password is encrypted to; X9.63. */
  readonly recipient?: Uint8Array;
}

/** A smart card: its key and certificates, DER, leaf first. */
export interface TestCard {
  readonly key: SigningKey;
  readonly chain: readonly Uint8Array[];
}

const scope = `openid offline_access ${platformSsoScope}`;
let macs = 0;

/** A Mac, its device keys, and the keys of people on it. */
export class TestMac {
  provider: Site;
  readonly serialNumber: string;
  readonly udid: string;
  readonly requestId = randomUUID().toUpperCase();
  /** The `nonce` of every request. */
  readonly clientNonce = randomUUID().toUpperCase();
  readonly address: string;
  signing: SigningKey = signingKey();
  encryption: KeyAgreement = agreementKey();
  /** Secure Enclave keys by user name. */
  readonly userKeys = new Map<string, SigningKey>();

  constructor(provider: Site, serialNumber?: string) {
    macs += 1;
    this.provider = provider;
    this.serialNumber = serialNumber ?? `C02TEST${String(macs).padStart(5, '0')}`;
    this.udid = `00006000-${String(macs).padStart(16, '0')}`;
    this.address = `10.0.${macs >> 8}.${macs & 255}`;
  }

  /** PartyVInfo of its requests. */
  get partyVInfo(): Uint8Array {
    return encodeRequestPartyVInfo({ deviceEncryptionKey: this.encryption.publicKey, nonce: this.clientNonce });
  }

  /** Seconds since 1970, by the provider's clock. */
  get now(): number {
    return Math.floor(this.provider.time / 1000);
  }

  async get(path: string, cookie?: string): Promise<Reply> {
    const headers = cookie === undefined ? {} : { cookie };
    return this.provider.send({ method: 'GET', path, headers, address: this.address });
  }

  /** A form to the token endpoint, or to another address. */
  async post(
    form: string,
    path = '/platform-sso/token',
    requestId: string | undefined = this.requestId,
  ): Promise<Reply> {
    return this.#send('POST', path, form, 'application/x-www-form-urlencoded', requestId);
  }

  /** A form of a page, with the cookie of its window. */
  async postPage(path: string, form: string, cookie: string): Promise<Reply> {
    const headers = { 'content-type': 'application/x-www-form-urlencoded', cookie };
    return this.provider.send({ method: 'POST', path, headers, address: this.address, body: form });
  }

  async postJson(path: string, body: JsonObject): Promise<Reply> {
    return this.#send('POST', path, JSON.stringify(body), 'application/json', this.requestId);
  }

  /** A fresh server nonce for this Mac's request id, or another. */
  async nonce(requestId = this.requestId): Promise<string> {
    const reply = await this.post('grant_type=srv_challenge', '/platform-sso/nonce', requestId);
    return textOf(reply, 'Nonce');
  }

  /** Signs a person in at the registration window; the last answer. */
  async signIn(person: Person, word = password): Promise<Reply> {
    return signInAtWindow(this, person.username, word);
  }

  /** An access token for registrations. */
  async accessToken(person: Person): Promise<string> {
    return textOf(await this.signIn(person), 'access_token');
  }

  /** Registers the Mac's keys; by default with a token that an administrator made for it. */
  async registerDevice(proof?: RegistrationProof, changes: RequestChanges = {}): Promise<Reply> {
    const requestNonce = changes.nonce ?? (await this.nonce());
    const made = encodeDeviceRegistration(
      {
        serialNumber: this.serialNumber,
        udid: this.udid,
        model: 'Mac16,8',
        osVersion: '15.4',
        deviceName: `Mac ${this.serialNumber}`,
        signingKey: this.signing.publicKey,
        encryptionKey: this.encryption.publicKey,
        sharedDeviceKeys: true,
        proof: proof ?? (await this.registrationToken()),
        attestation: undefined,
        options: ['userInteractionEnabled'],
        requestNonce,
        audience: urls.deviceRegistration,
        issuedAt: this.now,
      },
      this.signing.kid,
      this.signing.signer,
    );
    const registration = this.#resigned(made, deviceRegistrationTyp, changes);
    return this.postJson('/platform-sso/device-registration', { registration });
  }

  async registrationToken(): Promise<RegistrationProof> {
    return { kind: 'registration-token', token: await this.provider.registrationToken(this.serialNumber) };
  }

  /** Registers a person by a method; for a Secure Enclave key makes one. */
  async registerUser(
    person: Person,
    method: AuthenticationMethod,
    changes: RequestChanges & { readonly card?: TestCard; readonly signedIn?: Person } = {},
  ): Promise<Reply> {
    const requestNonce = changes.nonce ?? (await this.nonce());
    const audience = urls.userRegistration;
    const key = method === 'UserSecureEnclaveKey' ? signingKey() : undefined;
    if (key) this.userKeys.set(person.username, key);
    const forThis = { ...changes, assertion: { aud: audience, ...changes.assertion } };
    const proof = changes.card
      ? ({
          kind: 'smart-card',
          value: this.#cardAssertion(person, changes.card, requestNonce, forThis),
          accessToken: changes.signedIn && (await this.accessToken(changes.signedIn)),
        } as const)
      : ({ kind: 'access-token', value: await this.accessToken(person) } as const);
    const made = encodeUserRegistration(
      {
        method,
        proof,
        ...(key && {
          userKey: { publicKey: key.publicKey, proof: encodeUserKeyProof(requestNonce, audience, key.kid, key.signer) },
        }),
        requestNonce,
        audience,
        issuedAt: this.now,
      },
      this.signing.kid,
      this.signing.signer,
    );
    const registration = this.#resigned(made, userRegistrationTyp, changes);
    return this.postJson('/platform-sso/user-registration', { registration });
  }

  /** A login by password, encrypted to the identity provider's key. */
  async passwordLogin(person: Person, changes: RequestChanges = {}): Promise<string> {
    const nonce = changes.nonce ?? (await this.nonce());
    const recipient = changes.recipient ?? (await this.#passwordKey());
    const claims = { ...this.#assertionClaims(person, nonce), password: changes.password ?? password };
    const encryption = {
      recipient,
      ephemeral: agreementKey(),
      iv: systemRandom.bytes(12),
      apvPrefix: 'APPLEEMBEDDED',
      kid: appleKeyId(recipient, nodeCrypto),
    };
    const assertion = encodeEncryptedLoginAssertion(changed(claims, changes.assertion ?? {}), encryption, nodeCrypto);
    return this.#login(person, nonce, assertion, changes);
  }

  /** A login by Secure Enclave key. */
  async keyLogin(person: Person, changes: RequestChanges = {}): Promise<string> {
    const nonce = changes.nonce ?? (await this.nonce());
    const key = changes.userSigner ?? this.#userKey(person);
    const header = { typ: typ.loginAssertion, kid: this.#userKey(person).kid, ...changes.assertionHeader };
    const claims = changed(this.#assertionClaims(person, nonce), changes.assertion ?? {});
    return this.#login(person, nonce, signed(claims, header, key), changes);
  }

  /** A login by smart card. */
  async cardLogin(person: Person, card: TestCard, changes: RequestChanges = {}): Promise<string> {
    const nonce = changes.nonce ?? (await this.nonce());
    return this.#login(person, nonce, this.#cardAssertion(person, card, nonce, changes), changes);
  }

  /** A refresh. */
  async refresh(refreshToken: string, changes: RequestChanges = {}): Promise<string> {
    const nonce = changes.nonce ?? (await this.nonce());
    const claims = {
      ...this.#envelope(nonce),
      client_id: clientId,
      aud: urls.token,
      scope,
      grant_type: grantType.refreshToken,
      refresh_token: refreshToken,
    };
    return this.#form('1.0', typ.refreshRequest, claims, changes);
  }

  /** A key request. */
  async keyRequest(person: Person, refreshToken: string, changes: RequestChanges = {}): Promise<string> {
    return this.#keyService(person, refreshToken, { request_type: 'key_request' }, changes);
  }

  /** A key exchange with one of the Mac's keys, X9.63. */
  async keyExchange(
    person: Person,
    refreshToken: string,
    { keyContext, other }: { readonly keyContext: string; readonly other: Uint8Array },
    changes: RequestChanges = {},
  ): Promise<string> {
    const exchange = { request_type: 'key_exchange', key_context: keyContext, other_publickey: toBase64(other) };
    return this.#keyService(person, refreshToken, exchange, changes);
  }

  /** The tokens of a login or refresh that was allowed. */
  tokensOf(reply: Reply) {
    return parseLoginResponse(this.opened(reply));
  }

  /** Certificate and key context of a key request that was allowed. */
  unlockKeyOf(reply: Reply) {
    return parseKeyResponse(this.opened(reply));
  }

  /** The secret of a key exchange that was allowed. */
  secretOf(reply: Reply): Uint8Array {
    return parseKeyExchangeResponse(this.opened(reply)).key;
  }

  /** What an allowed request was answered. */
  opened(reply: Reply): JsonObject {
    return openResponse(expected(reply).body, { key: this.encryption, apv: this.partyVInfo }, nodeCrypto);
  }

  #userKey({ username }: Person): SigningKey {
    const key = this.userKeys.get(username);
    assert.ok(key, 'the person has a Secure Enclave key on this Mac');
    return key;
  }

  async #passwordKey(): Promise<Uint8Array> {
    const configuration = await this.get('/platform-sso/login-configuration');
    const key = fromAnyBase64(textOf(configuration, 'loginRequestEncryptionPublicKey'));
    assert.ok(key, 'the login configuration has a key for passwords');
    return key;
  }

  #cardAssertion(person: Person, card: TestCard, nonce: string, changes: RequestChanges): string {
    const x5c = card.chain.map((der) => toBase64(der));
    const header = { typ: typ.loginAssertion, x5c, ...changes.assertionHeader };
    const claims = changed(this.#assertionClaims(person, nonce), changes.assertion ?? {});
    return signed(claims, header, changes.userSigner ?? card.key);
  }

  #login(person: Person, nonce: string, assertion: string, changes: RequestChanges): string {
    const claims = {
      ...this.#envelope(nonce),
      client_id: clientId,
      aud: urls.token,
      scope,
      sub: person.username,
      username: person.username,
      grant_type: grantType.jwtBearer,
      assertion,
    };
    return this.#form('1.0', typ.loginRequest, claims, changes);
  }

  async #keyService(person: Person, refreshToken: string, exchange: JsonObject, changes: RequestChanges) {
    const claims = {
      ...this.#envelope(changes.nonce ?? (await this.nonce())),
      version: '1.0',
      key_purpose: 'user_unlock',
      sub: person.username,
      username: person.username,
      refresh_token: refreshToken,
      ...exchange,
    };
    return this.#form('2.0', typ.keyRequest, claims, changes);
  }

  #envelope(nonce: string): JsonObject {
    const jweCrypto = encodeJweCrypto({ deviceEncryptionKey: this.encryption.publicKey, nonce: this.clientNonce });
    const times = { iat: this.now, exp: this.now + 300 };
    return { ...times, iss: clientId, nonce: this.clientNonce, request_nonce: nonce, jwe_crypto: jweCrypto };
  }

  #assertionClaims({ username }: Person, nonce: string): JsonObject {
    const times = { iat: this.now, exp: this.now + 300 };
    const names = { iss: username, sub: username, aud: urls.assertionAudience };
    return { ...times, ...names, scope, nonce: this.clientNonce, request_nonce: nonce };
  }

  #form(version: PlatformSsoVersion, type: string, claims: JsonObject, changes: RequestChanges): string {
    const header = { typ: type, kid: this.signing.kid, ...changes.header };
    const jws = signed(changed(claims, changes.claims ?? {}), header, changes.signer ?? this.signing);
    return encodeTokenRequest({ version: changes.version ?? version, jws, parameter: 'assertion' });
  }

  #resigned(jws: string, type: string, changes: RequestChanges): string {
    const header = { typ: type, kid: this.signing.kid, ...changes.header };
    return signed(changed(parseJws(jws).claims, changes.claims ?? {}), header, changes.signer ?? this.signing);
  }

  async #send(method: 'GET' | 'POST', path: string, body?: string, type?: string, requestId?: string): Promise<Reply> {
    const headers = {
      ...(type === undefined ? {} : { 'content-type': type }),
      ...(requestId === undefined ? {} : { 'client-request-id': requestId }),
    };
    const { address } = this;
    return this.provider.send({ method, path, headers, address, ...(body === undefined ? {} : { body }) });
  }
}

const clientId = 'porchlight-psso';

/** A Mac that is registered, and on which the person is. */
export async function joinedMac(
  provider: Site,
  person: Person,
  method: 'Password' | 'UserSecureEnclaveKey' = 'UserSecureEnclaveKey',
): Promise<TestMac> {
  const mac = new TestMac(provider);
  expected(await mac.registerDevice());
  expected(await mac.registerUser(person, method));
  return mac;
}
