import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import published from '#test/vectors/ade/device-services.json' with { type: 'json' };
import { AdeMessageError } from '../ade-message-error.ts';
import type { HmacSha1 } from '../oauth1.ts';
import { encodeAccountDetail, parseAccountDetail } from './account.ts';
import { encodeAssignProfileRequest, parseAssignProfileRequest } from './assign-profile.ts';
import { encodeDefinedProfile, parseDefinedProfile, profilePath } from './define-profile.ts';
import { encodeDeviceDetails, parseDeviceDetails } from './device-details.ts';
import { encodeDeviceList, parseDeviceList } from './device-list.ts';
import { encodeDeviceStatuses, parseDeviceStatuses } from './device-statuses.ts';
import { deviceServicesErrors, encodeErrorText, isErrorWord, parseErrorText } from './error-text.ts';
import {
  encodeDevicesPage,
  encodeFetchDevicesRequest,
  parseDevicesRequest,
  parseFetchDevicesResponse,
} from './fetch-devices.ts';
import {
  encodeSessionAuthorization,
  encodeSessionResponse,
  expectedSignature,
  parseSessionAuthorization,
  parseSessionResponse,
} from './session.ts';
import { encodeSyncDevicesRequest, lastWords, parseSyncDevicesResponse } from './sync-devices.ts';

const hmac: HmacSha1 = (key, data) => createHmac('sha1', key).update(data).digest();
const url = 'https://mdmenrollment.apple.com/session';
const credentials = { consumerKey: 'CK_1', consumerSecret: 'CS_1', accessToken: 'AT_1', accessSecret: 'AS_1' };

function refusal(code: AdeMessageError['code']) {
  return (error: unknown) => error instanceof AdeMessageError && error.code === code;
}

describe('The session request of device services (section 1.2)', () => {
  const header = encodeSessionAuthorization(url, credentials, { timestamp: 1_795_000_000, nonce: 'n' }, hmac);

  it('is an OAuth 1.0a header of the realm ADM that reads back and has the expected signature', () => {
    assert.ok(header.startsWith('OAuth realm="ADM", oauth_consumer_key="CK_1", oauth_token="AT_1"'));
    const read = parseSessionAuthorization(header) ?? assert.fail();
    assert.equal(read.timestamp, 1_795_000_000);
    assert.equal(read.signature, expectedSignature(url, read, credentials, hmac));
    assert.notEqual(read.signature, expectedSignature(url, read, { ...credentials, accessSecret: 'AS_2' }, hmac));
    assert.notEqual(read.signature, expectedSignature(`${url}s`, read, credentials, hmac));
  });

  it('is refused when a parameter is missing or stands twice, for another method and another version', () => {
    for (const name of ['oauth_consumer_key', 'oauth_token', 'oauth_timestamp', 'oauth_nonce', 'oauth_signature'])
      assert.equal(parseSessionAuthorization(header.replace(`${name}=`, 'other=')), undefined, name);
    assert.equal(parseSessionAuthorization(`${header}, oauth_nonce="m"`), undefined);
    assert.equal(parseSessionAuthorization(header.replace('HMAC-SHA1', 'PLAINTEXT')), undefined);
    assert.equal(parseSessionAuthorization(header.replace('oauth_version="1.0"', 'oauth_version="2.0"')), undefined);
  });

  it('is answered with a token, as published', () => {
    const token = published.session.auth_session_token;
    assert.equal(parseSessionResponse(JSON.stringify(published.session)), token);
    assert.equal(encodeSessionResponse(token), JSON.stringify(published.session));
    assert.throws(() => parseSessionResponse('{}'), refusal('ade_member_missing'));
    assert.throws(() => parseSessionResponse('UNAUTHORIZED'), refusal('ade_message_malformed'));
  });
});

describe('Pages of devices (sections 1.3, 1.4)', () => {
  it('are read as published, with the empty profile status by its name', () => {
    const page = parseFetchDevicesResponse(JSON.stringify(published.fetch));
    const [first, second] = published.fetch.devices;
    assert.deepEqual(page.devices, [first, { ...second, profile_status: 'empty' }]);
    assert.equal(page.cursor, published.fetch.cursor);
    assert.equal(page.more_to_follow, false);
    assert.deepEqual(parseFetchDevicesResponse(encodeDevicesPage(page)), page);
  });

  it('of a sync say what happened; the greatest op_date is the last word, in whatever order the rows stand', () => {
    assert.deepEqual(parseSyncDevicesResponse(JSON.stringify(published.emptySync)).devices, []);
    const { devices } = parseSyncDevicesResponse(JSON.stringify(published.sync));
    assert.equal(devices.length, 2);
    for (const rows of [devices, devices.toReversed()])
      assert.equal(lastWords(rows).get('C112342756')?.op_date, '2025-05-03T21:01:55Z');
  });

  it('keep to the later row where op_date is missing', () => {
    const row = { serial_number: 'A', op_type: 'added' } as const;
    assert.equal(lastWords([row, { ...row, op_type: 'deleted' }]).get('A')?.op_type, 'deleted');
  });

  it('are refused without serial numbers, and with words that nothing here knows', () => {
    const page = (device: object) => JSON.stringify({ cursor: 'c', devices: [device] });
    assert.throws(() => parseFetchDevicesResponse(page({})), refusal('ade_member_missing'));
    assert.throws(() => parseFetchDevicesResponse(page({ serial_number: 1 })), refusal('ade_member_malformed'));
    const odd = { serial_number: 'A', profile_status: 'odd' };
    assert.throws(() => parseFetchDevicesResponse(page(odd)), refusal('ade_member_malformed'));
    const strange = { serial_number: 'A', op_type: 'strange' };
    assert.throws(() => parseSyncDevicesResponse(page(strange)), refusal('ade_member_malformed'));
    assert.throws(() => parseFetchDevicesResponse('{"devices":{}}'), refusal('ade_member_malformed'));
  });

  it('are asked for with or without a cursor', () => {
    assert.deepEqual(parseDevicesRequest(encodeFetchDevicesRequest({ limit: 100 })), { limit: 100 });
    assert.deepEqual(parseDevicesRequest(encodeSyncDevicesRequest({ cursor: 'c' })), { cursor: 'c' });
    assert.deepEqual(parseDevicesRequest(''), {});
    assert.throws(() => parseDevicesRequest('{"limit":-1}'), refusal('ade_member_malformed'));
  });
});

