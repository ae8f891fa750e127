import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mask, TypedSecrets } from './typed-secrets.ts';
import { rememberTyped } from './page/typed-entries.ts';

const form = 'application/x-www-form-urlencoded';
const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

test('members of a form that are secrets by their names are masked, whoever typed them', () => {
  const body = new TypedSecrets().inBody(
    'csrf=1&userName=ada&password=p%26w&pin=1234&code=555666&code_verifier=v',
    form,
  );
  assert.equal(body, `csrf=1&userName=ada&password=${mask}&pin=${mask}&code=${mask}&code_verifier=v`);
});

test('what was typed is masked wherever it stands and however it is written', () => {
  const secrets = new TypedSecrets();
  const secret = 'violet & "harbour"';
  secrets.add(secret);
  for (const written of [
    secret,
    encodeURIComponent(secret),
    new URLSearchParams({ a: secret }).toString(),
    JSON.stringify({ other: secret }),
    'violet &amp; "harbour"',
    Buffer.from(secret).toString('base64'),
  ]) {
    assert.ok(secrets.inText(written).includes(mask), written);
    assert.ok(!secrets.inText(written).includes('harbour'), written);
  }
});

test('a signed request that carries a password is shown without its payload; any other as it went', () => {
  const secrets = new TypedSecrets();
  const jws = `${base64url({ alg: 'ES256' })}.${base64url({ username: 'ada', password: 'violet-harbour' })}.c2lnbmF0dXJl`;
  const plain = `${base64url({ alg: 'ES256' })}.${base64url({ username: 'ada' })}.c2lnbmF0dXJl`;
  const clean = secrets.inBody(`assertion=${jws}&other=${plain}`, form);
  assert.ok(!clean.includes(jws.split('.')[1] ?? ''));
  assert.ok(clean.includes(plain));
  assert.deepEqual(secrets.inJson({ claims: { password: 'x', nested: [{ pin: '1234' }], name: 'ada' } }), {
    claims: { password: mask, nested: [{ pin: mask }], name: 'ada' },
  });
});

test('a signed request of macOS 13, whose JSON has spaces and line ends, keeps its password too', () => {
  const secrets = new TypedSecrets();
  const pretty = (value: unknown) => Buffer.from(JSON.stringify(value, undefined, 2)).toString('base64url');
  const payload = pretty({ grant_type: 'password', password: 'violet-harbour', username: 'ada' });
  const body = `request=${pretty({ alg: 'ES256' })}.${payload}.c2lnbmF0dXJl`;
  assert.ok(!secrets.inBody(body, form).includes(payload));
});

test('what was typed is found inside of base64, wherever it begins', () => {
  const secrets = new TypedSecrets();
  secrets.add('violet-harbour');
  for (const before of ['', 'a', 'ab']) {
    const bytes = Buffer.from(`${before}${'x'.repeat(20)}violet-harbour and more`).toString('base64');
    assert.equal(secrets.inText(`data=${bytes};`), `data=${mask};`);
  }
});

test('what a page calls a password field is a secret under any name', () => {
  const secrets = new TypedSecrets();
  const page = '<form><input name=who><input type="password" name="Kennwort"></form>';
  const entries: [string, string][] = [
    ['who', 'ada-lovelace'],
    ['Kennwort', 'violet-harbour'],
  ];
  rememberTyped({ kind: 'send', form: 0, button: null, entries }, page, secrets);
  assert.equal(secrets.inText('who=ada-lovelace&Kennwort=violet-harbour'), `who=ada-lovelace&Kennwort=${mask}`);
});

test('a short PIN does not turn every number into dots', () => {
  const secrets = new TypedSecrets();
  secrets.add('1234');
  assert.equal(secrets.inText('{"iat":1712345678}'), '{"iat":1712345678}');
});
