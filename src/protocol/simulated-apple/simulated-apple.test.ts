import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { AdeMessageError } from '../ade/ade-message-error.ts';
import { activationPath } from './activation.ts';
import { encodeSimulatedAppleAddresses, parseSimulatedAppleAddresses } from './addresses.ts';
import { encodeAttestationWish, parseAttestationWish } from './attestation-request.ts';
import {
  courierNotificationsPath,
  encodeNotification,
  encodeTokenRequest,
  encodeTokenResponse,
  parseNotification,
  parseTokenRequest,
  parseTokenResponse,
} from './courier.ts';
import {
  encodeCertificates,
  encodeDeviceIdentityRequest,
  parseCertificates,
  parseDeviceIdentityRequest,
} from './device-identity.ts';

const text = fc.string({ minLength: 1 });
const bytes = fc.uint8Array({ minLength: 1, maxLength: 40 }).map((any) => new Uint8Array(any));

describe('Messages between a virtual Mac and simulated Apple (our own)', () => {
  it('read back after encoding (property)', () => {
    const addresses = fc.record(
      {
        deviceServices: text,
        push: text,
        macServices: text,
        tlsRootPem: text,
        deviceAuthorityPem: text,
        attestationRootPem: text,
      },
      { noNullPrototype: true },
    );
    fc.assert(
      fc.property(addresses, (any) =>
        assert.deepEqual(parseSimulatedAppleAddresses(encodeSimulatedAppleAddresses(any)), any),
      ),
    );
    const identity = fc.record({ serialNumber: text, udid: text, publicKey: bytes }, { noNullPrototype: true });
    fc.assert(
      fc.property(identity, (any) =>
        assert.deepEqual(parseDeviceIdentityRequest(encodeDeviceIdentityRequest(any)), any),
      ),
    );
    const wish = fc.record(
      {
        key: bytes,
        freshness: bytes,
        serialNumber: text,
        udid: text,
        includeIdentifiers: fc.boolean(),
        osVersion: text,
      },
      { requiredKeys: ['key', 'freshness', 'serialNumber', 'udid'], noNullPrototype: true },
    );
    fc.assert(fc.property(wish, (any) => assert.deepEqual(parseAttestationWish(encodeAttestationWish(any)), any)));
    fc.assert(fc.property(fc.array(bytes), (any) => assert.deepEqual(parseCertificates(encodeCertificates(any)), any)));
    fc.assert(fc.property(text, (any) => assert.equal(parseTokenRequest(encodeTokenRequest(any)), any)));
  });

  it('of the courier hold one notification or none', () => {
    assert.equal(parseNotification(encodeNotification('{"mdm":"m"}')), '{"mdm":"m"}');
    assert.equal(parseNotification(encodeNotification(undefined)), undefined);
    assert.equal(parseTokenResponse(encodeTokenResponse('0a')), '0a');
    assert.equal(courierNotificationsPath('0a', 5), '/courier/notifications?token=0a&wait=5');
    assert.equal(activationPath('A B'), '/activation/configuration?serial=A%20B');
  });

  it('are refused with AdeMessageError alone, whatever the text (property)', () => {
    const parsers = [
      parseSimulatedAppleAddresses,
      parseDeviceIdentityRequest,
      parseAttestationWish,
      parseCertificates,
      parseNotification,
    ];
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), fc.constantFrom(...parsers), (any, parse) => {
        try {
          parse(any);
        } catch (error) {
          assert.ok(error instanceof AdeMessageError, String(error));
        }
      }),
    );
    assert.throws(() => parseCertificates('{"certificates":["*"]}'), { code: 'ade_member_malformed' });
  });
});
