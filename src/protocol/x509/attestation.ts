import { equals } from '#protocol/encoding/bytes.ts';
import { DerError } from '#protocol/encoding/der.ts';
import * as der from '#protocol/encoding/der-writer.ts';
import { fromUtf8 } from '#protocol/encoding/utf8.ts';
import type { VerifySignature } from './algorithms.ts';
import { type Certificate, parseCertificate } from './certificate.ts';
import { ChainError, type VerifiedChain, verifyCertificateChain } from './chain.ts';
import { appleOid } from './object-identifiers.ts';
import { X509Error } from './x509-error.ts';

/** Why an attestation was refused. */
export type AttestationErrorCode =
  | 'attestation_malformed'
  | 'attestation_untrusted_root'
  | 'attestation_bad_chain'
  | 'attestation_expired'
  | 'attestation_wrong_key'
  | 'attestation_missing_freshness'
  | 'attestation_wrong_freshness'
  | 'attestation_missing_identifiers'
  | 'attestation_wrong_serial_number'
  | 'attestation_wrong_udid';

/** Thrown by `verifyAttestation`; `cause` is the error below it, such as the ChainError. */
export class AttestationError extends Error {
  override readonly name = 'AttestationError';
  readonly code: AttestationErrorCode;

  constructor(code: AttestationErrorCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

/** What the leaf states in Apple's extensions; undefined where it stays silent. */
export interface AttestedFacts {
  readonly serialNumber: string | undefined;
  /** On a Mac the provisioning UDID, not the one that MDM shows. */
  readonly udid: string | undefined;
  readonly osVersion: string | undefined;
  readonly softwareUpdateDeviceId: string | undefined;
}

/** What a key attestation is judged by. */
export interface AttestationQuestion {
  /** DER certificates, leaf first, root left out (macOS `attestKey`). */
  readonly chain: readonly Uint8Array[];
  /** Apple's in production: see `apple-roots.ts`. */
  readonly roots: readonly Certificate[];
  /** Milliseconds since 1970, or `ignore-dates`. */
  readonly now: number | 'ignore-dates';
  readonly verifySignature: VerifySignature;
  /** The key that is to be attested, X9.63 uncompressed. */
  readonly key: Uint8Array;
  /** What the Mac was given to attest: for Platform SSO, SHA-256 of our nonce. */
  readonly clientDataHash: Uint8Array;
  /** The identifiers that the device must have; giving one requires its extension. */
  readonly serialNumber?: string | undefined;
  readonly udid?: string | undefined;
  /** Refuses a leaf that does not name serial number and UDID (`AllowDeviceIdentifiersInAttestation` off). */
  readonly requireIdentifiers?: boolean;
}

class Verified {
  readonly #chain: VerifiedChain;
  readonly facts: AttestedFacts;

  constructor(chain: VerifiedChain, facts: AttestedFacts) {
    this.#chain = chain;
    this.facts = facts;
  }

  get chain(): VerifiedChain {
    return this.#chain;
  }

  /** Which of the configured roots vouched for the key. */
  get root(): Certificate {
    return this.#chain.root;
  }
}

/** An attestation that `verifyAttestation` accepted; nothing else can make one. */
export type VerifiedAttestation = Verified;

const mostCertificates = 5;

/**
 * Verifies the attestation of a hardware key by Apple's service: the chain to a configured root, the key, the freshness
 * and, where wanted, the device (Platform SSO key attestation; `attestKey` of macOS 14 and later). Throws
 * AttestationError.
 */
export function verifyAttestation(question: AttestationQuestion): VerifiedAttestation {
  const { leaf, chain } = verifyAttestedChain(question);
  const { publicKey } = leaf;
  if (publicKey.kind !== 'ec' || !equals(publicKey.point, question.key)) {
    throw new AttestationError('attestation_wrong_key', 'another key was attested');
  }
  checkFreshness(leaf, question.clientDataHash);
  const facts = attestedFacts(leaf);
  checkIdentifiers(facts, question);
  return new Verified(chain, facts);
}

/**
 * The chain of an attestation up to a configured root; what the leaf states is not judged.
 * @throws {AttestationError} `attestation_malformed`, `attestation_untrusted_root`, `attestation_bad_chain`,
 *   `attestation_expired`
 */
export function verifyAttestedChain(
  question: Pick<AttestationQuestion, 'chain' | 'roots' | 'now' | 'verifySignature'>,
): { readonly leaf: Certificate; readonly chain: VerifiedChain } {
  const [leaf, ...intermediates] = parseChain(question.chain);
  return { leaf, chain: verifyChain(leaf, intermediates, question) };
}

function parseChain(chain: readonly Uint8Array[]): readonly [Certificate, ...Certificate[]] {
  const [leaf, ...rest] = chain;
  if (leaf === undefined || chain.length > mostCertificates) {
    throw new AttestationError('attestation_malformed', `a chain has 1 to ${mostCertificates} certificates`);
  }
  try {
    return [parseCertificate(leaf), ...rest.map(parseCertificate)];
  } catch (error) {
    if (!(error instanceof DerError || error instanceof X509Error)) throw error;
    throw new AttestationError('attestation_malformed', 'a certificate of the chain does not parse', error);
  }
}

function verifyChain(
  leaf: Certificate,
  intermediates: readonly Certificate[],
  question: Pick<AttestationQuestion, 'roots' | 'now' | 'verifySignature'>,
): VerifiedChain {
  const { roots, now, verifySignature } = question;
  try {
    return verifyCertificateChain({ leaf, intermediates, roots, now, verifySignature });
  } catch (error) {
    if (error instanceof X509Error) throw new AttestationError('attestation_malformed', error.message, error);
    if (!(error instanceof ChainError)) throw error;
    throw new AttestationError(codeOf(error), error.message, error);
  }
}

function codeOf({ code }: ChainError): AttestationErrorCode {
  if (code === 'chain_untrusted_root') return 'attestation_untrusted_root';
  return code === 'chain_expired' || code === 'chain_not_yet_valid' ? 'attestation_expired' : 'attestation_bad_chain';
}

// Apple writes the bare bytes as extension value. A random value may look like DER, so it is never parsed: it is compared
// with both forms, the second an OCTET STRING inside.
function checkFreshness(leaf: Certificate, expected: Uint8Array): void {
  const stated = leaf.extensions.get(appleOid.freshness)?.value;
  if (stated === undefined) {
    throw new AttestationError('attestation_missing_freshness', 'the attestation names no freshness');
  }
  if (!isStatedFreshness(stated, expected)) {
    throw new AttestationError('attestation_wrong_freshness', 'the attestation was made for something else');
  }
}

/** Whether the value of the freshness extension is what was asked for, bare or inside an OCTET STRING. */
export function isStatedFreshness(stated: Uint8Array, expected: Uint8Array): boolean {
  return expected.length > 0 && (equals(stated, expected) || equals(stated, der.octetString(expected)));
}

/** Apple's statements in an attestation leaf, without any judgement. Text that is not UTF-8 counts as not stated. */
export function attestedFacts(leaf: Certificate): AttestedFacts {
  const text = (oid: string) => {
    const value = leaf.extensions.get(oid)?.value;
    return value === undefined ? undefined : fromUtf8(value);
  };
  return {
    serialNumber: text(appleOid.serialNumber),
    udid: text(appleOid.udid),
    osVersion: text(appleOid.osVersion),
    softwareUpdateDeviceId: text(appleOid.softwareUpdateDeviceId),
  };
}

function checkIdentifiers(facts: AttestedFacts, { serialNumber, udid, requireIdentifiers }: AttestationQuestion): void {
  const isSerialMissing =
    facts.serialNumber === undefined && (serialNumber !== undefined || requireIdentifiers === true);
  const isUdidMissing = facts.udid === undefined && (udid !== undefined || requireIdentifiers === true);
  if (isSerialMissing || isUdidMissing) {
    throw new AttestationError('attestation_missing_identifiers', 'the attestation does not name the device');
  }
  if (serialNumber !== undefined && serialNumber !== facts.serialNumber) {
    throw new AttestationError('attestation_wrong_serial_number', 'the attestation names another serial number');
  }
  if (udid !== undefined && udid.toUpperCase() !== facts.udid?.toUpperCase()) {
    throw new AttestationError('attestation_wrong_udid', 'the attestation names another UDID');
  }
}
