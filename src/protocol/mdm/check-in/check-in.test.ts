import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { writeBinaryPlist } from '#protocol/encoding/plist/plist.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { channelOf } from '../enrollment-ids.ts';
import { MdmError, type MdmErrorCode } from '../mdm-error.ts';
import { encodeDictionary, parseDictionary } from '../message.ts';
import { authenticate } from './authenticate.ts';
import { type CheckInMessage, parseCheckIn } from './check-in.ts';
import { checkOut } from './check-out.ts';
import { declarativeManagementMessage } from './declarative-management.ts';
import { buildBootstrapTokenAnswer, getBootstrapToken, parseBootstrapTokenAnswer } from './get-bootstrap-token.ts';
import { buildTokenAnswer, getToken, parseTokenAnswer } from './get-token.ts';
import { setBootstrapToken } from './set-bootstrap-token.ts';
import { tokenUpdate } from './token-update.ts';
import { buildDigestChallenge, parseDigestChallenge, userAuthenticate } from './user-authenticate.ts';

const UDID = '470E005B-17C1-4537-BBB3-0EBC340D432A';

function xml(dictionary: string): Uint8Array {
  return utf8(`<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>${dictionary}</dict>
</plist>
`);
}

function read(dictionary: string): CheckInMessage {
  return parseCheckIn(parseDictionary(xml(dictionary)));
}

function refused(code: MdmErrorCode, act: () => unknown): void {
  assert.throws(act, (error) => error instanceof MdmError && error.code === code);
}

const key = (name: string, value: string) => `<key>${name}</key><string>${value}</string>`;

test('reads an Authenticate as a Mac writes it (Apple, Authenticate)', () => {
  const message = read(`<key>MessageType</key><string>Authenticate</string>
<key>Topic</key><string>com.apple.mgmt.External.0000</string>
<key>UDID</key><string>${UDID}</string>
<key>DeviceName</key><string>Mac</string><key>Model</key><string>Mac15,6</string><key>ModelName</key><string>MacBook Pro</string>
<key>ProductName</key><string>Mac15,6</string><key>SerialNumber</key><string>C02XD2PTJGH5</string>
<key>OSVersion</key><string>26.1</string><key>BuildVersion</key><string>25B78</string><key>Challenge</key><data>AQID</data>`);
  assert.deepEqual(message, {
    MessageType: 'Authenticate',
    Topic: 'com.apple.mgmt.External.0000',
    UDID,
    DeviceName: 'Mac',
    Model: 'Mac15,6',
    ModelName: 'MacBook Pro',
    ProductName: 'Mac15,6',
    SerialNumber: 'C02XD2PTJGH5',
    OSVersion: '26.1',
    BuildVersion: '25B78',
    Challenge: new Uint8Array([1, 2, 3]),
  });
});

test('reads an Authenticate without model and system version, as the mdmb client sends it', () => {
  const message = read(
    key('MessageType', 'Authenticate') +
      key('Topic', 't') +
      key('UDID', UDID) +
      key('DeviceName', 'm') +
      key('SerialNumber', 's'),
  );
  assert.equal(message.MessageType === 'Authenticate' && message.Model, undefined);
});

test('keeps keys that it does not know, and writes them again', () => {
  const dictionary = parseDictionary(
    xml(key('MessageType', 'Authenticate') + key('Topic', 't') + key('UDID', UDID) + key('FutureKey', 'x')),
  );
  const message = authenticate.parse(dictionary);
  assert.deepEqual(message.unknown, { FutureKey: 'x' });
  assert.deepEqual(authenticate.encode(message), dictionary);
});

test('a TokenUpdate wants a push token of 32 bytes, unless shorter ones are forgiven', () => {
  const short = {
    MessageType: 'TokenUpdate',
    Topic: 't',
    UDID,
    Token: utf8('fakeToken'),
    PushMagic: 'fakePushMagic',
  } as const;
  refused('malformed_key', () => parseCheckIn(short));
  assert.equal(parseCheckIn(short, { anyTokenLength: true }).MessageType, 'TokenUpdate');
  refused('malformed_key', () => parseCheckIn({ ...short, Token: new Uint8Array() }, { anyTokenLength: true }));
  const whole = tokenUpdate.parse({ ...short, Token: new Uint8Array(32) });
  assert.equal(whole.AwaitingConfiguration, undefined);
});

