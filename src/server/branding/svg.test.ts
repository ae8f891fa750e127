import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { logoOf } from './logo.ts';
import { Refusal } from './refusal.ts';
import { checkSvg } from './svg.ts';

const svgNs = 'xmlns="http://www.w3.org/2000/svg"';
const svg = (inside: string, further = '') => `<svg ${svgNs} ${further} viewBox="0 0 8 8">${inside}</svg>`;

/** What is drawn and nothing else. */
const harmless: Readonly<Record<string, string>> = {
  'a path': svg('<path d="M0 0h8v8z" fill="#0a6a4b"/>'),
  'a declaration and comments': `<?xml version="1.0" encoding="UTF-8"?>\n<!-- by hand -->\n${svg('<g><!-- g --></g>')}\n`,
  'a byte order mark': `\ufeff${svg('<g/>')}`,
  'a gradient that is used': svg(
    '<defs><linearGradient id="a"><stop offset="0" stop-color="#fff"/></linearGradient></defs><rect fill="url(#a)" width="8" height="8"/>',
  ),
  'a gradient that takes another’s stops': svg(
    '<linearGradient id="b" xlink:href="#a"/>',
    'xmlns:xlink="http://www.w3.org/1999/xlink"',
  ),
  'a style sheet with a condition': svg(
    '<style>.a{fill:#000}@media (prefers-color-scheme: dark){.a{fill:#fff}}</style><path class="a" d="M0 0"/>',
  ),
  words: svg("<title>A &amp; B &#169;</title><text x='1' y='2'>A<tspan>B</tspan></text>"),
};

/** What must not be taken. */
const hostile: Readonly<Record<string, string>> = {
  'a script': svg('<script>alert(1)</script>'),
  'a script in capitals': svg('<SCRIPT>alert(1)</SCRIPT>'),
  'a script of another prefix': svg('<s:script>alert(1)</s:script>', 'xmlns:s="http://www.w3.org/2000/svg"'),
  'an event handler': svg('<path d="M0 0" onclick="alert(1)"/>'),
  'an event handler of the root': svg('', 'onload="alert(1)"'),
  'an event handler in capitals': svg('', 'ONLOAD="alert(1)"'),
  foreignObject: svg('<foreignObject><p>hello</p></foreignObject>'),
  'HTML by its namespace': svg('<g xmlns="http://www.w3.org/1999/xhtml"/>'),
  'HTML by a prefix': svg('<h:iframe src="https://a.example"/>', 'xmlns:h="http://www.w3.org/1999/xhtml"'),
  'a picture from elsewhere': svg('<image href="https://a.example/x.png"/>'),
  'a filter with a picture': svg('<filter id="f"><feImage href="https://a.example"/></filter>'),
  'a link': svg('<a href="https://a.example"><path d="M0 0"/></a>'),
  'something used from elsewhere': svg('<use href="https://a.example/x.svg#a"/>'),
  'something used again and again': svg('<g id="a"/><use href="#a"/>'),
  'a gradient from elsewhere': svg('<linearGradient href="https://a.example/x.svg#a"/>'),
  'a gradient from a relative address': svg('<linearGradient href="x.svg#a"/>'),
  'a gradient by XLink under another prefix': svg(
    '<linearGradient l:href="https://a.example#a"/>',
    'xmlns:l="http://www.w3.org/1999/xlink"',
  ),
  'an XLink that is none': svg('<linearGradient xlink:href="#a"/>', 'xmlns:xlink="https://a.example"'),
  'a colour from elsewhere': svg('<path d="M0 0" fill="url(https://a.example/x.svg#a)"/>'),
  'a colour from elsewhere in quotes': svg('<path d="M0 0" fill="url( &quot;https://a.example&quot; )"/>'),
  'a colour from elsewhere by numbers': svg('<path d="M0 0" fill="&#117;rl(https://a.example)"/>'),
  'a second colour from elsewhere': svg('<path d="M0 0" style="fill:url(#a);mask:url(//a.example)"/>'),
  'a word of CSS that is hidden': svg('<path d="M0 0" style="fill:\\75rl(//a.example)"/>'),
  'an import': svg('<style>@import "https://a.example/x.css";</style>'),
  'an import in two halves': svg('<style>@im<!-- -->port "https://a.example/x.css";</style>'),
  'an import by numbers': svg('<style>&#64;import "https://a.example/x.css";</style>'),
  'a font from elsewhere': svg('<style>@font-face{font-family:a;src:url(//a.example)}</style>'),
  'a picture by another function': svg('<style>g{mask:image-set("//a.example" 1x)}</style>'),
  'JavaScript as an address': svg('<path d="javascript:alert(1)"/>'),
  'an element that changes a link': svg('<set attributeName="href" to="https://a.example"/>'),
  'an animation': svg('<animate attributeName="x" values="0;1"/>'),
  'another base': svg('', 'xml:base="https://a.example/"'),
  'a document type': `<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "https://a.example/x.dtd">${svg('')}`,
  'entities of its own': `<!DOCTYPE svg [<!ENTITY a "b">]>${svg('&a;')}`,
  'an entity that nobody knows': svg('<title>&a;</title>'),
  'a reference that is not finished': svg('<title>&amp</title>'),
  'U+0000 by number': svg('<title>&#0;</title>'),
  'a style sheet of the document': `<?xml-stylesheet href="https://a.example/x.css"?>${svg('')}`,
  CDATA: svg('<style><![CDATA[@import "//a.example"]]></style>'),
  'an attribute twice': svg('<path d="M0 0" d="M1 1"/>'),
  'an attribute without quotes': svg('<path d=M0 />'),
  'two roots': `${svg('')}${svg('')}`,
  'text after the root': `${svg('')}hello`,
  'an element that is not closed': `<svg ${svgNs}><g></svg>`,
  'an end without a beginning': `${svg('')}</svg>`,
  'no namespace': '<svg viewBox="0 0 8 8"/>',
  'another root': `<g ${svgNs}/>`,
  HTML: '<!doctype html><script>alert(1)</script>',
  'nothing but a comment': '<!-- svg -->',
  'a hundred elements in each other': svg(`${'<g>'.repeat(100)}${'</g>'.repeat(100)}`),
  'an element in a style sheet': svg('<style><g/></style>'),
};

