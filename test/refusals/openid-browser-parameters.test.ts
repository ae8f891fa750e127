/** What browsers send to the OpenID pages with one thing wrong: addresses, cookies and forms. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { HttpsResponse } from '#runtime/https-fetch.ts';
import { beginSignIn, openApplication, signInTo } from '../support/openid-application.ts';
import { Browser } from '../support/openid-browser.ts';
import { addPerson, onEveryStage } from '../support/openid-stages.ts';
import { bodies, changed, large, said, set, tryAll, twice } from './openid-trials.ts';

/** The cookies of an answer, as a browser sends them back. */
function cookiesOf({ headers }: HttpsResponse): string {
  const lines = (headers['set-cookie'] ?? '').split(/, (?=[^;=\s]+=)/);
  return lines.map((line) => line.split(';')[0]).join('; ');
}

onEveryStage('Bad requests of browsers', (stageNow) => {
  const html = { accept: 'text/html' };

  it('to end a session', async () => {
    const wiki = await openApplication(stageNow());
    const { tokens } = await signInTo(stageNow(), wiki, await addPerson(stageNow()));
    const good = async () => ({ fields: new URLSearchParams({ id_token_hint: tokens.id_token ?? '' }), headers: {} });
    await tryAll(stageNow(), ['GET', '/openid/sign-out'], good, {
      'two hints': [twice('id_token_hint'), '400 invalid_request'],
      'a hint that is no token': [set('id_token_hint', 'x'), '400 invalid_request'],
      'a hint of nobody': [set('id_token_hint', 'eyJhbGciOiJub25lIn0.e30.'), '400 invalid_client'],
      'a large hint': [large('id_token_hint'), '400 invalid_request'],
      'another client': [set('client_id', 'other'), '400 invalid_request'],
      'a client of nobody': [
        (sent) => ({ ...sent, fields: new URLSearchParams({ client_id: 'a\0b' }) }),
        '400 invalid_client',
      ],
      'two states': [
        changed((fields) => {
          fields.append('state', 'a');
          fields.append('state', 'b');
        }),
        '400 invalid_request',
      ],
      'an address of a script': [set('post_logout_redirect_uri', 'javascript:alert(1)'), '400 invalid_request'],
    });
    const none = async () => ({ fields: new URLSearchParams({ xsrf: 'x', logout: 'yes' }), headers: html });
    await tryAll(stageNow(), ['POST', '/openid/sign-out/confirm'], none, {
      ...bodies,
      'a confirmation of no question': [(sent) => sent, '400 invalid_request'],
      'two tokens of the form': [twice('xsrf'), '400 invalid_request'],
    });
  });

  it('with the code of a device', async () => {
    const none = async () => ({ fields: new URLSearchParams({ xsrf: 'x', user_code: 'ABCD-EFGH' }), headers: html });
    await tryAll(stageNow(), ['POST', '/openid/device'], none, {
      ...bodies,
      'a form without a page': [(sent) => sent, '400 invalid_request'],
      'two codes': [twice('user_code'), '400 invalid_request'],
    });
    await tryAll(stageNow(), ['GET', '/openid/device'], none, {
      'two codes in the address': [twice('user_code'), '200'],
    });
  });

  it('with a form of a device whose session is gone, which begins another', async () => {
    const answer = await stageNow().fetch(`${stageNow().url}/openid/device`, {
      method: 'POST',
      headers: { ...html, 'content-type': 'application/x-www-form-urlencoded' },
      body: 'xsrf=x&user_code=ABCD-EFGH',
    });
    assert.equal(said(answer), '400 invalid_request');
    const cookie = cookiesOf(answer);
    const xsrf = /name="xsrf" value="(\w+)"/.exec(answer.text())?.[1] ?? assert.fail('there is a form');
    const again = await stageNow().fetch(`${stageNow().url}/openid/device`, {
      method: 'POST',
      headers: { ...html, cookie, 'content-type': 'application/x-www-form-urlencoded' },
      body: `xsrf=${xsrf}&user_code=ABCD-EFGH`,
    });
    assert.equal(again.status, 200, again.text());
    assert.match(again.text(), /This code is wrong/);
  });

  it('on the pages of a sign-in', async () => {
    const wiki = await openApplication(stageNow());
    const begin = async () => {
      const answer = await stageNow().fetch((await beginSignIn(wiki)).url, { headers: html });
      return { path: answer.headers['location'] ?? '', cookie: cookiesOf(answer) };
    };
    const cases: readonly (readonly [string, (cookie: string) => string])[] = [
      ['no cookie', () => ''],
      ['a value that was changed', (cookie) => cookie.replaceAll(/(-(?:interaction|resume)=)./g, '$1_')],
      ['a signature that was changed', (cookie) => cookie.replaceAll(/(-(?:interaction|resume)\.sig=)./g, '$1_')],
      ['no signature', (cookie) => cookie.replaceAll('.sig=', '.none=')],
    ];
    for (const [what, change] of cases) {
      const { path, cookie } = await begin();
      for (const [address, wanted] of [
        [path, 'interaction_unknown'],
        [path.replace('interaction', 'authorization'), 'invalid_request'],
      ] as const) {
        const head = await stageNow().auditHead();
        const headers = { ...html, cookie: change(cookie) };
        const answer = said(await stageNow().fetch(`${stageNow().url}${address}`, { headers }));
        assert.equal(answer, `400 ${wanted}`, `${what}: ${address}`);
        assert.ok(await stageNow().auditEvent(head, ({ code }) => code === wanted), `${what} is in the audit chain`);
      }
    }
  });

  it('in the forms of a sign-in', async () => {
    const wiki = await openApplication(stageNow());
    const browser = new Browser(stageNow().fetch, stageNow().url);
    const place = await browser.open((await beginSignIn(wiki)).url);
    const wrong = /Name or password is wrong/;
    const begunAnew = /Please enter your password again/;
    const passkey = { id: 'a\0b', rawId: 'a', response: {}, type: 'public-key' };
    const trials: readonly (readonly [string, Readonly<Record<string, string>>, number, RegExp])[] = [
      ['a name with a null byte', { username: 'a\0b', password: 'x' }, 200, wrong],
      ['a large name', { username: 'x'.repeat(5000), password: 'x' }, 200, wrong],
      ['a large password', { username: 'ada', password: 'x'.repeat(5000) }, 200, wrong],
      ['a password with a null byte', { username: 'ada', password: 'a\0b' }, 200, wrong],
      ['a step that there is not', { step: '__proto__' }, 200, begunAnew],
      ['a code before its time', { step: 'code', code: 'a\0b' }, 200, begunAnew],
      ['an account with a null byte', { step: 'account', account: 'a\0b' }, 200, begunAnew],
      ['a passkey of the wrong types', { step: 'passkey', response: '{"id":[]}' }, 200, /does not count here/],
      [
        'a passkey with a null byte',
        { step: 'passkey', response: JSON.stringify(passkey) },
        200,
        /does not count here/,
      ],
      ['far too much', { username: 'x'.repeat(20_000) }, 413, /<code>body_too_large</],
      ['no token', { token: '' }, 403, /<code>form_foreign</],
    ];
    for (const [what, fields, status, text] of trials) {
      const head = await stageNow().auditHead();
      const { page } = await browser.submit(place, fields);
      assert.equal(page?.status, status, what);
      assert.match(page.text(), text, what);
      if (text === begunAnew) continue;
      assert.ok(
        await stageNow().auditEvent(head, ({ outcome }) => outcome === 'refused'),
        `${what} is in the audit chain`,
      );
    }
  });
});