test('names each way to be malformed', () => {
  refused('malformed_plist', () => parseDictionary(utf8('no plist')));
  refused('not_a_dictionary', () => parseDictionary(utf8('<plist version="1.0"><array/></plist>')));
  refused('missing_key', () => read(key('UDID', UDID)));
  refused('unknown_message_type', () => read(key('MessageType', 'Hello')));
  refused('missing_key', () => read(key('MessageType', 'Authenticate') + key('UDID', UDID)));
  refused('malformed_key', () => read(`${key('MessageType', 'Authenticate')}<key>Topic</key><true/>`));
  refused('missing_key', () => channelOf({}));
  refused('malformed_key', () => channelOf({ UDID: 'a:b' }));
  refused('malformed_key', () => channelOf({ UDID: 'a', UserID: 'b\nc' }));
});

test('tells channels apart: UDID, UDID and UserID, the short name on a shared device, EnrollmentID', () => {
  assert.deepEqual(channelOf({ UDID }), { kind: 'device', id: UDID, deviceId: UDID });
  const user = channelOf({ UDID, UserID: 'U', UserShortName: 'ada', UserLongName: 'Ada' });
  assert.deepEqual(user, {
    kind: 'user',
    id: `${UDID}:U`,
    deviceId: UDID,
    userId: 'U',
    shortName: 'ada',
    longName: 'Ada',
  });
  const shared = channelOf({ UDID, UserID: 'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF', UserShortName: 'ada' });
  assert.equal(shared.id, `${UDID}:ada`);
  assert.equal(channelOf({ EnrollmentID: 'E', EnrollmentUserID: 'V' }).id, 'E:V');
});

test('every message comes back as it was written, in either form of plist', () => {
  const examples = [
    checkOut.encode({ MessageType: 'CheckOut', Topic: 't', UDID }),
    setBootstrapToken.encode({
      MessageType: 'SetBootstrapToken',
      UDID,
      BootstrapToken: new Uint8Array([7]),
      AwaitingConfiguration: true,
    }),
    getBootstrapToken.encode({ MessageType: 'GetBootstrapToken', UDID }),
    userAuthenticate.encode({ MessageType: 'UserAuthenticate', UDID, UserID: 'U', DigestResponse: '' }),
    getToken.encode({ MessageType: 'GetToken', UDID, TokenServiceType: 'com.apple.maid', TokenParameters: {} }),
    declarativeManagementMessage.encode({
      MessageType: 'DeclarativeManagement',
      UDID,
      Endpoint: 'tokens',
      Data: new Uint8Array([1]),
    }),
  ];
  for (const example of examples) {
    assert.deepEqual(parseCheckIn(parseDictionary(encodeDictionary(example))), example);
    assert.deepEqual(parseCheckIn(parseDictionary(writeBinaryPlist(example))), example);
  }
});

test('answers: bootstrap token or none, challenge, service token', () => {
  const token = new Uint8Array([1, 2]);
  assert.deepEqual(parseBootstrapTokenAnswer(encodeDictionary(buildBootstrapTokenAnswer(token))), token);
  assert.equal(parseBootstrapTokenAnswer(encodeDictionary(buildBootstrapTokenAnswer(undefined))), undefined);
  assert.equal(parseBootstrapTokenAnswer(new Uint8Array()), undefined);
  assert.equal(parseDigestChallenge(encodeDictionary(buildDigestChallenge())), '');
  assert.deepEqual(parseTokenAnswer(encodeDictionary(buildTokenAnswer(token))), token);
});

test('property: random bytes throw nothing but MdmError', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      try {
        parseCheckIn(parseDictionary(bytes));
      } catch (error) {
        assert.ok(error instanceof MdmError);
      }
    }),
  );
});

test('property: a TokenUpdate is read as it was written', () => {
  const texts = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(texts, fc.uint8Array({ minLength: 32, maxLength: 64 }), fc.boolean(), (PushMagic, Token, awaiting) => {
      const message = {
        MessageType: 'TokenUpdate' as const,
        Topic: 't',
        UDID,
        Token: new Uint8Array(Token),
        PushMagic,
        AwaitingConfiguration: awaiting,
      };
      assert.deepEqual(tokenUpdate.parse(parseDictionary(encodeDictionary(tokenUpdate.encode(message)))), message);
    }),
  );
});
