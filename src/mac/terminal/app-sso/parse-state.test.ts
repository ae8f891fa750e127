import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sampleState, sampleTime } from '../testing/sample-mac.ts';
import { AppSsoStateError, isRegistered, parseAppSsoState } from './parse-state.ts';
import { appSsoState } from './platform-state.ts';

test('what app-sso platform -s prints is read back: time, blocks and token dates (13.2)', () => {
  const parsed = parseAppSsoState(appSsoState(sampleState(), 'ada', sampleTime));
  assert.equal(parsed.time, sampleTime);
  assert.equal(parsed.device?.['sdkVersionString'], 15.2);
  assert.equal(parsed.login?.['issuer'], 'https://id.example.org');
  assert.equal(parsed.user?.['uniqueIdentifier'], 'usr_ada');
  assert.deepEqual(parsed.tokens, {
    receivedAt: Date.UTC(2026, 3, 25, 9, 17, 44),
    expiresAt: Date.UTC(2026, 4, 9, 9, 17, 43),
    expired: false,
  });
  assert.equal(isRegistered(parsed), true);
});

test('tokens whose end has come print and read as expired (13.2)', () => {
  const parsed = parseAppSsoState(appSsoState(sampleState(), 'ada', Date.UTC(2026, 4, 10)));
  assert.equal(parsed.tokens?.expired, true);
});

test('a registered device with an unregistered user is not registered: the user state is the truth (12.2)', () => {
  const state = sampleState();
  const ada = state.platformSso.users['ada'];
  assert.ok(ada);
  ada.state = 'NeedsRegistration';
  assert.equal(isRegistered(parseAppSsoState(appSsoState(state, 'ada', sampleTime))), false);
});

test('text with Windows line ends and unknown blocks is read (13.2)', () => {
  const text = 'Time: 2026-04-25 09:41:29 +0000\r\n\r\nDevice Configuration:\r\n {\r\n  "version" : 1\r\n}\r\n';
  const parsed = parseAppSsoState(text);
  assert.equal(parsed.device?.['version'], 1);
  assert.equal(parsed.user, undefined);
});

test('text that is not of app-sso is refused as not_app_sso_output', () => {
  assert.throws(() => parseAppSsoState('Device Registration: REGISTERED'), isError('not_app_sso_output'));
});

test('a block that is cut off is refused as malformed_block', () => {
  const text = appSsoState(sampleState(), 'ada', sampleTime);
  const cut = text.slice(0, text.indexOf('"version"'));
  assert.throws(() => parseAppSsoState(cut), isError('malformed_block'));
});

test('any text is read or refused with a typed error', () => {
  fc.assert(
    fc.property(fc.string(), fc.constantFrom('', 'Device Configuration:\n', 'SSO Tokens:\n'), (text, heading) => {
      try {
        parseAppSsoState(heading + text);
      } catch (error) {
        assert.ok(error instanceof AppSsoStateError);
      }
    }),
  );
});

function isError(code: AppSsoStateError['code']) {
  return (error: unknown) => error instanceof AppSsoStateError && error.code === code;
}
