/**
 * The server token that an administrator downloads from Apple Business Manager (`..._smime.p7m`): the credentials of the
 * device services, as JSON in a MIME text in a CMS message encrypted to the server's certificate, which is again in a
 * MIME text. Fact sheet section 1.7.
 */
import { type EnvelopeKey, openEnvelopedData, parseEnvelopedData } from '../cms/enveloped-data.ts';
import { type EnvelopedDataWish, sealEnvelopedData } from '../cms/seal-enveloped-data.ts';
import { fromBase64, toBase64 } from '../encoding/base64.ts';
import { fromUtf8, utf8 } from '../encoding/utf8.ts';
import { AdeMessageError } from './ade-message-error.ts';
import { readJsonBody, textAt } from './json-members.ts';

/** The credentials, with Apple's names. All but the keys are secrets. */
export interface ServerToken {
  /** Names the device management server at Apple: another one in a renewal means another server. */
  readonly consumer_key: string;
  readonly consumer_secret: string;
  readonly access_token: string;
  readonly access_secret: string;
  /** As `2027-01-01T00:00:00Z`, a year after it was made; `serverTokenExpiry` reads it. */
  readonly access_token_expiry: string;
}

/** The largest file that is read, in bytes; a real one has about 3 kB. */
export const largestServerToken = 64 * 1024;

const members = ['consumer_key', 'consumer_secret', 'access_token', 'access_secret', 'access_token_expiry'] as const;
const date = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:?\d{2})$/;
const beginMessage = '-----BEGIN MESSAGE-----';
const endMessage = '-----END MESSAGE-----';

/**
 * Opens a file with the private key of the certificate that was given to Apple. Takes the MIME text as downloaded, and
 * the CMS message alone.
 * @throws {AdeMessageError} `ade_message_too_large`, `ade_message_malformed`, `ade_member_missing`, `ade_member_malformed`
 * @throws {CmsError} as `parseEnvelopedData` and `openEnvelopedData`: `cms_no_recipient` when it is for another certificate
 */
export function openServerToken(file: Uint8Array, key: EnvelopeKey): ServerToken {
  if (file.length > largestServerToken) throw new AdeMessageError('ade_message_too_large', 'More than 64 KiB.');
  const message = file[0] === 0x30 ? file : decodeOuter(file);
  return parseInner(openEnvelopedData(parseEnvelopedData(message), key));
}

function decodeOuter(file: Uint8Array): Uint8Array {
  const { headers, body } = splitMime(textOf(file));
  if (!/^content-transfer-encoding:\s*base64\s*$/im.test(headers)) {
    throw new AdeMessageError('ade_message_malformed', 'The file is not a MIME message in base64.');
  }
  const message = fromBase64(body.replaceAll(/\s/g, ''));
  if (message === undefined) throw new AdeMessageError('ade_message_malformed', 'The base64 of the file is damaged.');
  return message;
}

function parseInner(plaintext: Uint8Array): ServerToken {
  const { body } = splitMime(textOf(plaintext));
  const json = readJsonBody(body.replace(beginMessage, '').replace(endMessage, '').trim());
  const token = Object.fromEntries(members.map((name) => [name, textAt(json, name)]));
  const read = token as unknown as ServerToken;
  if (!Number.isFinite(serverTokenExpiry(read))) {
    throw new AdeMessageError('ade_member_malformed', 'The member "access_token_expiry" is not a date.');
  }
  return read;
}

// A header block ends at the first empty line. What has no header line has no block.
function splitMime(text: string): { headers: string; body: string } {
  const unified = text.replaceAll('\r\n', '\n');
  const end = unified.indexOf('\n\n');
  if (!/^[\w-]+:/.test(unified) || end < 0) return { headers: '', body: unified };
  return { headers: unified.slice(0, end), body: unified.slice(end + 2) };
}

function textOf(bytes: Uint8Array): string {
  const text = fromUtf8(bytes);
  if (text === undefined) throw new AdeMessageError('ade_message_malformed', 'The message is not text.');
  return text.trimStart();
}

/** When a token ends, milliseconds since 1970; not a number for a text that is no date. */
export function serverTokenExpiry(token: Pick<ServerToken, 'access_token_expiry'>): number {
  const text = token.access_token_expiry;
  return date.test(text) ? Date.parse(text) : Number.NaN;
}

/**
 * Makes a file as Apple Business Manager does: AES-128-CBC, indefinite lengths, lines of 76 letters.
 * @throws {CmsError} `cms_cannot_encrypt`
 */
export function sealServerToken(
  token: ServerToken,
  how: Pick<EnvelopedDataWish, 'recipients' | 'encrypter' | 'ciphers' | 'random'> &
    Partial<Pick<EnvelopedDataWish, 'cipher' | 'encoding'>>,
): Uint8Array<ArrayBuffer> {
  const json = JSON.stringify(Object.fromEntries(members.map((name) => [name, token[name]])));
  const inner = [
    'Content-Type: text/plain;charset=UTF-8',
    'Content-Transfer-Encoding: 7bit',
    '',
    beginMessage,
    json,
    endMessage,
    '',
  ];
  const content = utf8(inner.join('\r\n'));
  const message = sealEnvelopedData({ cipher: 'aes-128-cbc', encoding: 'ber-indefinite', ...how, content });
  const outer = [
    'Content-Type: application/pkcs7-mime; name="smime.p7m"; smime-type=enveloped-data',
    'Content-Transfer-Encoding: base64',
    'Content-Disposition: attachment; filename="smime.p7m"',
    'Content-Description: S/MIME Encrypted Message',
    '',
    ...(toBase64(message).match(/.{1,76}/g) ?? []),
    '',
  ];
  return utf8(outer.join('\r\n'));
}
