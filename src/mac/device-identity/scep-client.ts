/** SCEP as Apple's client does it (RFC 8894; section 7.1): authority, abilities, key, request, and asking again. */
import { generateKeyPair, hash, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { parseCertsOnly } from '#protocol/cms/certs-only.ts';
import { CmsError } from '#protocol/cms/cms-error.ts';
import { toBase64 } from '#protocol/encoding/base64.ts';
import { equals, toHex } from '#protocol/encoding/bytes.ts';
import { DerError } from '#protocol/encoding/der.ts';
import { fromUtf8 } from '#protocol/encoding/utf8.ts';
import { uuidFrom } from '#protocol/encoding/uuid.ts';
import { type Capability, parseCapabilities } from '#protocol/scep/capabilities.ts';
import { type Certificate, parseCertificate } from '#protocol/x509/certificate.ts';
import { keyUsage } from '#protocol/x509/extensions/key-usage.ts';
import { X509Error } from '#protocol/x509/x509-error.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import {
  IdentityFailed,
  type IdentityAnswer,
  type IdentityOutcome,
  type IdentityPorts,
  outcomeOf,
  reach,
} from './ports.ts';
import { type ScepConversation, pollMessage, readReply, requestMessage } from './scep-conversation.ts';
import { publicKeyOf, requestFor, temporaryIdentity } from './scep-keys.ts';
import type { ScepSettings } from './scep-payload.ts';
import { type SubjectVariables, subjectName } from './subject.ts';

const generate = promisify(generateKeyPair);

/** What the Mac brings besides the profile's settings. */
export interface ScepRequester {
  readonly variables: SubjectVariables;
}

/** Gets an identity with a fresh RSA key. Never throws for what a server does. */
export function obtainByScep(
  settings: ScepSettings,
  requester: ScepRequester,
  ports: IdentityPorts,
): Promise<IdentityOutcome> {
  return outcomeOf(() => attempt(settings, requester, ports));
}

async function attempt(
  settings: ScepSettings,
  { variables }: ScepRequester,
  ports: IdentityPorts,
): Promise<IdentityOutcome> {
  const authorities = await fetchAuthorities(settings, ports);
  const capabilities = await fetchCapabilities(settings, ports);
  const { privateKey } = await generate('rsa', { modulusLength: settings.keySize });
  const signer = await generate('rsa', { modulusLength: 2048 });
  const subject = subjectName(settings.subject, variables, uuidFrom(ports.random.bytes(16)).toUpperCase());
  const conversation: ScepConversation = {
    authorities,
    recipient: recipientOf(authorities),
    capabilities,
    signer: temporaryIdentity(signer.privateKey, ports),
    subject,
    transactionId: transactionOf(privateKey),
    ports,
  };
  const csr = requestFor(privateKey, subject, settings);
  return converse(conversation, settings, csr, privateKey);
}

/** Sends the request, and as long as it is pending asks again, so often and after so long as the profile says. */
async function converse(
  conversation: ScepConversation,
  settings: ScepSettings,
  csr: Uint8Array,
  privateKey: KeyObject,
): Promise<IdentityOutcome> {
  let isPending = false;
  let trouble = new IdentityFailed('still_pending', 'the authority did not decide in time');
  for (let tries = 0; tries <= settings.retries; tries += 1) {
    if (tries > 0) await conversation.ports.pause(settings.retryDelay * 1000);
    const message = isPending ? pollMessage(conversation) : requestMessage(conversation, csr);
    const answer = await deliver(conversation, settings, message.bytes);
    if (answer.status === 200) {
      const reply = readReply(conversation, message, answer.bytes, privateKey);
      if (reply.kind !== 'pending') return reply;
      isPending = true;
    } else {
      trouble = new IdentityFailed('unexpected_answer', `PKIOperation was answered with status ${answer.status}`);
      // A server in trouble may have granted it all the same: the same transaction is asked for again.
      if (answer.status < 500 && answer.status !== 429) break;
    }
  }
  throw trouble;
}

