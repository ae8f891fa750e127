import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { ConfigError, parseConfig } from './config.ts';

function problemsOf(environment: Readonly<Record<string, string>>) {
  try {
    parseConfig(environment);
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    assert.equal(error.code, 'configuration_invalid');
    return error.problems;
  }
  assert.fail('the configuration was to be refused');
}

const settingsOf = (environment: Readonly<Record<string, string>>) =>
  problemsOf(environment).map(({ setting }) => setting);

test('nothing needs to be set on a laptop (section 4)', () => {
  const config = parseConfig({ PATH: '/usr/bin', HOME: '/home/ada' });
  const home = resolve('.porchlight');
  assert.equal(config.home, home);
  assert.deepEqual(config.listen, { host: 'localhost', port: 8443 });
  assert.equal(config.issuer, 'https://localhost:8443');
  assert.equal(config.databaseUrl, `sqlite:${join(home, 'server', 'server.db')}`);
  assert.equal(config.masterKeyFile, join(home, 'server', 'master.key'));
  assert.equal(config.tls, undefined);
  assert.equal(config.attestation, 'verified-if-present');
  assert.equal(config.onUnenrollment, 'unregister');
  assert.deepEqual(config.firstLogin, { 'account-creation': { kind: 'nobody' }, authorization: { kind: 'nobody' } });
  assert.equal(config.insecureSimulatedAttestationRoot, undefined);
  assert.equal(config.insecureSimulatedApple, undefined);
  assert.equal(config.trustProxy, false);
});

test('every problem is reported at once, each with an example (section 4)', () => {
  const problems = problemsOf({
    PORCHLIGHT_ISSUER: 'http://id.example.org/',
    PORCHLIGHT_LISTEN: 'everywhere',
    PORCHLIGHT_DATABASE: 'mysql://db',
    PORCHLIGHT_ATTESTATION: 'sometimes',
    PORCHLIGHT_LOG_LEVEL: 'loud',
    PORCHLIGHT_ISUER: 'https://id.example.org',
  });
  const expected = ['PORCHLIGHT_ISSUER', 'PORCHLIGHT_LISTEN', 'PORCHLIGHT_DATABASE', 'PORCHLIGHT_ATTESTATION'];
  for (const setting of [...expected, 'PORCHLIGHT_LOG_LEVEL', 'PORCHLIGHT_ISUER']) {
    const problem = problems.find((candidate) => candidate.setting === setting);
    assert.ok(problem, setting);
    assert.notEqual(problem.message, '');
    assert.notEqual(problem.example, '');
  }
  assert.equal(problems.length, 6);
});

test('the message names every setting, and no value of another, which may be a secret (section 5.12)', () => {
  try {
    parseConfig({ PORCHLIGHT_DATABASE: 'mysql://porchlight:hunter2@db', PORCHLIGHT_LOG_LEVEL: 'loud' });
    assert.fail('the configuration was to be refused');
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    assert.match(error.message, /PORCHLIGHT_DATABASE/);
    assert.match(error.message, /PORCHLIGHT_LOG_LEVEL/);
    assert.doesNotMatch(error.message, /hunter2/);
  }
});

const insecure = 'PORCHLIGHT_INSECURE_SIMULATED_ATTESTATION_ROOT';

for (const away of [
  { PORCHLIGHT_LISTEN: '0.0.0.0:8443' },
  { PORCHLIGHT_LISTEN: '[::]:8443' },
  { PORCHLIGHT_ISSUER: 'https://id.example.org' },
  { PORCHLIGHT_ISSUER: 'https://localhost.example.org' },
  { PORCHLIGHT_LISTEN: '127.0.0.1.example.org:8443' },
]) {
  test(`the insecure simulated root refuses to run off loopback: ${Object.values(away).join()} (section 4)`, () => {
    assert.deepEqual(settingsOf({ ...away, [insecure]: 'root.pem' }), [insecure]);
  });
}

for (const local of ['localhost:8443', '127.0.0.1:8443', '[::1]:8443']) {
  test(`the insecure simulated root runs on ${local} (section 4)`, () => {
    const config = parseConfig({ PORCHLIGHT_LISTEN: local, [insecure]: 'root.pem' });
    assert.ok(config.insecureSimulatedAttestationRoot?.endsWith('root.pem'));
  });
}

test('a simulated Apple is a folder, and refused off loopback', () => {
  const simulated = 'PORCHLIGHT_INSECURE_SIMULATED_APPLE';
  assert.deepEqual(settingsOf({ PORCHLIGHT_LISTEN: '0.0.0.0:8443', [simulated]: 'apple' }), [simulated]);
  assert.equal(parseConfig({ [simulated]: 'apple' }).insecureSimulatedApple, resolve('apple'));
  assert.equal(parseConfig({}).insecureSimulatedApple, undefined);
});

