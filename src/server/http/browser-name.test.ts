import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browserName } from './browser-name.ts';

const webKit = 'AppleWebKit/605.1.15 (KHTML, like Gecko)';
const cases = [
  [`Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${webKit} Version/18.0 Safari/605.1.15`, 'Safari on macOS'],
  [
    `Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) ${webKit} Version/18.0 Mobile/15E148 Safari/604.1`,
    'Safari on iPhone',
  ],
  [
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/140.0 Safari/537.36',
    'Chrome on Linux',
  ],
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0',
    'Edge on Windows',
  ],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox on macOS'],
  [`Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${webKit}`, 'A web view on macOS'],
  ['curl/8.5.0', 'curl'],
  ['SomeAgent (Windows)', 'A program on Windows'],
  ['<script>alert(1)</script>', undefined],
  ['', undefined],
  [undefined, undefined],
] as const;

for (const [userAgent, name] of cases) {
  test(`${userAgent === undefined ? 'no header' : JSON.stringify(userAgent)} is ${name ?? 'no browser that we know'}`, () => {
    assert.equal(browserName(userAgent), name);
  });
}

test('a header of any length is read in no time', () => {
  const before = process.hrtime.bigint();
  browserName(`Mozilla/5.0 ${'Version/1 '.repeat(100_000)}`);
  assert.ok(process.hrtime.bigint() - before < 50_000_000n);
});
