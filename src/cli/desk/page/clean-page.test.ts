import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'parse5';
import { cleanPage } from './clean-page.ts';
import { pageResources } from './page-resources.ts';

const address = 'https://id.example/sign-in/page?x=1';
const png = Buffer.from('iVBORw0KGgo=', 'base64');
const asked: string[] = [];
const site: Readonly<Record<string, readonly [string, string | Uint8Array]>> = {
  'https://id.example/look.css': [
    'text/css; charset=utf-8',
    'b{background:url(/logo.png)} i{background:url("https://evil.example/t.gif")}',
  ],
  'https://id.example/logo.png': ['image/png', png],
  'https://id.example/script.png': ['text/html', '<script>alert(1)</script>'],
};
const fetch = (url: string) => {
  asked.push(url);
  const [type, body] = site[url] ?? ['text/plain', ''];
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  const status = url in site ? 200 : 404;
  return Promise.resolve({ status, headers: { 'content-type': type }, text: () => '', bytes: () => bytes });
};
const clean = (html: string, playsScripts = false) =>
  cleanPage({
    html,
    address,
    resources: pageResources(fetch, new Map(), () => 0),
    playsScripts,
    script: 'ours()',
  });

const hostile = [
  '<script>alert(1)</script>',
  '<script src="https://evil.example/x.js"></script>',
  '<img src=x onerror=alert(1)>',
  '<svg onload=alert(1)><script>alert(1)</script><a xlink:href="javascript:alert(1)"><animate attributeName=href to=javascript:alert(1)></a></svg>',
  '<iframe src="https://evil.example"></iframe><iframe srcdoc="<script>alert(1)</script>"></iframe>',
  '<object data="https://evil.example"></object><embed src="https://evil.example">',
  '<meta http-equiv="refresh" content="0;url=https://evil.example">',
  '<base href="https://evil.example/" target="_top">',
  '<a href="javascript:alert(1)" target="_top" ping="https://evil.example">x</a>',
  '<a href="data:text/html,<script>alert(1)</script>">x</a>',
  '<form action="https://evil.example" target="_top"><button formaction="javascript:alert(1)">x</button></form>',
  '<link rel="preload" href="https://evil.example/x"><link rel="prerender" href="https://evil.example/y">',
  '<math><mtext></table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
  '<template><script>alert(1)</script></template><video poster="https://evil.example/p"></video>',
  '<style>@import "https://evil.example/x.css"; p{background:url(https://evil.example/x)}</style>',
  '<style></style ><script>alert(1)</script>',
  '<img srcset="https://evil.example/1 1x, https://evil.example/2 2x">',
  '<input type="image" src="https://evil.example/i" onclick=alert(1) formaction=javascript:alert(1)>',
  '<body background="https://evil.example/b" onload="alert(1)" onpageshow=alert(1)>',
];

for (const html of hostile) {
  test(`nothing of ${html.slice(0, 60)} runs, frames, loads or leads away`, async () => {
    const text = await clean(html);
    const found: string[] = [];
    const scripts: string[] = [];
    visit(parse(text), (tag, attributes, content) => {
      if (tag === 'script') scripts.push(content);
      if (['iframe', 'object', 'embed', 'base', 'video', 'template'].includes(tag)) found.push(tag);
      if (tag === 'meta' && attributes['http-equiv'] !== undefined) found.push('meta');
      for (const [name, value] of Object.entries(attributes)) {
        if (/^on|^(?:form)?action$|^target$|^srcset$|^srcdoc$/.test(name)) found.push(name);
        if (/^\s*(?:javascript|data:text)/i.test(value)) found.push(`${name}=${value}`);
        if (name !== 'href' && /evil\.example/.test(value)) found.push(`${name}=${value}`);
      }
      if (tag === 'style' && /evil\.example|@import/.test(content)) found.push(content);
    });
    assert.deepEqual(found, []);
    assert.deepEqual(scripts, ['ours()']);
  });
}

test('style sheets and pictures are fetched through the Mac and put into the page; what is of another type is left out', async () => {
  asked.length = 0;
  const text = await clean(
    '<link rel=stylesheet href=/look.css><img src=/logo.png alt=Logo><img src=/script.png><img src="http://10.0.0.1/x.png">',
  );
  const picture = `data:image/png;base64,${png.toString('base64')}`;
  assert.ok(text.includes(`<style>b{background:url("${picture}")} i{background:none}</style>`), text);
  assert.ok(text.includes(`<img alt="Logo" src="${picture}">`), text);
  assert.ok(!text.includes('script.png'));
  assert.ok(!asked.some((url) => url.startsWith('http://10.')));
});

test('forms and their controls keep their places, and links say where they lead', async () => {
  const text = await clean(
    '<form method=post action=/next><input name=a><button name=go>Go</button></form><a href="help">Help</a>',
  );
  assert.match(text, /<form method="post"><input name="a"><button name="go">Go<\/button><\/form>/);
  assert.match(text, /<a href="https:\/\/id\.example\/sign-in\/help">/);
});

test('a Mac without a network shows the page without its pictures', async () => {
  const html = await cleanPage({
    html: '<img src=/logo.png alt=Logo>',
    address,
    resources: pageResources(undefined, new Map(), () => 0),
    playsScripts: false,
    script: '',
  });
  assert.match(html, /<img alt="Logo">/);
});

test('where the Mac plays the scripts of a page, what is there with scripts is shown', async () => {
  const html = '<p data-with-script hidden>with</p><p data-without-script>without</p>';
  assert.match(
    await clean(html, true),
    /<p data-with-script="">with<\/p><p data-without-script="" hidden="">without<\/p>/,
  );
  assert.match(await clean(html), /<p data-with-script="" hidden="">with<\/p><p data-without-script="">without<\/p>/);
});

type Visitor = (tag: string, attributes: Readonly<Record<string, string>>, content: string) => void;

function visit(node: unknown, seen: Visitor): void {
  const {
    tagName,
    attrs = [],
    childNodes = [],
  } = node as {
    tagName?: string;
    attrs?: readonly { readonly name: string; readonly value: string }[];
    childNodes?: readonly unknown[];
  };
  const content = childNodes.map((child) => (child as { value?: string }).value ?? '').join('');
  if (tagName !== undefined) {
    seen(tagName, Object.fromEntries(attrs.map(({ name, value }) => [name.toLowerCase(), value])), content);
  }
  for (const child of childNodes) visit(child, seen);
}
