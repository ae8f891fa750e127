import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import level3 from '#test/vectors/webauthn/level-3.json' with { type: 'json' };
import { nodeCrypto } from '#runtime/crypto.ts';
import { fromHex, toHex } from '../encoding/bytes.ts';
import { utf8 } from '../encoding/utf8.ts';
import {
  encodeAttestationObject,
  parseAttestationObject,
  verifiesCeremony,
  verifyAttestation,
} from './attestation-object.ts';
import { encodeAuthenticatorData, parseAuthenticatorData } from './authenticator-data.ts';
import { encodeClientData, isClientData, parseClientData } from './client-data.ts';

/** Those of authenticators without certificates. */
const vectors = Object.entries(level3.examples).filter(([name]) => /^(?:none|packed-self)-es256/.test(name));

/** Vectors with further members (`extraData`) cannot be written by whoever does not know them. */
const hasMore = (clientData: Uint8Array) => Buffer.from(clientData).includes('extraData');

describe('W3C WebAuthn Level 3, test vectors with ES256', () => {
  it('are all there', () => assert.equal(vectors.length, 5));

  for (const [name, { registration, authentication, ...made }] of vectors) {
    const object = parseAttestationObject(fromHex(registration.attestationObject));
    const created = parseAuthenticatorData(object.authenticatorData);

    it(`${name}: the attestation object holds the credential, and is written the same`, () => {
      assert.equal(toHex(created.credential?.id ?? new Uint8Array()), made.credentialId);
      assert.equal(created.credential?.aaguid.replaceAll('-', ''), made.aaguid);
      assert.deepEqual(created.rpIdHash, new Uint8Array(nodeCrypto.sha256(utf8('example.org'))));
      assert.equal(toHex(encodeAuthenticatorData(created)), toHex(object.authenticatorData));
      assert.equal(toHex(encodeAttestationObject(object)), registration.attestationObject);
    });

    it(`${name}: the attestation holds, and not for other client data`, () => {
      const hash = nodeCrypto.sha256(fromHex(registration.clientDataJSON));
      verifyAttestation(object, hash, nodeCrypto);
      if (object.statement.format === 'none') return;
      const other = nodeCrypto.sha256(utf8('other'));
      assert.throws(() => verifyAttestation(object, other, nodeCrypto), { code: 'attestation_signature_wrong' });
    });

    it(`${name}: the signature of the authentication is right, and not for another challenge`, () => {
      const authenticatorData = fromHex(authentication.authenticatorData);
      const clientDataHash = nodeCrypto.sha256(fromHex(authentication.clientDataJSON));
      const signature = fromHex(authentication.signature);
      const key = created.credential?.publicKey ?? new Uint8Array();
      assert.ok(verifiesCeremony({ authenticatorData, clientDataHash }, signature, key, nodeCrypto));
      const other = nodeCrypto.sha256(fromHex(registration.clientDataJSON));
      assert.ok(!verifiesCeremony({ authenticatorData, clientDataHash: other }, signature, key, nodeCrypto));
      assert.equal(toHex(encodeAuthenticatorData(parseAuthenticatorData(authenticatorData))), toHex(authenticatorData));
    });

    for (const [type, vector] of [
      ['webauthn.create', registration],
      ['webauthn.get', authentication],
    ] as const) {
      it(`${name}: client data of ${type} is read, compared by its beginning, and written the same`, () => {
        const bytes = fromHex(vector.clientDataJSON);
        const data = parseClientData(bytes);
        assert.equal(data.type, type);
        assert.equal(toHex(data.challenge), vector.challenge);
        assert.equal(data.origin, 'https://example.org');
        assert.equal(data.topOrigin, name.endsWith('topOrigin') ? 'https://example.com' : undefined);
        assert.ok(isClientData(bytes, data));
        assert.ok(!isClientData(bytes, { ...data, origin: 'https://example.or' }));
        if (!hasMore(bytes)) assert.equal(toHex(encodeClientData(data)), vector.clientDataJSON);
      });
    }
  }
});
