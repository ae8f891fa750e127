import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { toBase64 } from '../encoding/base64.ts';
import type { JsonObject } from '../encoding/json.ts';
import { anyLoginConfiguration } from './contract/any-login-configuration.ts';
import { changed, refusal } from './contract/sample-mac.ts';
import { parseLoginConfiguration, withDefaults } from './login-configuration.ts';
import { MessageError } from './message-error.ts';

const required = {
  clientID: 'porchlight-psso',
  issuer: 'https://localhost:8443',
  tokenEndpointURL: 'https://localhost:8443/platform-sso/token',
  jwksEndpointURL: 'https://localhost:8443/.well-known/jwks.json',
};

describe('The login configuration (section 8.3)', () => {
  it('has Apple’s defaults for what it leaves out', () => {
    assert.deepEqual(withDefaults(required), {
      ...required,
      nonceEndpointURL: required.tokenEndpointURL,
      refreshEndpointURL: required.tokenEndpointURL,
      keyEndpointURL: required.tokenEndpointURL,
      nonceResponseKeypath: 'Nonce',
      serverNonceClaimName: 'request_nonce',
      additionalScopes: 'urn:apple:platformsso',
      includePreviousRefreshTokenInLoginRequest: false,
      previousRefreshTokenClaimName: 'previous_refresh_token',
      uniqueIdentifierClaimName: 'sub',
      protocolVersion: '2.0',
    });
  });

  it('keeps what it says itself', () => {
    const own = {
      ...required,
      nonceEndpointURL: 'https://localhost:8443/platform-sso/nonce',
      serverNonceClaimName: 'n',
    };
    assert.equal(withDefaults(own).nonceEndpointURL, own.nonceEndpointURL);
    assert.equal(withDefaults(own).serverNonceClaimName, 'n');
  });

  it('reads back after encoding, any configuration (property)', () => {
    fc.assert(
      fc.property(anyLoginConfiguration, (configuration) => {
        const json = JSON.parse(JSON.stringify(configuration)) as JsonObject;
        assert.deepEqual(parseLoginConfiguration(json), configuration);
      }),
      { numRuns: 300 },
    );
  });

  it('keeps unknown members out', () => {
    assert.deepEqual(parseLoginConfiguration({ ...required, colour: 'amber', __proto__: 1 }), required);
  });

  for (const name of Object.keys(required))
    it(`is refused without "${name}"`, () => {
      assert.throws(() => parseLoginConfiguration(changed(required, { [name]: undefined })), refusal('missing_claim'));
      assert.throws(() => parseLoginConfiguration({ ...required, [name]: 1 }), refusal('malformed_claim'));
    });

  const refused: JsonObject = {
    audience: 1,
    nonceResponseKeypath: ['Nonce'],
    includePreviousRefreshTokenInLoginRequest: 'yes',
    federationType: '1',
    loginRequestEncryptionPublicKey: 'not base64!',
    hpkePreSharedKey: 5,
    jwksTrustedRootCertificates: 'AAAA',
    customLoginRequestBodyClaims: ['a'],
    kerberosTicketMappings: { ticketKeyPath: 'login_tgt' },
    supportedGrantTypes: [1],
    protocolVersion: '3.0',
  };
  for (const [name, value] of Object.entries(refused))
    it(`is refused with "${name}" being ${JSON.stringify(value)}`, () => {
      assert.throws(() => parseLoginConfiguration({ ...required, [name]: value }), refusal('malformed_claim'));
    });

  it('holds Apple’s Kerberos mapping (section 6.4)', () => {
    const mapping = { ticketKeyPath: 'login_tgt', messageBufferKeyName: 'messageBuffer', realmKeyName: 'realm' };
    const configuration = { ...required, kerberosTicketMappings: [mapping] };
    assert.deepEqual(parseLoginConfiguration(configuration), configuration);
    assert.throws(
      () => parseLoginConfiguration({ ...required, kerberosTicketMappings: ['x'] }),
      refusal('malformed_claim'),
    );
  });

  it('throws nothing but MessageError for any JSON (property)', () => {
    const names = ['audience', 'federationType', 'protocolVersion', 'hpkeAuthPublicKey', ...Object.keys(required)];
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...names, ...Object.keys(refused)), fc.jsonValue()), (any) => {
        try {
          parseLoginConfiguration(JSON.parse(JSON.stringify({ ...required, ...any })) as JsonObject);
        } catch (error) {
          assert.ok(error instanceof MessageError);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('accepts an encryption key in padded base64', () => {
    const loginRequestEncryptionPublicKey = toBase64(new Uint8Array(65).fill(4));
    const configuration = { ...required, loginRequestEncryptionPublicKey };
    assert.deepEqual(parseLoginConfiguration(configuration), configuration);
  });
});