async function fetchAuthorities(settings: ScepSettings, ports: IdentityPorts): Promise<readonly Certificate[]> {
  const answer = await get(settings, 'GetCACert', ports);
  const authorities = readAuthorities(answer);
  const { caFingerprint } = settings;
  if (
    caFingerprint &&
    !authorities.some(({ raw }) => equals(fingerprintOf(raw, caFingerprint.length), caFingerprint))
  ) {
    throw new IdentityFailed('authority_not_the_one_of_the_profile', 'no certificate has the profile’s fingerprint');
  }
  return authorities;
}

function readAuthorities({ headers, bytes }: IdentityAnswer): readonly Certificate[] {
  try {
    const [type] = (headers['content-type'] ?? '').split(';');
    if (type === 'application/x-x509-ca-cert') return [parseCertificate(bytes)];
    if (type === 'application/x-x509-ca-ra-cert') return parseCertsOnly(bytes).map((der) => parseCertificate(der));
    throw new IdentityFailed('authority_unreadable', `GetCACert was answered with ${type || 'no media type'}`);
  } catch (error) {
    if (!(error instanceof DerError || error instanceof X509Error || error instanceof CmsError)) throw error;
    throw new IdentityFailed('authority_unreadable', error.message);
  }
}

function fingerprintOf(der: Uint8Array, length: number): Uint8Array {
  return hash(length === 16 ? 'md5' : length === 20 ? 'sha1' : 'sha256', der, 'buffer');
}

async function fetchCapabilities(settings: ScepSettings, ports: IdentityPorts): Promise<ReadonlySet<Capability>> {
  const { bytes } = await get(settings, 'GetCACaps', ports);
  return parseCapabilities(fromUtf8(bytes) ?? '');
}

async function get(settings: ScepSettings, operation: string, ports: IdentityPorts): Promise<IdentityAnswer> {
  const message = settings.name === undefined ? '' : `&message=${encodeURIComponent(settings.name)}`;
  const answer = await reach(ports, {
    method: 'GET',
    url: `${settings.url}?operation=${operation}${message}`,
    headers: {},
  });
  if (answer.status === 200) return answer;
  throw new IdentityFailed('unexpected_answer', `${operation} was answered with status ${answer.status}`);
}

function deliver(
  { capabilities, ports }: ScepConversation,
  { url }: ScepSettings,
  message: Uint8Array,
): Promise<IdentityAnswer> {
  const target = `${url}?operation=PKIOperation`;
  if (capabilities.has('POSTPKIOperation')) {
    const headers = { 'Content-Type': 'application/x-pki-message' };
    return reach(ports, { method: 'POST', url: target, headers, body: message });
  }
  // macOS escapes "=" alone; "+" and "/" go out as they are.
  const text = toBase64(message).replaceAll('=', '%3D');
  return reach(ports, { method: 'GET', url: `${target}&message=${text}`, headers: {} });
}

/** Whom requests are encrypted to: the registration authority that may decipher, else the first certificate. */
function recipientOf(authorities: readonly Certificate[]): Certificate {
  const isAuthority = (certificate: Certificate) => keyUsage(certificate)?.has('keyCertSign') ?? false;
  const registration = authorities.find(
    (certificate) => !isAuthority(certificate) && keyUsage(certificate)?.has('keyEncipherment'),
  );
  const [first] = authorities;
  const recipient = registration ?? first;
  if (recipient?.publicKey.kind === 'rsa') return recipient;
  throw new IdentityFailed('authority_unreadable', 'there is no RSA certificate to encrypt to');
}

/** 40 hexadecimal digits in capitals, of the public key, so that asking again is the same transaction. */
function transactionOf(privateKey: KeyObject): string {
  return toHex(nodeCrypto.sha1(publicKeyOf(privateKey).keyBits)).toUpperCase();
}
