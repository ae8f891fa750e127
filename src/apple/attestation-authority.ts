/**
 * Simulated Apple attestation service: states that a key lives in the hardware of a virtual Mac, with a root of its own.
 * The real one stands behind `attestKey` of macOS and is vouched for by Apple's root; production trusts that one alone.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { integer } from '#protocol/encoding/der-writer.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { toHex } from '#protocol/encoding/bytes.ts';
import { type Authority, issueUnder, makeRootAuthority, makeSubordinateAuthority } from '#protocol/x509/authority.ts';
import type { Certificate } from '#protocol/x509/certificate.ts';
import { makeName } from '#protocol/x509/name.ts';
import { attestationExtensions } from '#protocol/x509/profiles.ts';
import { ecPublicKey } from '#protocol/x509/public-key.ts';
import { nodeCrypto, p256Point } from '#runtime/crypto.ts';
import { readIfThere } from './apple-state.ts';
import {
  type ApplePorts,
  authorityFrom,
  authorityLife,
  type AuthorityState,
  day,
  newKey,
  signingKey,
  stateOf,
} from './authority-state.ts';

const clockSkew = day;
const leafLife = 365 * day;

/** Everything that has to survive a restart; plain JSON, secret. */
export interface AttestationAuthorityState {
  readonly root: AuthorityState;
  readonly subordinate: AuthorityState;
}

/** Ways in which an attestation can be wrong, one at a time. */
export type AttestationFault =
  | 'wrong-freshness'
  | 'missing-freshness'
  | 'wrong-key'
  | 'other-serial-number'
  | 'other-udid'
  | 'self-made-root'
  | 'expired-leaf';

/** A fault, or what is not wrong but bad news: the Mac runs without System Integrity Protection. */
export type AttestationTwist = AttestationFault | 'reduced-security';

/** What a Mac asks for. */
export interface AttestationRequest {
  /** The hardware key, P-256 or P-384, X9.63 uncompressed. */
  readonly key: Uint8Array;
  /** 32 bytes that the server must find again. */
  readonly clientDataHash: Uint8Array;
  readonly serialNumber: string;
  readonly udid: string;
  /** Whether serial number and UDID are stated: `AllowDeviceIdentifiersInAttestation`, macOS 15.4 and later. */
  readonly includeIdentifiers?: boolean;
  readonly osVersion?: string;
  readonly fault?: AttestationTwist;
}

/** The simulated service. */
export interface AttestationAuthority {
  /** The root to configure on the server under test. */
  readonly rootCertificate: Certificate;
  readonly rootPem: string;
  /** DER certificates, leaf first, the root left out, as macOS gives them. Throws X509Error for a key of a wrong length. */
  attest(request: AttestationRequest): Uint8Array[];
  exportState(): AttestationAuthorityState;
}

/** Makes a fresh authority, or one from its exported state. Throws PemError, DerError or X509Error for a damaged state. */
export function createAttestationAuthority(
  ports: ApplePorts,
  state: AttestationAuthorityState = makeState(ports, 'Porchlight Simulated Attestation Root CA'),
): AttestationAuthority {
  const root = authorityFrom(state.root);
  const subordinate = authorityFrom(state.subordinate);
  return {
    rootCertificate: root.certificate,
    rootPem: state.root.certificatePem,
    attest(request) {
      const issuer = request.fault === 'self-made-root' ? foreignSubordinate(ports) : [subordinate];
      return [issueLeaf(issuer[0], request, ports), ...issuer.map(({ certificate }) => certificate)].map(
        ({ raw }) => raw,
      );
    },
    exportState: () => state,
  };
}

/** Files of the authority and of its root for who should trust it, in the folder of the laboratory. */
export const attestationFiles = { state: 'attestation-authority.json', root: 'attestation-root.pem' } as const;

/** The authority that is kept in a folder; makes one, with the file of its root, when there is none. */
export function openAttestationAuthority(folder: string, ports: ApplePorts): AttestationAuthority {
  const path = join(folder, attestationFiles.state);
  const text = readIfThere(path);
  if (text !== undefined) return createAttestationAuthority(ports, JSON.parse(text) as AttestationAuthorityState);
  const authority = createAttestationAuthority(ports);
  writeFileSync(join(folder, attestationFiles.root), authority.rootPem);
  writeFileSync(path, JSON.stringify(authority.exportState()), { mode: 0o600 });
  return authority;
}

// What a forger can make: a service of their own, whose root they send along in the hope that it is believed.
function foreignSubordinate(ports: ApplePorts): readonly [Authority, Authority] {
  const state = makeState(ports, 'Porchlight Simulated Forged Root CA');
  return [authorityFrom(state.subordinate), authorityFrom(state.root)];
}

function issueLeaf(issuer: Authority, request: AttestationRequest, { clock, random }: ApplePorts): Certificate {
  const { fault } = request;
  const point = fault === 'wrong-key' ? p256Point(newKey('P-256')) : request.key;
  const end = fault === 'expired-leaf' ? clock.now() - day : clock.now() + leafLife;
  return issueUnder(issuer, {
    subject: makeName([
      ['organizationName', 'Porchlight Simulated'],
      ['commonName', toHex(nodeCrypto.sha256(point))],
    ]),
    publicKey: ecPublicKey(point.length === 97 ? 'P-384' : 'P-256', point),
    notBefore: end - leafLife - clockSkew,
    notAfter: end,
    random: random.bytes(16),
    digests: nodeCrypto,
    extensions: (keys) => attestationExtensions(keys, statement(request)),
  });
}

function statement({ fault, ...request }: AttestationRequest) {
  const isNamed = request.includeIdentifiers !== false;
  const serialNumber = fault === 'other-serial-number' ? 'ZZZZZZZZZZ' : request.serialNumber;
  const udid = fault === 'other-udid' ? '00000000-0000000000000000' : request.udid;
  return {
    freshness: fault === 'missing-freshness' ? undefined : freshness(request.clientDataHash, fault),
    serialNumber: isNamed ? utf8(serialNumber) : undefined,
    udid: isNamed ? utf8(udid) : undefined,
    osVersion: request.osVersion === undefined ? undefined : utf8(request.osVersion),
    systemIntegrityProtection: integer(fault === 'reduced-security' ? 1 : 0),
    secureBoot: utf8(fault === 'reduced-security' ? 'Permissive Security' : 'Full Security'),
    thirdPartyKernelExtensions: integer(0),
  };
}

function freshness(clientDataHash: Uint8Array, fault: AttestationTwist | undefined): Uint8Array {
  return fault === 'wrong-freshness' ? nodeCrypto.sha256(clientDataHash) : clientDataHash;
}

function makeState({ clock, random }: ApplePorts, rootName: string): AttestationAuthorityState {
  const rootKey = newKey('P-384');
  const subordinateKey = newKey('P-384');
  const wish = (commonName: string, pathLength: number) => ({
    subject: makeName([
      ['organizationName', 'Porchlight Simulated'],
      ['commonName', commonName],
    ]),
    pathLength,
    notBefore: clock.now() - clockSkew,
    notAfter: clock.now() + authorityLife,
    random: random.bytes(16),
    digests: nodeCrypto,
  });
  const root = makeRootAuthority(signingKey(rootKey), wish(rootName, 1));
  const subordinateName = 'Porchlight Simulated Attestation Sub CA 1';
  const subordinate = makeSubordinateAuthority(root, signingKey(subordinateKey), wish(subordinateName, 0));
  return { root: stateOf(root, rootKey), subordinate: stateOf(subordinate, subordinateKey) };
}
