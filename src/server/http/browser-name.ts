/**
 * What a person calls a browser, of its `User-Agent` (RFC 9110 section 10.1.5): "Safari on macOS". It is what the browser says
 * of itself, good to recognise one's own by and for nothing else.
 */

/** First match counts: most browsers name those that they are like, too. */
const browsers: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/\bEdg(?:e|A|iOS)?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\b(?:Chrome|Chromium|CriOS|HeadlessChrome)\//, 'Chrome'],
  [/\bVersion\/[\d.]+ .*\bSafari\//, 'Safari'],
  [/\bPorchlight\b/, 'Porchlight'],
  [/\bAppleWebKit\//, 'A web view'],
  [/^curl\//, 'curl'],
];

const systems: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bMac(?:intosh| OS X)\b|\bmacOS\b/, 'macOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
];

/** The name; undefined where the header says nothing that we know. */
export function browserName(userAgent: string | undefined): string | undefined {
  // The longest that real browsers send is far below; what is longer is not read.
  const text = userAgent?.slice(0, 512) ?? '';
  const browser = nameIn(browsers, text);
  const system = nameIn(systems, text);
  if (browser === undefined) return system === undefined ? undefined : `A program on ${system}`;
  return system === undefined ? browser : `${browser} on ${system}`;
}

function nameIn(table: typeof browsers, text: string): string | undefined {
  return table.find(([pattern]) => pattern.test(text))?.[1];
}
