import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import fastify from 'fastify';
import { openWebAssets } from './feature.ts';

const folder = mkdtempSync(join(tmpdir(), 'porchlight-web-'));
after(() => rmSync(folder, { recursive: true }));
const page = '<!doctype html><title>An app</title>';
const program = `console.log(${JSON.stringify('a'.repeat(2000))});`;
for (const [name, content] of [
  ['sign-in/script.js', program],
  ['authenticator/index.html', page],
  ['authenticator/assets/index-Ab12.js', program],
  ['authenticator/notes.txt', 'not for the world'],
  ['inputs.json', '{}'],
] as const) {
  mkdirSync(join(folder, name, '..'), { recursive: true });
  writeFileSync(join(folder, name), content);
}

function appOver(where: string) {
  const app = fastify();
  openWebAssets(where).mount(app);
  return app;
}
const app = appOver(folder);
const get = (url: string, headers: Record<string, string> = {}) => app.inject({ url, headers });

test('an app is its page, with a policy that allows no script or style but files of ours', async () => {
  const answer = await get('/authenticator/');
  assert.equal(answer.statusCode, 200);
  assert.equal(answer.headers['content-type'], 'text/html; charset=utf-8');
  assert.equal(answer.body, page);
  const policy = String(answer.headers['content-security-policy']);
  assert.match(policy, /^default-src 'none'; script-src 'self'; style-src 'self'; /);
  assert.doesNotMatch(policy, /unsafe|\*|https:/);
  assert.equal(answer.headers['cache-control'], 'no-cache');
});

test('an app has one address: without the slash at its end it leads there', async () => {
  const answer = await get('/authenticator');
  assert.equal(answer.statusCode, 308);
  assert.equal(answer.headers.location, '/authenticator/');
});

test('a file that has its digest in its name is kept for ever; the script at a fixed address is asked for by its tag', async () => {
  const hashed = await get('/authenticator/assets/index-Ab12.js');
  assert.equal(hashed.headers['cache-control'], 'public, max-age=31536000, immutable');
  assert.equal(hashed.headers['content-type'], 'text/javascript; charset=utf-8');
  const fixed = await get('/sign-in/script.js');
  assert.equal(fixed.headers['cache-control'], 'no-cache');
  const again = await get('/sign-in/script.js', { 'if-none-match': `"other", W/${fixed.headers.etag}` });
  assert.equal(again.statusCode, 304);
  assert.equal(again.body, '');
});

test('who takes gzip gets gzip', async () => {
  const answer = await get('/sign-in/script.js', { 'accept-encoding': 'br, gzip' });
  assert.equal(answer.headers['content-encoding'], 'gzip');
  assert.equal(gunzipSync(answer.rawPayload).toString(), program);
  assert.ok(answer.rawPayload.length < 200);
});

for (const url of [
  '/authenticator/notes.txt',
  '/authenticator/none.js',
  '/authenticator/assets',
  '/authenticator/../inputs.json',
  '/authenticator/..%2finputs.json',
  '/sign-in/',
  '/sign-in/%2e%2e/inputs.json',
]) {
  test(`there is nothing at ${url}`, async () => {
    assert.equal((await get(url)).statusCode, 404);
  });
}

test('without a build every address says what to run', async () => {
  const answer = await appOver(join(folder, 'nowhere')).inject('/authenticator/');
  assert.equal(answer.statusCode, 503);
  assert.equal(answer.json().code, 'web_apps_not_built');
  assert.match(answer.json().error_description, /npm run build:web/);
});
