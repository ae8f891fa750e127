/** ACME with device attestation, as a Mac does it (RFC 8555; section 7.2): account, order, attestation, certificate. */
import { encodeAttestationAnswer } from '#protocol/acme/attestation-object.ts';
import { problemOf } from '#protocol/acme/problem.ts';
import { toBase64url } from '#protocol/encoding/base64.ts';
import { equals } from '#protocol/encoding/bytes.ts';
import { DerError } from '#protocol/encoding/der.ts';
import { type JsonObject, isJsonObject } from '#protocol/encoding/json.ts';
import { decodePemBlocks, PemError } from '#protocol/encoding/pem.ts';
import { fromUtf8, utf8 } from '#protocol/encoding/utf8.ts';
import { uuidFrom } from '#protocol/encoding/uuid.ts';
import { parseCertificate } from '#protocol/x509/certificate.ts';
import { ecPublicKey } from '#protocol/x509/public-key.ts';
import { buildCertificationRequest } from '#protocol/x509/request.ts';
import { X509Error } from '#protocol/x509/x509-error.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import type { AcmeSettings } from './acme-payload.ts';
import { type AccountKey, AcmeRefused, AcmeSession, type SessionPorts, textAt } from './acme-session.ts';
import { type HardwareKey, IdentityFailed, type IdentityOutcome, outcomeOf } from './ports.ts';
import { type SubjectVariables, subjectName } from './subject.ts';

/** What the Mac brings besides the profile's settings. */
export interface AcmeRequester {
  readonly variables: SubjectVariables;
  readonly accountKey: AccountKey;
  /** The key that is to be certified. */
  readonly key: HardwareKey;
}

/** How often an object that is not finished is read again, and after how many milliseconds. */
const mostPolls = 10;
const pollDelay = 2000;

/** Gets an identity for a key in hardware. Never throws for what a server does. */
export function obtainByAcme(
  settings: AcmeSettings,
  requester: AcmeRequester,
  ports: SessionPorts,
): Promise<IdentityOutcome> {
  return outcomeOf(async () => {
    try {
      return await attempt(settings, requester, ports);
    } catch (error) {
      if (!(error instanceof AcmeRefused)) throw error;
      return { kind: 'refused', reason: error.problem.type, detail: error.problem.detail };
    }
  });
}

async function attempt(
  settings: AcmeSettings,
  requester: AcmeRequester,
  ports: SessionPorts,
): Promise<IdentityOutcome> {
  const session = new AcmeSession(ports, requester.accountKey);
  const directory = await session.open(settings.directoryUrl);
  const identifiers = [{ type: 'permanent-identifier', value: settings.clientIdentifier }];
  const answer = await session.post(textAt(directory, 'newOrder'), { identifiers });
  const order = session.read(answer);
  const orderUrl = answer.headers['location'];
  if (orderUrl === undefined) throw new IdentityFailed('unexpected_answer', 'The order has no address.');
  await answerChallenge(session, order, settings, requester.key, ports);
  await session.post(textAt(order, 'finalize'), { csr: toBase64url(requestFor(settings, requester, ports)) });
  const valid = await settled(session, orderUrl, ports);
  const download = await session.post(textAt(valid, 'certificate'), undefined);
  return issuedOf(fromUtf8(download.bytes) ?? '', requester.key);
}

async function answerChallenge(
  session: AcmeSession,
  order: JsonObject,
  { attest }: AcmeSettings,
  key: HardwareKey,
  ports: SessionPorts,
): Promise<void> {
  const [url] = Array.isArray(order['authorizations']) ? (order['authorizations'] as readonly unknown[]) : [];
  if (typeof url !== 'string') throw new IdentityFailed('answer_unreadable', 'The order has no authorization.');
  const authorization = session.read(await session.post(url, undefined));
  if (authorization['status'] === 'valid') return;
  const challenges = Array.isArray(authorization['challenges'])
    ? (authorization['challenges'] as readonly unknown[])
    : [];
  const challenge = challenges.filter(isJsonObject).find(({ type }) => type === 'device-attest-01');
  if (!challenge) throw new IdentityFailed('unexpected_answer', 'There is no challenge for an attestation.');
  // SHA-256 of the token alone: other than in other challenges, the account has no part in it.
  const freshness = nodeCrypto.sha256(utf8(textAt(challenge, 'token')));
  const payload = attest ? encodeAttestationAnswer(await key.attest(freshness)) : { attObj: '' };
  await session.post(textAt(challenge, 'url'), payload);
  await settled(session, url, ports);
}

/** Reads an object until it is valid. Throws what made it invalid. */
async function settled(session: AcmeSession, url: string, ports: SessionPorts): Promise<JsonObject> {
  for (let polls = 0; polls < mostPolls; polls += 1) {
    if (polls > 0) await ports.pause(pollDelay);
    const object = session.read(await session.post(url, undefined));
    if (object['status'] === 'valid') return object;
    if (object['status'] === 'invalid') throw new AcmeRefused(whyInvalid(object));
  }
  throw new IdentityFailed('still_pending', 'the server did not decide in time');
}

function whyInvalid({ error, challenges }: JsonObject) {
  const inside = Array.isArray(challenges) ? (challenges as readonly unknown[]) : [];
  const errors = [error, ...inside.filter(isJsonObject).map((challenge) => challenge['error'])];
  const problem = errors.find((one) => isJsonObject(one));
  return (problem && problemOf(problem)) ?? { type: 'invalid', detail: undefined, code: undefined };
}

function requestFor(
  { subject }: AcmeSettings,
  { key, variables }: AcmeRequester,
  { random }: SessionPorts,
): Uint8Array {
  const name = subjectName(subject, variables, uuidFrom(random.bytes(16)).toUpperCase());
  return buildCertificationRequest({ subject: name, publicKey: ecPublicKey('P-256', key.publicKey) }, key.signer);
}

function issuedOf(pem: string, { publicKey }: HardwareKey): IdentityOutcome {
  try {
    const [certificate, ...authorities] = decodePemBlocks('CERTIFICATE', pem);
    const key = certificate && parseCertificate(certificate).publicKey;
    if (certificate && key?.kind === 'ec' && equals(key.point, publicKey)) {
      return { kind: 'issued', certificate, authorities, privateKey: undefined };
    }
  } catch (error) {
    if (!(error instanceof DerError || error instanceof X509Error || error instanceof PemError)) throw error;
    throw new IdentityFailed('answer_unreadable', error.message);
  }
  throw new IdentityFailed('certificate_of_another_key', 'the certificate does not have the Mac’s key');
}