describe('An SVG as a logo', () => {
  for (const [title, text] of Object.entries(harmless)) {
    it(`is taken with ${title}`, () => assert.equal(logoOf(utf8(text)).type, 'image/svg+xml'));
  }

  for (const [title, text] of Object.entries(hostile)) {
    it(`is refused with ${title} (logo_svg_refused)`, () => refuses(() => logoOf(utf8(text)), title));
  }

  it('is refused where it is not UTF-8, which browsers may read differently', () => {
    refuses(() => logoOf(Uint8Array.of(...utf8('<svg'), 0xc3, 0x28)), 'broken UTF-8');
    refuses(() => logoOf(utf8(`<?xml version="1.0" encoding="UTF-7"?>${svg('')}`)), 'UTF-7');
  });

  it('of random words throws nothing but a refusal', () => {
    const words = fc.constantFrom(
      '<',
      '>',
      '/',
      '"',
      "'",
      '=',
      '&',
      ';',
      '#',
      'svg',
      'g',
      ' ',
      '<!--',
      '-->',
      'a:b',
      '\0',
      '<?xml',
    );
    fc.assert(
      fc.property(fc.array(words, { maxLength: 40 }), (parts) => {
        try {
          checkSvg(utf8(`<svg ${svgNs}>${parts.join('')}</svg>`));
        } catch (error) {
          assert.ok(error instanceof Refusal, String(error));
        }
      }),
    );
  });
});

function refuses(act: () => unknown, title: string): void {
  assert.throws(act, (error) => error instanceof Refusal && error.code === 'logo_svg_refused', title);
}
