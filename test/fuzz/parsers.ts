import { AdeMessageError } from '#protocol/ade/ade-message-error.ts';
import { encodeBinaryMachineInfo, encodeMachineInfo, parseMachineInfo } from '#protocol/ade/machine-info.ts';
import { CmsError } from '#protocol/cms/cms-error.ts';
import { parseEnvelopedData } from '#protocol/cms/enveloped-data.ts';
import { parseSignedData } from '#protocol/cms/signed-data.ts';
import { fromBase64 } from '#protocol/encoding/base64.ts';
import { berToDer } from '#protocol/encoding/ber.ts';
import { fromHex } from '#protocol/encoding/bytes.ts';
import { CborError, type CborValue, parseCbor, writeCbor } from '#protocol/encoding/cbor.ts';
import { DerError } from '#protocol/encoding/der.ts';
import { PlistError, parsePlist } from '#protocol/encoding/plist/plist.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { XmlError, parseXml } from '#protocol/encoding/xml.ts';
import { JoseError } from '#protocol/jose/error.ts';
import { parseJws } from '#protocol/jose/jws.ts';
import { appleEnterpriseAttestationRoot, appleIphoneDeviceAuthority } from '#protocol/x509/apple-roots.ts';
import { parseCertificate } from '#protocol/x509/certificate.ts';
import { parseCertificationRequest } from '#protocol/x509/request.ts';
import { X509Error } from '#protocol/x509/x509-error.ts';
import signatures from '#test/vectors/mdm/mdm-signature-macos.json' with { type: 'json' };
import captures from '#test/vectors/platform-sso/captures-macos-14.json' with { type: 'json' };
import apple from '#test/vectors/plist/cpython.json' with { type: 'json' };
import others from '#test/vectors/plist/go-plist.json' with { type: 'json' };
import appendix from '#test/vectors/rfc/rfc8949-a.json' with { type: 'json' };
import scep from '#test/vectors/scep/requests.json' with { type: 'json' };
import type { FuzzedParser } from './fuzzed-parser.ts';
import { managementParsers } from './management.ts';

function bytes(base64: string): Uint8Array {
  const decoded = fromBase64(base64);
  if (decoded === undefined) throw new Error('a seed is not base64');
  return decoded;
}

/** Between the decoded parts of a JWS. */
const partEnd = '\n.\n';

const certificates = [appleEnterpriseAttestationRoot.raw, appleIphoneDeviceAuthority.raw];
const messages = [signatures.withoutBody, signatures.header, scep.apple.message, scep.go.scepclient].map(bytes);
const envelopes = [scep.apple.message, scep.go.mdmb].flatMap(
  (message) => parseSignedData(bytes(message)).content ?? [],
);
/** A request of RFC 2986 with a P-256 key, made by the `openssl` program for this file; its key was thrown away. */
const request = bytes(
  'MIIBCDCBrwIBADAkMRAwDgYDVQQKDAdFeGFtcGxlMRAwDgYDVQQDDAdDMDJURVNUMFkwEwYHKoZIzj0CAQYIKoZIzj' +
    '0DAQcDQgAEwQDga02a38+qpVy4ZOobb7r7JN96S90jeDULrzko2LvTMGqZK322e/xmMg3nI1dP1xQzN91RlIeRzBJq' +
    'TgtB1qApMCcGCSqGSIb3DQEJDjEaMBgwFgYDVR0RBA8wDYILZXhhbXBsZS5vcmcwCgYIKoZIzj0EAwIDSAAwRQIgD5' +
    '1Ez3n+PU6oPr3sICxnljCXanx3ThUJbgmbQHvSp6kCIQDJb/3gFtib5+Ryia28dOAQamwq0pup6VgJTO3C/ua1rQ==',
);
const machine = { UDID: 'U', SERIAL: 'C02', PRODUCT: 'Mac15,6', VERSION: '25A300', OS_VERSION: '26.1' };
const machines = [
  { ...machine, MDM_CAN_REQUEST_PSSO_CONFIG: true },
  { ...machine, LANGUAGE: 'en' },
];
const attestation = new Map<string, CborValue>([
  ['fmt', 'apple'],
  ['attStmt', new Map([['x5c', certificates]])],
]);

/** Everything that reads bytes from outside. */
export const fuzzedParsers: readonly FuzzedParser[] = [
  {
    name: 'plist-xml',
    seeds: [bytes(apple.xml), ...others.flatMap(({ xml }) => (xml === undefined ? [] : [utf8(xml)]))],
    errors: [PlistError],
    parse: parsePlist,
  },
  {
    name: 'plist-binary',
    seeds: [apple.binary, apple.keyedArchive, ...others.map(({ binary }) => binary ?? apple.binary)].map(bytes),
    errors: [PlistError],
    parse: parsePlist,
  },
  {
    name: 'cbor',
    seeds: [writeCbor(attestation), ...appendix.map(({ hex }) => fromHex(hex))],
    errors: [CborError],
    parse: parseCbor,
  },
  {
    name: 'der',
    seeds: [...certificates, ...messages, request],
    errors: [DerError, X509Error],
    parse: (input) => parseCertificate(berToDer(input)),
  },
  { name: 'csr', seeds: [request], errors: [DerError, X509Error], parse: parseCertificationRequest },
  {
    name: 'jws',
    // Mutating the text hardly ever reaches the JSON: what is inside the parts is mutated, then encoded again.
    seeds: [captures.login, captures.keyRequest, captures.keyExchange].map(({ compact }) => decodedParts(compact)),
    errors: [JoseError],
    parse: (input) => parseJws(encodedParts(input)),
  },
  {
    name: 'cms-signed',
    seeds: [...messages, ...certificates],
    errors: [CmsError],
    parse: (input) => parseSignedData(input),
  },
  {
    name: 'cms-enveloped',
    seeds: [...envelopes, ...messages],
    errors: [CmsError],
    parse: (input) => parseEnvelopedData(input),
  },
  {
    name: 'machine-info',
    seeds: [...machines.map(encodeMachineInfo), ...machines.map(encodeBinaryMachineInfo)],
    errors: [AdeMessageError],
    parse: parseMachineInfo,
  },
  {
    name: 'xml',
    seeds: [bytes(apple.xml), utf8(apple.xmlWithEntity), utf8('<a b="c" d=\'e\'><f/>&lt;<![CDATA[x]]><!-- y --></a>')],
    errors: [XmlError],
    parse: parseXml,
  },
  ...managementParsers,
];

function decodedParts(compact: string): Uint8Array {
  const parts = compact.split('.').map((part) => Buffer.from(part, 'base64url').toString('latin1'));
  return new Uint8Array(Buffer.from(parts.join(partEnd), 'latin1'));
}

function encodedParts(input: Uint8Array): string {
  const parts = Buffer.from(input).toString('latin1').split(partEnd);
  return parts.map((part) => Buffer.from(part, 'latin1').toString('base64url')).join('.');
}
