/** Signed and enveloped data as Go's pkcs7 makes them: SHA-1, signed attributes, single DES. Structures by pkijs. */
import assert from 'node:assert/strict';
import { constants, createCipheriv, createDecipheriv, createHash, createSign } from 'node:crypto';
import { type KeyObject, privateDecrypt, publicEncrypt, randomBytes, X509Certificate } from 'node:crypto';
import { type BaseBlock, Null, ObjectIdentifier, OctetString, UTCTime } from 'asn1js';
import {
  AlgorithmIdentifier,
  Attribute,
  type Certificate,
  ContentInfo,
  EncapsulatedContentInfo,
  EncryptedContentInfo,
  EnvelopedData,
  IssuerAndSerialNumber,
  KeyTransRecipientInfo,
  RecipientInfo,
  SignedAndUnsignedAttributes,
  SignedData,
  SignerInfo,
} from 'pkijs';

const oid = {
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
  envelopedData: '1.2.840.113549.1.7.3',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingTime: '1.2.840.113549.1.9.5',
  sha1: '1.3.14.3.2.26',
  rsa: '1.2.840.113549.1.1.1',
  desCbc: '1.3.14.3.2.7',
} as const;

/** A key with the certificate that names it. */
export interface Signer {
  readonly key: KeyObject;
  readonly certificate: Certificate;
}

/** An attribute with one value. */
export function attribute(type: string, value: BaseBlock): Attribute {
  return new Attribute({ type, values: [value] });
}

/** SignedData over some content, which is left out where it is detached. DER. */
export function sign(
  content: Buffer,
  { key, certificate }: Signer,
  options: { readonly detached: boolean; readonly attributes?: readonly Attribute[] },
): Buffer {
  const signedAttrs = new SignedAndUnsignedAttributes({
    type: 0,
    attributes: inOrder([
      attribute(oid.contentType, new ObjectIdentifier({ value: oid.data })),
      attribute(oid.messageDigest, octets(createHash('sha1').update(content).digest())),
      attribute(oid.signingTime, new UTCTime({ valueDate: new Date() })),
      ...(options.attributes ?? []),
    ]),
  });
  const signed = new SignedData({
    version: 1,
    digestAlgorithms: [algorithm(oid.sha1)],
    encapContentInfo: new EncapsulatedContentInfo({ eContentType: oid.data }),
    certificates: [certificate],
    signerInfos: [
      new SignerInfo({
        version: 1,
        sid: issuerAndSerial(certificate),
        digestAlgorithm: algorithm(oid.sha1),
        signedAttrs,
        signatureAlgorithm: algorithm(oid.rsa),
        signature: octets(createSign('sha1').update(setOf(signedAttrs)).sign(key)),
      }),
    ],
  });
  if (!options.detached) signed.encapContentInfo.eContent = octets(content);
  return wrap(oid.signedData, signed.toSchema(true));
}

/** EnvelopedData for a certificate with an RSA key: single DES, which OpenSSL does as triple DES with one key thrice. */
export function encryptTo(certificate: Certificate, content: Buffer): Buffer {
  const [key, iv] = [randomBytes(8), randomBytes(8)];
  const cipher = createCipheriv('des-ede3-cbc', Buffer.concat([key, key, key]), iv);
  const recipient = new X509Certificate(Buffer.from(certificate.toSchema().toBER())).publicKey;
  const encryptedKey = publicEncrypt({ key: recipient, padding: constants.RSA_PKCS1_PADDING }, key);
  const enveloped = new EnvelopedData({
    version: 0,
    recipientInfos: [
      new RecipientInfo({
        variant: 1,
        value: new KeyTransRecipientInfo({
          version: 0,
          rid: issuerAndSerial(certificate),
          keyEncryptionAlgorithm: algorithm(oid.rsa),
          encryptedKey: octets(encryptedKey),
        }),
      }),
    ],
    encryptedContentInfo: new EncryptedContentInfo({
      contentType: oid.data,
      contentEncryptionAlgorithm: new AlgorithmIdentifier({ algorithmId: oid.desCbc, algorithmParams: octets(iv) }),
      encryptedContent: octets(Buffer.concat([cipher.update(content), cipher.final()])),
    }),
  });
  return wrap(oid.envelopedData, enveloped.toSchema());
}

const ciphers: Readonly<Record<string, string>> = {
  '2.16.840.1.101.3.4.1.2': 'aes-128-cbc',
  '2.16.840.1.101.3.4.1.42': 'aes-256-cbc',
  '1.2.840.113549.3.7': 'des-ede3-cbc',
};

/** The content of EnvelopedData. */
export function decrypt(message: Buffer, key: KeyObject): Buffer {
  const content = ContentInfo.fromBER(message);
  assert.equal(content.contentType, oid.envelopedData);
  const { recipientInfos, encryptedContentInfo: sealed } = new EnvelopedData({ schema: content.content });
  const [recipient] = recipientInfos;
  assert.ok(recipient?.value instanceof KeyTransRecipientInfo);
  const encryptedKey = Buffer.from(recipient.value.encryptedKey.getValue());
  const secret = privateDecrypt({ key, padding: constants.RSA_PKCS1_PADDING }, encryptedKey);
  const { algorithmId, algorithmParams } = sealed.contentEncryptionAlgorithm;
  assert.ok(algorithmParams instanceof OctetString);
  const name = ciphers[algorithmId] ?? assert.fail(algorithmId);
  const decipher = createDecipheriv(name, secret, Buffer.from(algorithmParams.getValue()));
  return Buffer.concat([decipher.update(Buffer.from(sealed.getEncryptedContent())), decipher.final()]);
}

/** SignedData out of its wrapping. */
export function readSignedData(message: Buffer): SignedData {
  const content = ContentInfo.fromBER(message);
  assert.equal(content.contentType, oid.signedData);
  return new SignedData({ schema: content.content });
}

/** An OCTET STRING. */
export function octets(bytes: Uint8Array): OctetString {
  return new OctetString({ valueHex: new Uint8Array(bytes).buffer });
}

function algorithm(algorithmId: string): AlgorithmIdentifier {
  return new AlgorithmIdentifier({ algorithmId, algorithmParams: new Null() });
}

function issuerAndSerial({ issuer, serialNumber }: Certificate): IssuerAndSerialNumber {
  return new IssuerAndSerialNumber({ issuer, serialNumber });
}

// DER sorts a SET OF by the bytes of its members (X.690 section 11.6).
function inOrder(attributes: readonly Attribute[]): Attribute[] {
  const bytes = (one: Attribute) => Buffer.from(one.toSchema().toBER());
  return attributes.toSorted((a, b) => Buffer.compare(bytes(a), bytes(b)));
}

// Signed as a SET OF, though sent under a tag of its own (RFC 5652 section 5.4).
function setOf(attributes: SignedAndUnsignedAttributes): Buffer {
  const der = Buffer.from(attributes.toSchema().toBER());
  der[0] = 0x31;
  return der;
}

function wrap(contentType: string, content: unknown): Buffer {
  return Buffer.from(new ContentInfo({ contentType, content }).toSchema().toBER());
}