describe('Calls about single devices (section 1.3)', () => {
  it('give details as published, or why there are none', () => {
    const details = parseDeviceDetails(JSON.stringify(published.details));
    assert.deepEqual(details.get('BNPT0GHHM7252'), { kind: 'unknown', response_status: 'NOT_ACCESSIBLE' });
    const known = details.get('B9FPP3Q6GMK7');
    assert.equal(known?.kind === 'known' && known.device.profile_status, 'assigned');
    assert.deepEqual(JSON.parse(encodeDeviceDetails(details)), published.details);
    assert.throws(() => parseDeviceDetails('{"devices":{"A":1}}'), refusal('ade_member_malformed'));
  });

  it('name devices, and for an assignment a profile', () => {
    assert.deepEqual(parseDeviceList(encodeDeviceList(['A', 'B'])), ['A', 'B']);
    assert.deepEqual(parseDeviceList('{}'), []);
    const request = { profile_uuid: 'P', devices: ['A'] };
    assert.deepEqual(parseAssignProfileRequest(encodeAssignProfileRequest(request)), request);
    assert.deepEqual(parseAssignProfileRequest('{}'), { profile_uuid: undefined, devices: [] });
  });

  it('answer a word for each device, and when to come again (version 10)', () => {
    const answer = { profile_uuid: 'P', devices: new Map([['A', 'THROTTLED']]), retry_after_seconds: 60 };
    assert.deepEqual(parseDeviceStatuses(encodeDeviceStatuses(answer)), answer);
    assert.deepEqual(parseDeviceStatuses('{}'), { devices: new Map() });
    assert.throws(() => parseDeviceStatuses('{"devices":{"A":1}}'), refusal('ade_member_malformed'));
  });

  it('define a profile and give it back', () => {
    const defined = { profile_uuid: 'P', profile: { profile_name: 'n', url: 'https://mdm.example.org/enroll' } };
    assert.deepEqual(parseDefinedProfile(encodeDefinedProfile(defined)), defined);
    assert.equal(profilePath('A&B'), '/profile?profile_uuid=A%26B');
  });
});

describe('The account (object AccountDetail)', () => {
  it('is read with the older name of the administrator, and with methods as a text or a list', () => {
    const body = JSON.stringify({
      server_name: 's',
      server_uuid: 'u',
      facilitator_id: 'f',
      org_email: null,
      urls: [
        { uri: '/session', http_method: 'GET' },
        { uri: '/devices/sync', http_method: ['POST'], limit: { default: 100, maximum: 1000 } },
        {},
      ],
    });
    const account = parseAccountDetail(body);
    assert.equal(account.admin_id, 'f');
    assert.deepEqual(account.urls, [
      { uri: '/session', http_method: ['GET'] },
      { uri: '/devices/sync', http_method: ['POST'], limit: { default: 100, maximum: 1000 } },
    ]);
    assert.deepEqual(parseAccountDetail(encodeAccountDetail(account)), account);
    assert.throws(() => parseAccountDetail('{"server_name":"s"}'), refusal('ade_member_missing'));
  });
});

describe('Errors of device services (sections 1.1 to 1.4)', () => {
  it('are words: quoted, bare, with white space, or in an object', () => {
    for (const body of [
      '"EXHAUSTED_CURSOR"',
      'EXHAUSTED_CURSOR',
      ' "EXHAUSTED_CURSOR"\n',
      '{"code":"EXHAUSTED_CURSOR"}',
    ])
      assert.equal(parseErrorText(body), 'EXHAUSTED_CURSOR', body);
    for (const body of ['', 'Not found', '<html>', '"', '{"code":1}'])
      assert.equal(parseErrorText(body), undefined, body);
  });

  it('that we write are read back, each (property over the table)', () => {
    for (const word of Object.keys(deviceServicesErrors)) {
      assert.ok(isErrorWord(word));
      assert.equal(parseErrorText(encodeErrorText(word)), word);
    }
    assert.ok(!isErrorWord('toString') && !isErrorWord(undefined));
  });
});

describe('Every parser of device services', () => {
  it('throws nothing but AdeMessageError for any text and any JSON (property)', () => {
    const names = ['devices', 'cursor', 'profile_uuid', 'serial_number', 'limit', 'urls', 'server_name', 'server_uuid'];
    const parsers = [
      parseSessionResponse,
      parseAccountDetail,
      parseDevicesRequest,
      parseFetchDevicesResponse,
      parseSyncDevicesResponse,
      parseDeviceDetails,
      parseDeviceList,
      parseDeviceStatuses,
      parseAssignProfileRequest,
      parseDefinedProfile,
    ];
    const json = fc.dictionary(fc.constantFrom(...names), fc.jsonValue()).map((value) => JSON.stringify(value));
    fc.assert(
      fc.property(fc.oneof(fc.string(), json), fc.constantFrom(...parsers), (text, parse) => {
        try {
          parse(text);
        } catch (error) {
          assert.ok(error instanceof AdeMessageError, String(error));
        }
      }),
    );
  });
});
