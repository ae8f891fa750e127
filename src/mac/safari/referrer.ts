/** What a request tells of the page that it comes from (W3C Referrer Policy section 8.3; Fetch, "serializing a request origin"). */

/** A page that is left, with what it says of leaving. */
export interface Departure {
  readonly url: string;
  readonly contentPolicy: string | undefined;
  readonly referrerPolicy: string | undefined;
}

/** Every browser's policy where a page says none. */
const usual = 'strict-origin-when-cross-origin';

/** `Referer`, or undefined for none. All pages here are https, so that nothing is downgraded but to http. */
export function refererHeader({ url, referrerPolicy }: Departure, target: string): string | undefined {
  const page = new URL(url);
  const origin = `${page.origin}/`;
  const whole = `${origin.slice(0, -1)}${page.pathname}${page.search}`;
  const isSame = page.origin === new URL(target).origin;
  const isDowngrade = page.protocol === 'https:' && new URL(target).protocol !== 'https:';
  switch (policyOf(referrerPolicy)) {
    case 'no-referrer':
      return undefined;
    case 'same-origin':
      return isSame ? whole : undefined;
    case 'origin':
      return origin;
    case 'strict-origin':
      return isDowngrade ? undefined : origin;
    case 'origin-when-cross-origin':
      return isSame ? whole : origin;
    case 'no-referrer-when-downgrade':
      return isDowngrade ? undefined : whole;
    case 'unsafe-url':
      return whole;
    default:
      if (isSame) return whole;
      return isDowngrade ? undefined : origin;
  }
}

/** `Origin` of a form that is posted. */
export function originHeader({ url, referrerPolicy }: Departure, target: string): string {
  const { origin } = new URL(url);
  const policy = policyOf(referrerPolicy);
  const isHidden = policy === 'no-referrer' || (policy === 'same-origin' && origin !== new URL(target).origin);
  return isHidden ? 'null' : origin;
}

/** The last policy of a header that is known. */
function policyOf(header: string | undefined): string {
  const named = (header ?? '').split(',').map((policy) => policy.trim().toLowerCase());
  return named.findLast((policy) => known.has(policy)) ?? usual;
}

const known = new Set([
  'no-referrer',
  'same-origin',
  'origin',
  'strict-origin',
  'origin-when-cross-origin',
  'no-referrer-when-downgrade',
  'unsafe-url',
  usual,
]);
