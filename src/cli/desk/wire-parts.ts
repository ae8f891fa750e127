/** Parts of a message taken apart: signed requests, encrypted answers, property lists in bodies and in a header. */
import type { WireDetail } from '#api/desk/view.ts';
import { fromBase64 } from '#protocol/encoding/base64.ts';
import type { JsonObject } from '#protocol/encoding/json.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import type { DecodedMessage, Exchange } from '#mac/evidence.ts';
import { readMobileconfig } from '#mac/profile-store/mobileconfig.ts';
import { ProfileError } from '#mac/profile-store/payload-reader.ts';

type Part = WireDetail['parts'][number];

/** The parts, in the order in which they are of interest. */
export function partsOf({ sent, received }: Exchange): readonly Part[] {
  return [
    ...decoded('Signed request', sent.message),
    ...decoded('Assertion inside it', sent.assertion),
    ...machineInfo(sent.headers),
    ...propertyList('Sent, as a property list', sent.body),
    ...decoded('Encrypted answer, opened', received?.decrypted),
    ...decoded('id_token inside it', received?.idToken),
    ...propertyList('Received, as a property list', received?.body ?? ''),
  ];
}

function decoded(title: string, part: DecodedMessage | undefined): readonly Part[] {
  return part ? [{ title, header: part.header, claims: part.claims ?? null }] : [];
}

/** What a Mac says of itself when it asks for its enrollment profile (Apple, MachineInfo), signed by CMS. */
function machineInfo(headers: Exchange['sent']['headers']): readonly Part[] {
  const value = Object.entries(headers).find(([name]) => name.toLowerCase() === 'x-apple-aspen-deviceinfo')?.[1];
  const bytes = value === undefined ? undefined : fromBase64(value);
  return bytes ? listed('Machine information, signed by the Mac', bytes) : [];
}

function propertyList(title: string, body: string): readonly Part[] {
  if (/^\s*<(?:\?xml|!DOCTYPE plist|plist)\b/.test(body)) return listed(title, utf8(body));
  // As evidence writes bytes that are no text.
  const base64 = /^\(\d+ bytes\) ([\w+/]+={0,2})$/.exec(body)?.[1];
  const bytes = base64 === undefined ? undefined : fromBase64(base64);
  return bytes ? listed(title, bytes) : [];
}

function listed(title: string, bytes: Uint8Array): readonly Part[] {
  const claims = contentOf(bytes);
  return claims === undefined ? [] : [{ title, header: undefined, claims }];
}

function contentOf(bytes: Uint8Array): JsonObject | undefined {
  try {
    return readMobileconfig(bytes).content;
  } catch (error) {
    if (error instanceof ProfileError) return undefined;
    throw error;
  }
}
