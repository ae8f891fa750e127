import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import * as jose from 'jose';
import { importP256 } from '#runtime/crypto.ts';
import { toBase64 } from '../../encoding/base64.ts';
import { type JsonObject, parseJsonObject } from '../../encoding/json.ts';
import { hasValidSignature } from '../../jose/jws.ts';
import { anyLoginConfiguration } from '../contract/any-login-configuration.ts';
import {
  type Changes,
  changed,
  deviceEncryption,
  deviceSigning,
  refusal,
  sample,
  signed,
} from '../contract/sample-mac.ts';
import { typ } from '../media-types.ts';
import { MessageError } from '../message-error.ts';
import {
  type DeviceRegistration,
  deviceRegistrationTyp,
  encodeDeviceRegistration,
  encodeDeviceRegistrationResponse,
  parseDeviceRegistration,
  parseDeviceRegistrationResponse,
  registrationOptions,
} from './device-registration.ts';

const registration: DeviceRegistration = {
  serialNumber: 'C02PORCH0001',
  udid: '00008112-000A1B2C3D4E5F60',
  model: 'Mac15,12',
  osVersion: '26.1',
  deviceName: 'Ada’s MacBook Air',
  signingKey: deviceSigning.publicKey,
  encryptionKey: deviceEncryption.publicKey,
  sharedDeviceKeys: true,
  proof: { kind: 'registration-token', token: 'token' },
  attestation: undefined,
  options: ['userInteractionEnabled', 'setupAssistant'],
  requestNonce: sample.requestNonce,
  audience: 'https://localhost:8443/platform-sso/device-registration',
  issuedAt: sample.now,
};

const encoded = encodeDeviceRegistration(registration, deviceSigning.kid, deviceSigning.signer);
const goodClaims = parseDeviceRegistration(encoded).jws.claims;

function parse(changes: Changes, header: Changes = { typ: deviceRegistrationTyp }) {
  return parseDeviceRegistration(signed(changed(goodClaims, changes), header));
}

