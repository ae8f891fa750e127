/** SCEP in the order of mdmb: GetCACaps, GetCACert, PKIOperation, the whole message repeated in the query. */
import assert from 'node:assert/strict';
import { createPrivateKey, generateKeyPairSync, type KeyObject, randomBytes, type webcrypto } from 'node:crypto';
import { BitString, OctetString, PrintableString, Utf8String } from 'asn1js';
import {
  Attribute,
  AttributeTypeAndValue,
  Certificate,
  CertificationRequest,
  Extension,
  Extensions,
  RelativeDistinguishedNames,
  type SignedData,
} from 'pkijs';
import { attribute, decrypt, encryptTo, octets, readSignedData, sign, type Signer } from './cms.ts';
import type { EnrollmentDetails } from './enrollment-profile.ts';
import type { HttpsAnswer, HttpsClient } from './https.ts';

const scepAttributes = '2.16.840.1.113733.1.9.';
const oid = {
  messageType: `${scepAttributes}2`,
  status: `${scepAttributes}3`,
  senderNonce: `${scepAttributes}5`,
  recipientNonce: `${scepAttributes}6`,
  transactionId: `${scepAttributes}7`,
  challengePassword: '1.2.840.113549.1.9.7',
  extensionRequest: '1.2.840.113549.1.9.14',
  keyUsage: '2.5.29.15',
  commonName: '2.5.4.3',
  organization: '2.5.4.10',
} as const;
const names: Readonly<Record<string, string>> = { CN: oid.commonName, O: oid.organization };

/** Gets an identity. @throws when the authority refuses */
export async function getIdentity(client: HttpsClient, scep: EnrollmentDetails['scep']): Promise<Signer> {
  const ask = async (query: string) => {
    const answer = await client.ask({ method: 'GET', url: `${scep.url}?${query}` });
    assert.equal(answer.status, 200);
    return answer;
  };
  const capabilities = await ask('operation=GetCACaps');
  assert.equal(capabilities.contentType, 'text/plain');
  assert.ok(capabilities.body.toString().split(/\r?\n/).includes('POSTPKIOperation'));
  const authority = await ask(`operation=GetCACert&message=${encodeURIComponent(scep.name)}`);
  assert.equal(authority.contentType, 'application/x-x509-ca-cert');
  return certify(client, scep, Certificate.fromBER(authority.body));
}

async function certify(client: HttpsClient, scep: EnrollmentDetails['scep'], authority: Certificate): Promise<Signer> {
  const pair = await newKeys(scep.keySize);
  const temporary = { key: pair.key, certificate: await selfSigned(pair) };
  const [senderNonce, transactionId] = [randomBytes(16), randomBytes(20).toString('hex')];
  const message = sign(encryptTo(authority, await certificationRequest(pair, scep)), temporary, {
    detached: false,
    attributes: [
      attribute(oid.messageType, new PrintableString({ value: '19' })),
      attribute(oid.transactionId, new PrintableString({ value: transactionId })),
      attribute(oid.senderNonce, octets(senderNonce)),
    ],
  });
  const query = `operation=PKIOperation&message=${encodeURIComponent(message.toString('base64'))}`;
  const headers = { 'Content-Type': 'application/octet-stream' };
  const answer = await client.ask({ method: 'POST', url: `${scep.url}?${query}`, headers, body: message });
  const certificate = await readReply(answer, { authority, key: pair.key, senderNonce, transactionId });
  return { key: pair.key, certificate };
}

/** A certificate that no authority signed. */
export async function makeOwnIdentity(): Promise<Signer> {
  const pair = await newKeys(2048);
  return { key: pair.key, certificate: await selfSigned(pair) };
}

interface Keys {
  readonly key: KeyObject;
  /** The same pair, as pkijs wants it to sign a request. */
  readonly web: webcrypto.CryptoKeyPair;
}

