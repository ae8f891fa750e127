/**
 * One message of `mdmclient` to its server: PUT, the property list as XML, signed where the payload says so. Redirects are
 * followed anew each time. A 401 ends the enrollment; so does 403 with `com.apple.unrecognized.device` (macOS 14 and later).
 * Source: Apple, "Implementing device management", "Check-in".
 */
import { type PlistWritable, writeBinaryPlist, writeXmlPlist } from '#protocol/encoding/plist/plist.ts';
import { parseJsonObject } from '#protocol/encoding/json.ts';
import type { Purpose } from '../evidence.ts';
import type { MacParts } from '../mac-parts.ts';
import { isAtLeast } from '../macos/versions.ts';
import type { QuirkPurpose } from '../quirks/quirk.ts';
import type { QuirkRun } from '../quirks/quirk-box.ts';
import { type Answer, type Sending, exchange } from '../transport.ts';
import { signatureOf } from './identity.ts';
import type { ManagementState } from './management-state.ts';
import { forgetEnrollment } from './unenroll.ts';

/** What the server made of a message. */
export type Delivery =
  | { readonly kind: 'taken'; readonly answer: Answer }
  /** Sent again later. */
  | { readonly kind: 'refused'; readonly status: number; readonly text: string }
  /** The server does not know this Mac, which forgets the enrollment. */
  | { readonly kind: 'unenrolled' };

const types = {
  'check-in': 'application/x-apple-aspen-mdm-checkin; charset=UTF-8',
  command: 'application/x-apple-aspen-mdm; charset=UTF-8',
  declarations: 'application/x-apple-aspen-mdm-checkin; charset=UTF-8',
} as const;
const redirectLimit = 5;

/** Sends. @throws {PlatformSsoError} `offline`, `unreachable`, `answer-lost` */
export async function send(
  mac: MacParts,
  management: ManagementState,
  purpose: Extract<Purpose, keyof typeof types>,
  message: Readonly<Record<string, PlistWritable>>,
): Promise<Delivery> {
  const { settings } = management;
  const quirks = mac.quirks.begin(messagePurpose(purpose, message));
  const body = quirks.binary ? writeBinaryPlist(message) : writeXmlPlist(message);
  const url = purpose === 'command' ? settings.serverUrl : settings.checkInUrl;
  const answer = await put(
    mac,
    { purpose, body, headers: headers(mac, management, purpose, body, quirks), quirks },
    url,
  );
  if (answer.status === 200) return { kind: 'taken', answer };
  if (endsEnrollment(mac, answer)) {
    // A new or renewed enrollment that fails is rolled back by who tried it.
    if (management.enrolled) forgetEnrollment(mac);
    return { kind: 'unenrolled' };
  }
  return { kind: 'refused', status: answer.status, text: answer.text };
}

function headers(
  mac: MacParts,
  management: ManagementState,
  purpose: keyof typeof types,
  body: Uint8Array,
  quirks: QuirkRun,
): Readonly<Record<string, string>> {
  const signature = management.settings.signMessage
    ? quirks.mdmSignature(signatureOf(mac, management.identity, body, quirks.signedAttributes))
    : '';
  return {
    'Content-Type': types[purpose],
    'User-Agent': 'MDM-OSX/1.0 mdmclient/1660',
    Accept: '*/*',
    ...(signature === '' ? {} : { 'Mdm-Signature': signature }),
  };
}

/** A report is not the same to quirks as the question for work before it. */
function messagePurpose(purpose: keyof typeof types, message: Readonly<Record<string, PlistWritable>>): QuirkPurpose {
  return purpose === 'command' && 'CommandUUID' in message ? 'report' : purpose;
}

async function put(
  mac: MacParts,
  sending: Pick<Sending, 'purpose' | 'body' | 'headers' | 'quirks'>,
  first: string,
): Promise<Answer> {
  let url = first;
  for (let count = 0; ; count += 1) {
    const answer = await exchange(mac, { ...sending, method: 'PUT', url, mayRedirect: true, anyRoot: true });
    const location = answer.status >= 300 && answer.status < 400 ? answer.headers['location'] : undefined;
    if (location === undefined || count === redirectLimit || !URL.canParse(location, url)) return answer;
    url = new URL(location, url).href;
  }
}

function endsEnrollment(mac: MacParts, { status, text }: Answer): boolean {
  if (status === 401) return true;
  const isNamed = parseJsonObject(text)?.['code'] === 'com.apple.unrecognized.device';
  return status === 403 && isNamed && isAtLeast(mac.state.macos, '14.0');
}
