import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Exchange } from '../evidence.ts';
import { associatedDomains } from './domains.ts';
import { logLines } from './log-lines.ts';
import { sampleState, sampleTime } from './testing/sample-mac.ts';

const exchange = (changes: Partial<Exchange>): Exchange => ({
  time: sampleTime,
  purpose: 'login',
  sent: {
    method: 'POST',
    url: 'https://id.example.org/platform-sso/token?secret=1',
    headers: { 'client-request-id': 'ABC' },
    body: 'assertion=secret.secret.secret',
    message: undefined,
    assertion: undefined,
  },
  received: { status: 200, headers: {}, body: 'secret', decrypted: undefined, idToken: undefined },
  error: undefined,
  checks: [],
  quirks: [],
  ...changes,
});

test('an exchange logs its request, its answer, and the checks that failed (13.1)', () => {
  const checks = [
    { sentence: 'The nonce came back.', holds: true },
    { sentence: 'The issuer is the configured one.', holds: false },
  ];
  assert.deepEqual(
    logLines([exchange({ checks, quirks: ['replayed-nonce'] })]).map(({ message }) => message),
    [
      'Sending login request: ABC to https://id.example.org/platform-sso/token',
      'Misbehaving on request: replayed-nonce',
      'Received login response, status 200',
      'Check failed: The issuer is the configured one.',
    ],
  );
});

test('an exchange without an answer logs why, and nothing secret is ever logged', () => {
  const lines = logLines([exchange({ received: undefined, error: 'No server answers.' }), exchange({})]);
  assert.equal(lines[1]?.message, 'No login response: No server answers.');
  assert.equal(JSON.stringify(lines).includes('secret'), false);
});

test('swcutil show learns from the log whether a domain agreed (9)', () => {
  const state = sampleState();
  const payload = {
    PayloadType: 'com.apple.associated-domains',
    Configuration: [
      {
        ApplicationIdentifier: 'PRCHLGHT01.org.porchlight.companion',
        AssociatedDomains: ['authsrv:id.example.org?mode=managed', 'authsrv:other.example.org'],
      },
    ],
  };
  state.profiles.push({ identifier: 'x', displayName: 'x', installed: 0, content: { PayloadContent: [payload] } });
  const sent = { ...exchange({}).sent, url: 'https://id.example.org/.well-known/apple-app-site-association' };
  const look = (changes: Partial<Exchange>) =>
    associatedDomains(state, logLines([exchange({ purpose: 'associated domains', sent, ...changes })]));
  const [good, never] = look({});
  assert.deepEqual(good, {
    service: 'authsrv',
    domain: 'id.example.org',
    applicationIdentifier: 'PRCHLGHT01.org.porchlight.companion',
    approved: true,
    checkedAt: sampleTime,
    problem: undefined,
  });
  assert.deepEqual([never?.domain, never?.approved, never?.checkedAt], ['other.example.org', false, undefined]);
  const refused = look({ checks: [{ sentence: 'The file names the extension.', holds: false }] });
  assert.deepEqual([refused[0]?.approved, refused[0]?.problem], [false, 'Check failed: The file names the extension.']);
  const missing = look({ received: { status: 404, headers: {}, body: '', decrypted: undefined, idToken: undefined } });
  assert.equal(missing[0]?.approved, false);
});
