import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { cookieHeader, withSetCookies } from '../web-view/cookies.ts';
import { allowsForm, allowsScript } from './content-policy.ts';
import { encodeEntries, fillForm } from './fill-form.ts';
import { readSafariPage } from './page/read-page.ts';

const url = 'https://a.example/deep/page?q=1';
const piece = fc.oneof(
  fc.constantFrom(
    '<form data-webauthn-get="{" action="http://[">',
    '<form method=post action=javascript:x>',
    '<input name=a type=radio required checked>',
    '<input form=x name=y>',
    '<button formaction="//b" formmethod=dialog>',
    '<select name=s><option>',
    '<textarea name=t>',
    '</form>',
    '<meta http-equiv=refresh content="9999999999999999999;url=\u0000">',
    '<base href="::">',
    '<label for=a>',
    '<a href="http://">',
    '<script>x.submit()',
    '<noscript><form>',
    '<template><form>',
    '<fieldset disabled>',
    '<body onload="submit()">',
    '<p role=alert hidden>',
    '<table><form><tr>',
    '<svg><title>',
  ),
  fc.string(),
);

it('any text is a page, and any form can be sent (property)', () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), fc.string(), (pieces, word) => {
      const page = readSafariPage(pieces.join(''), url);
      for (const form of page.forms) assert.ok(URL.canParse(form.action), form.action);
      for (const { address } of page.links) assert.ok(URL.canParse(address), address);
      const filled = fillForm(page, undefined, { fill: word === '' ? {} : { [word]: word } });
      if (filled.kind === 'filled') assert.ok(new URLSearchParams(encodeEntries(filled.entries)));
    }),
  );
});

it('any Set-Cookie is kept or passed over, and what is kept goes back whole (property)', () => {
  const header = fc.oneof(
    fc.string(),
    fc.tuple(fc.string(), fc.string()).map(([name, rest]) => `${name}=1; ${rest}`),
  );
  fc.assert(
    fc.property(fc.array(header, { maxLength: 5 }), (headers) => {
      const jar = withSetCookies([], url, headers.join(', '), 0);
      const sent = cookieHeader(jar, url, { method: 'GET', initiator: undefined, now: 0 });
      assert.ok(sent === undefined || jar.some(({ name, value }) => sent.includes(`${name}=${value}`)));
    }),
  );
});

it('any Content-Security-Policy has an answer (property)', () => {
  const source = fc.oneof(
    fc.string(),
    fc.constantFrom("'self'", '*', 'https:', '*.a.example:*', 'https://a.example:443/x/', "'none'", 'a://b'),
  );
  const policy = fc
    .array(source, { maxLength: 4 })
    .map((sources) => `form-action ${sources.join(' ')}; script-src ${sources.join(' ')}`);
  fc.assert(
    fc.property(policy, fc.constantFrom(url, 'org.app:/back', 'https://b.example:8443/'), (text, target) => {
      assert.equal(typeof allowsForm(text, url, target), 'boolean');
      assert.equal(typeof allowsScript(text, { text: 'x', nonce: undefined, isAttribute: false }), 'boolean');
    }),
  );
});
