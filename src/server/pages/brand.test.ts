import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { fromUtf8 } from '#protocol/encoding/utf8.ts';
import { answerPage, type Brand, type Page } from './page.ts';

const accent = { solid: '#0a6a4b', onDark: '#5f9f8b' };

function answered(brand: Brand | undefined, look: Page['look'] = 'sign-in') {
  const { body, headers } = answerPage({ title: 'Sign in', content: '<p>Hello</p>', look, brand });
  const html = fromUtf8(body) ?? '';
  const [, style = ''] = /<style>([\s\S]*?)<\/style>/.exec(html) ?? [];
  return { html, style, policy: headers['content-security-policy'] ?? '' };
}

describe('The look of an organisation on a page', () => {
  it('is allowed by the policy of that page, and by no other', () => {
    const brands = [undefined, {}, { accent }, { accent, logo: { alt: 'A' } }, { helpText: 'Help' }];
    for (const look of ['sign-in', 'account'] as const) {
      const seen = brands.map((brand) => {
        const { style, policy } = answered(brand, look);
        const digest = createHash('sha256').update(style).digest('base64');
        assert.ok(policy.includes(`style-src 'sha256-${digest}';`), 'CSP 3, section 2.3.1: the hash of what is there');
        assert.equal(policy.includes('img-src'), brand?.logo !== undefined, 'images only where there is one');
        return digest;
      });
      assert.equal(new Set(seen).size, 4, 'an empty look is none');
    }
    assert.match(answered({ logo: { alt: 'A' } }).policy, /img-src 'self'/);
  });

  it('says what is text as text', () => {
    const text = `</p><script>alert(1)</script>"'&`;
    const { html } = answered({ helpText: text, logo: { alt: text } });
    assert.ok(!html.includes('<script'));
    assert.ok(html.includes('<footer><p>&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;</p></footer>'));
    assert.ok(html.includes('alt="&lt;/p&gt;&lt;script&gt;'));
  });

  it('lets nothing but a colour into the style sheet', () => {
    for (const wrong of ['red', '#0a6a4b}*{color:red', '#0A6A4B', '</style><script>']) {
      assert.throws(() => answered({ accent: { ...accent, solid: wrong } }), TypeError);
      assert.throws(() => answered({ accent: { ...accent, onDark: wrong } }), TypeError);
    }
  });
});