describe('Device registration (our own exchange, section 8)', () => {
  it('is a JWS that verifies with the device signing key in it, for us and for jose', async () => {
    const { jws, signingKey } = parseDeviceRegistration(encoded);
    assert.ok(hasValidSignature(jws, deviceSigning.verification));
    assert.deepEqual(signingKey, deviceSigning.publicKey);
    const verified = await jose.compactVerify(encoded, importP256(signingKey));
    assert.deepEqual(verified.protectedHeader, { typ: deviceRegistrationTyp, alg: 'ES256', kid: deviceSigning.kid });
  });

  it('is read when jose signed it', async () => {
    const { privateKey, publicKey } = await jose.generateKeyPair('ES256');
    const theirs = await new jose.SignJWT(goodClaims)
      .setProtectedHeader({ alg: 'ES256', typ: deviceRegistrationTyp })
      .sign(privateKey);
    assert.equal(parseDeviceRegistration(theirs).serialNumber, registration.serialNumber);
    await jose.compactVerify(theirs, publicKey);
  });

  it('reads back after encoding, whatever the device (property)', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1 });
    const point = fc.uint8Array({ minLength: 64, maxLength: 64 }).map((bytes) => new Uint8Array([4, ...bytes]));
    const der = fc.uint8Array({ minLength: 1, maxLength: 50 }).map((bytes) => new Uint8Array(bytes));
    const proof = fc.record(
      { kind: fc.constantFrom('registration-token' as const, 'access-token' as const), token: text },
      { noNullPrototype: true },
    );
    const any = fc.record(
      {
        serialNumber: text,
        udid: text,
        model: text,
        osVersion: text,
        deviceName: text,
        signingKey: point,
        encryptionKey: point,
        sharedDeviceKeys: fc.boolean(),
        proof,
        attestation: fc.option(fc.array(der, { maxLength: 3 }), { nil: undefined }),
        options: fc.subarray([...registrationOptions]),
        requestNonce: text,
        audience: text,
        issuedAt: fc.nat(),
      },
      { noNullPrototype: true },
    );
    fc.assert(
      fc.property(any, (value) => {
        const { jws, ...read } = parseDeviceRegistration(encodeDeviceRegistration(value, 'k', deviceSigning.signer));
        assert.deepEqual(read, value);
        assert.equal(jws.alg, 'ES256');
      }),
      { numRuns: 50 },
    );
  });

  it('reads its keys in the forms of foreign extensions', () => {
    const pem = importP256(deviceSigning.publicKey).export({ format: 'pem', type: 'spki' }).toString();
    assert.deepEqual(parse({ device_signing_key: pem }).signingKey, deviceSigning.publicKey);
  });

  it('keeps options out that nothing here knows', () => {
    assert.deepEqual(parse({ options: ['registrationRepair', 'later'] }).options, ['registrationRepair']);
    assert.deepEqual(parse({ options: undefined }).options, []);
  });

  it('takes the profile’s token before a person’s, and needs one of them', () => {
    assert.deepEqual(parse({ access_token: 'a' }).proof, { kind: 'registration-token', token: 'token' });
    const person = parse({ registration_token: undefined, access_token: 'a' });
    assert.deepEqual(person.proof, { kind: 'access-token', token: 'a' });
    assert.throws(() => parse({ registration_token: undefined }), refusal('missing_claim'));
  });

  for (const name of Object.keys(goodClaims).filter(
    (claim) => !['options', 'shared_device_keys', 'registration_token'].includes(claim),
  ))
    it(`is refused without "${name}"`, () => {
      assert.throws(() => parse({ [name]: undefined }), refusal('missing_claim'));
    });

  it('is refused with another typ, so that no other message of the device stands for it', () => {
    for (const wrong of [typ.loginRequest, typ.keyRequest, 'JWT', undefined])
      assert.throws(() => parse({}, { typ: wrong }), refusal('unexpected_typ'));
  });

  it('is refused with keys, options, times or an attestation of another shape', () => {
    assert.throws(() => parse({ device_signing_key: toBase64(new Uint8Array(65)) }), refusal('malformed_claim'));
    assert.throws(() => parse({ device_encryption_key: 'x' }), refusal('malformed_claim'));
    assert.throws(() => parse({ options: 'setupAssistant' }), refusal('malformed_claim'));
    assert.throws(() => parse({ iat: 'now' }), refusal('malformed_claim'));
    assert.throws(() => parse({ attestation: ['*'] }), refusal('malformed_certificate'));
    assert.throws(() => parse({ attestation: 'AAAA' }), refusal('malformed_claim'));
  });

  it('is refused when it is no JWS', () => {
    assert.throws(() => parseDeviceRegistration('a.b.c'), refusal('malformed_jws'));
    assert.throws(() => parse({}, { typ: deviceRegistrationTyp, alg: 'none' }), refusal('unsupported_algorithm'));
  });
});

describe('The answer to a device registration', () => {
  it('reads back after encoding, with any login configuration (property)', () => {
    const any = fc.record(
      {
        deviceId: fc.string({ minLength: 1 }),
        outcome: fc.constantFrom('registered' as const, 'unchanged' as const, 'repaired' as const),
        loginConfiguration: anyLoginConfiguration,
      },
      { noNullPrototype: true },
    );
    fc.assert(
      fc.property(any, (value) => {
        const body = parseJsonObject(JSON.stringify(encodeDeviceRegistrationResponse(value)));
        assert.deepEqual(parseDeviceRegistrationResponse(body ?? {}), value);
      }),
    );
  });

  it('is refused without its members, or with another outcome', () => {
    const configuration = { clientID: 'c', issuer: 'i', tokenEndpointURL: 't', jwksEndpointURL: 'j' };
    const good = { device_id: 'd', outcome: 'registered', login_configuration: configuration };
    assert.equal(parseDeviceRegistrationResponse(good).deviceId, 'd');
    for (const name of Object.keys(good))
      assert.throws(
        () => parseDeviceRegistrationResponse(changed(good, { [name]: undefined })),
        refusal('missing_claim'),
      );
    assert.throws(() => parseDeviceRegistrationResponse({ ...good, outcome: 'maybe' }), refusal('malformed_claim'));
  });

  it('throws nothing but MessageError for any JSON, and neither does the registration (property)', () => {
    const names = [...Object.keys(goodClaims), 'outcome', 'login_configuration', 'attestation', 'access_token'];
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...names), fc.jsonValue()), (any) => {
        const json = JSON.parse(JSON.stringify(any)) as JsonObject;
        for (const attempt of [() => parse(json), () => parseDeviceRegistrationResponse(json)]) {
          try {
            attempt();
          } catch (error) {
            assert.ok(error instanceof MessageError);
          }
        }
      }),
    );
  });
});