test('unsigned machine information counts only where somebody says so, and never off loopback', () => {
  const unsigned = 'PORCHLIGHT_INSECURE_UNSIGNED_MACHINE_INFO';
  assert.deepEqual(settingsOf({ PORCHLIGHT_LISTEN: '0.0.0.0:8443', [unsigned]: 'yes' }), [unsigned]);
  assert.equal(parseConfig({ [unsigned]: 'yes' }).insecureUnsignedMachineInfo, true);
  assert.equal(parseConfig({}).insecureUnsignedMachineInfo, false);
});

test('certificate and key of TLS come together', () => {
  assert.deepEqual(settingsOf({ PORCHLIGHT_TLS_CERTIFICATE: 'tls.pem' }), ['PORCHLIGHT_TLS_KEY']);
  assert.equal(settingsOf({ PORCHLIGHT_TLS_KEY: 'tls.key' }).length, 1);
  const { tls } = parseConfig({ PORCHLIGHT_TLS_CERTIFICATE: 'tls.pem', PORCHLIGHT_TLS_KEY: 'tls.key' });
  assert.deepEqual(tls, { certificateFile: resolve('tls.pem'), keyFile: resolve('tls.key') });
});

test('a port above 65535 is refused, of the listener and of the issuer', () => {
  assert.deepEqual(settingsOf({ PORCHLIGHT_ISSUER: 'https://id.example.org:65536' }), ['PORCHLIGHT_ISSUER']);
  assert.deepEqual(settingsOf({ PORCHLIGHT_LISTEN: 'localhost:65536' }), ['PORCHLIGHT_LISTEN']);
});

test('an issuer with query, fragment, credentials or trailing slash is refused', () => {
  for (const issuer of ['https://a/?b', 'https://a/#b', 'https://u:p@a', 'https://a/', 'a', 'https://a/b/']) {
    assert.deepEqual(settingsOf({ PORCHLIGHT_ISSUER: issuer }), ['PORCHLIGHT_ISSUER'], issuer);
  }
  for (const issuer of ['https://id.example.org', 'https://id.example.org:8443', 'https://example.org/id']) {
    assert.equal(parseConfig({ PORCHLIGHT_ISSUER: issuer }).issuer, issuer);
  }
});

test('who is registered by a first login is nobody, everyone, or members of groups, for each purpose (section 10.2)', () => {
  const { firstLogin } = parseConfig({
    PORCHLIGHT_FIRST_LOGIN_ACCOUNTS: 'everyone',
    PORCHLIGHT_FIRST_LOGIN_AUTHORIZATION: 'groups:Helpdesk,Night shift',
  });
  assert.deepEqual(firstLogin, {
    'account-creation': { kind: 'everyone' },
    authorization: { kind: 'members', groups: ['Helpdesk', 'Night shift'] },
  });
  assert.deepEqual(settingsOf({ PORCHLIGHT_FIRST_LOGIN_ACCOUNTS: 'groups:' }), ['PORCHLIGHT_FIRST_LOGIN_ACCOUNTS']);
});

test('figures are served on loopback only, and nowhere unless it is said (section 4)', () => {
  assert.equal(parseConfig({}).metrics, undefined);
  const { metrics } = parseConfig({ PORCHLIGHT_METRICS_LISTEN: '127.0.0.1:9464' });
  assert.deepEqual(metrics, { host: '127.0.0.1', port: 9464 });
  for (const listen of ['0.0.0.0:9464', '[::]:9464', 'metrics.example.org:9464', '9464'])
    assert.deepEqual(settingsOf({ PORCHLIGHT_METRICS_LISTEN: listen }), ['PORCHLIGHT_METRICS_LISTEN'], listen);
});

test('certificates are asked for nowhere unless it is said where, and how browsers reach it', () => {
  assert.equal(parseConfig({}).certificates, undefined);
  const listen = { PORCHLIGHT_CERTIFICATE_LISTEN: '0.0.0.0:8444' };
  assert.deepEqual(parseConfig(listen).certificates, { host: '0.0.0.0', port: 8444, url: undefined });
  const url = 'https://cards.example.org:8444';
  assert.equal(parseConfig({ ...listen, PORCHLIGHT_CERTIFICATE_URL: url }).certificates?.url, url);
  for (const wrong of ['http://cards.example.org', `${url}/`, `${url}?a=b`, 'https://cards.example.org:99999', 'cards'])
    assert.deepEqual(
      settingsOf({ ...listen, PORCHLIGHT_CERTIFICATE_URL: wrong }),
      ['PORCHLIGHT_CERTIFICATE_URL'],
      wrong,
    );
  assert.deepEqual(settingsOf({ PORCHLIGHT_CERTIFICATE_URL: url }), ['PORCHLIGHT_CERTIFICATE_LISTEN']);
});

test('cryptography has a thread of its own where there is more than one core, unless told otherwise (section 4)', () => {
  assert.equal(parseConfig({}).cryptoThread, availableParallelism() > 1);
  assert.equal(parseConfig({ PORCHLIGHT_CRYPTO_THREAD: 'yes' }).cryptoThread, true);
  assert.equal(parseConfig({ PORCHLIGHT_CRYPTO_THREAD: 'no' }).cryptoThread, false);
});