async function newKeys(modulusLength: number): Promise<Keys> {
  const pem = { format: 'pem', type: 'pkcs8' } as const;
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength,
    privateKeyEncoding: pem,
    publicKeyEncoding: { format: 'pem', type: 'spki' },
  });
  const key = createPrivateKey(privateKey);
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
  const der = key.export({ format: 'der', type: 'pkcs8' });
  const own = await crypto.subtle.importKey('pkcs8', new Uint8Array(der), algorithm, true, ['sign']);
  const { n = '', e = '' } = await crypto.subtle.exportKey('jwk', own);
  const open = await crypto.subtle.importKey('jwk', { kty: 'RSA', n, e }, algorithm, true, ['verify']);
  return { key, web: { privateKey: own, publicKey: open } };
}

async function certificationRequest({ web }: Keys, { challenge, subject }: EnrollmentDetails['scep']): Promise<Buffer> {
  const request = new CertificationRequest();
  // Variables of the subject are left as they are: nothing says that a client fills them in.
  request.subject = nameOf(subject);
  await request.subjectPublicKeyInfo.importKey(web.publicKey);
  const usage = new BitString({ valueHex: new Uint8Array([0xa0]).buffer, unusedBits: 5 }).toBER();
  const extension = new Extension({ extnID: oid.keyUsage, critical: true, extnValue: usage });
  request.attributes = [
    new Attribute({ type: oid.challengePassword, values: [new PrintableString({ value: challenge })] }),
    new Attribute({ type: oid.extensionRequest, values: [new Extensions({ extensions: [extension] }).toSchema()] }),
  ];
  await request.sign(web.privateKey, 'SHA-256');
  return Buffer.from(request.toSchema(true).toBER());
}

async function selfSigned({ web }: Keys): Promise<Certificate> {
  const certificate = new Certificate();
  certificate.serialNumber.valueBlock.valueHexView = new Uint8Array([1, ...randomBytes(8)]);
  certificate.issuer = nameOf([['CN', 'SCEP SIGNER']]);
  certificate.subject = nameOf([['CN', 'SCEP SIGNER']]);
  certificate.notBefore.value = new Date(Date.now() - 60_000);
  certificate.notAfter.value = new Date(Date.now() + 86_400_000);
  await certificate.subjectPublicKeyInfo.importKey(web.publicKey);
  await certificate.sign(web.privateKey, 'SHA-256');
  return certificate;
}

function nameOf(parts: readonly (readonly [attribute: string, value: string])[]): RelativeDistinguishedNames {
  const typesAndValues = parts.map(([name, value]) => {
    const type = names[name] ?? assert.fail(name);
    return new AttributeTypeAndValue({ type, value: new Utf8String({ value }) });
  });
  return new RelativeDistinguishedNames({ typesAndValues });
}

interface Expected {
  readonly authority: Certificate;
  readonly key: KeyObject;
  readonly senderNonce: Buffer;
  readonly transactionId: string;
}

async function readReply(answer: HttpsAnswer, expected: Expected): Promise<Certificate> {
  assert.equal(answer.status, 200, answer.body.toString());
  assert.equal(answer.contentType, 'application/x-pki-message');
  const signed = readSignedData(answer.body);
  assert.equal(textOf(signed, oid.status), '0', 'the authority grants the request');
  assert.ok(await signed.verify({ signer: 0, trustedCerts: [expected.authority], checkChain: false }));
  assert.equal(textOf(signed, oid.messageType), '3');
  assert.equal(textOf(signed, oid.transactionId), expected.transactionId);
  const nonce = valueOf(signed, oid.recipientNonce);
  assert.ok(nonce instanceof OctetString);
  assert.deepEqual(Buffer.from(nonce.getValue()), expected.senderNonce);
  const envelope = Buffer.from(signed.encapContentInfo.eContent?.getValue() ?? assert.fail('the reply has content'));
  const { certificates = [] } = readSignedData(decrypt(envelope, expected.key));
  const [leaf] = certificates;
  assert.ok(leaf instanceof Certificate);
  assert.ok(await leaf.verify(expected.authority));
  return leaf;
}

function valueOf({ signerInfos: [signer] }: SignedData, type: string): unknown {
  return signer?.signedAttrs?.attributes.find((one) => one.type === type)?.values[0];
}

function textOf(signed: SignedData, type: string): string {
  const value = valueOf(signed, type);
  return value instanceof PrintableString ? value.getValue() : assert.fail(`attribute ${type} is a text`);
}
