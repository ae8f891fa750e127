import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openTestDesk, type TestDesk } from './testing/open-desk.ts';

describe('Who may speak to the desk', () => {
  let desk: TestDesk;
  let port: string;
  before(async () => {
    desk = await openTestDesk();
    ({ port } = new URL(desk.desk.url));
  });
  after(() => desk.close());
  const boxed = (name: string) => ({ name, macos: '14.0', as: 'boxed', isAssigned: false });
  const codeOf = ({ json }: { readonly json: unknown }) => (json as { code?: string } | undefined)?.code;

  for (const host of ['localhost', '127.0.0.1', '[::1]']) {
    it(`is called ${host} with its port`, async () => {
      const { status } = await desk.send('GET', '/desk/api/desk', undefined, { host: `${host}:${port}` });
      assert.equal(status, 200);
    });
  }

  for (const host of [
    'evil.example',
    'localhost',
    'localhost:1',
    'localhost.evil.example:PORT',
    '127.0.0.1.evil:PORT',
  ]) {
    it(`is not called "${host}": a name that was bent to this machine is refused (DNS rebinding)`, async () => {
      const named = host.replace('PORT', port);
      for (const path of ['/', '/desk/api/desk', '/authenticator/', '/authenticator/api/self']) {
        const answer = await desk.send('GET', path, undefined, { host: named });
        assert.ok(answer.status === 421 || answer.status === 400, `${path}: ${answer.status}`);
      }
    });
  }

  for (const [what, headers] of [
    ['of another site', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
    ['of another port of this machine', { origin: 'http://localhost:3000', 'sec-fetch-site': 'same-site' }],
    ['of a frame without an origin', { origin: 'null', 'sec-fetch-site': 'cross-site' }],
    ['of an older browser elsewhere', { origin: 'https://evil.example' }],
  ] as const) {
    it(`changes nothing for a page ${what}`, async () => {
      const before = await desk.send('GET', '/desk/api/desk');
      for (const [method, path, body] of [
        ['POST', '/desk/api/macs', boxed('evil')],
        ['POST', '/desk/api/macs/any/acts', { kind: 'erase' }],
        ['POST', '/desk/api/phone-offer', { userPrincipalName: 'ada@example.org' }],
        ['DELETE', '/desk/api/macs/any', undefined],
        ['POST', '/authenticator/api/offers/look', { secret: 'x' }],
      ] as const) {
        const answer = await desk.send(method, path, body, headers);
        assert.deepEqual([answer.status, codeOf(answer)], [403, 'cross_site'], path);
      }
      assert.deepEqual((await desk.send('GET', '/desk/api/desk')).json, before.json);
    });
  }

  it('tells nothing to pages elsewhere, but lets a link lead to the desk', async () => {
    const foreign = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'script' };
    assert.equal((await desk.send('GET', '/desk/api/desk', undefined, foreign)).status, 403);
    const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
    assert.notEqual((await desk.send('GET', '/', undefined, link)).status, 403);
    assert.equal((await desk.send('GET', '/desk/api/desk', undefined, link)).status, 403);
    const frame = { ...link, 'sec-fetch-dest': 'iframe' };
    assert.equal((await desk.send('GET', '/authenticator/', undefined, frame)).status, 403);
  });

  it('takes JSON and nothing else, and not too much of it', async () => {
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    assert.equal((await desk.send('POST', '/desk/api/macs', 'name=x', form)).status, 415);
    assert.equal(
      (await desk.send('POST', '/desk/api/macs', JSON.stringify(boxed('x')), { 'content-type': 'text/plain' })).status,
      415,
    );
    assert.equal((await desk.send('POST', '/desk/api/macs', '{"name":')).status, 400);
    assert.equal((await desk.send('POST', '/desk/api/macs', { ...boxed('x'), more: 1 })).status, 400);
    const large = { kind: 'command', line: 'x'.repeat(2_000_000) };
    assert.equal((await desk.send('POST', '/desk/api/macs/x/acts', large)).status, 413);
  });

  for (const name of [
    '..',
    '../macs',
    '..%2f..%2fserver',
    '%2e%2e%2fserver',
    'A',
    'a/b',
    '.deleted-1',
    'x'.repeat(70),
  ]) {
    it(`has no Mac called "${name.slice(0, 20)}", and looks at no folder for it`, async () => {
      for (const rest of ['', '/pages/safari', '/wire/1']) {
        const { status } = await desk.send('GET', `/desk/api/macs/${name}${rest}`);
        assert.ok(status === 404 || status === 400, String(status));
      }
      assert.ok([400, 404].includes((await desk.send('DELETE', `/desk/api/macs/${name}`)).status));
      assert.ok((await desk.send('POST', '/desk/api/macs', boxed(name))).status === 400);
    });
  }

  it('gives out no file outside of the apps', async () => {
    for (const path of [
      '/../server/admin-token',
      '/..%2fserver%2fadmin-token',
      '/authenticator/..%2f..%2fserver/admin-token',
    ]) {
      const { status } = await desk.send('GET', path);
      assert.ok(status === 404 || status === 503, `${path}: ${status}`);
    }
  });
});
