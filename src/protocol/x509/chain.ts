import { equals } from '#protocol/encoding/bytes.ts';
import { signatureAlgorithm, type VerifySignature } from './algorithms.ts';
import type { Certificate } from './certificate.ts';
import { basicConstraints } from './extensions/basic-constraints.ts';
import { extendedKeyUsage } from './extensions/extended-key-usage.ts';
import { keyUsage } from './extensions/key-usage.ts';
import { extensionOid, purposeOid } from './object-identifiers.ts';

/** Why a chain was refused. */
export type ChainErrorCode =
  | 'chain_untrusted_root'
  | 'chain_bad_signature'
  | 'chain_unsupported_algorithm'
  | 'chain_weak_algorithm'
  | 'chain_not_yet_valid'
  | 'chain_expired'
  | 'chain_not_an_authority'
  | 'chain_path_length'
  | 'chain_key_usage'
  | 'chain_purpose'
  | 'chain_unknown_critical_extension'
  | 'chain_too_long'
  | 'chain_too_complex';

/** Thrown by `verifyCertificateChain`. */
export class ChainError extends Error {
  override readonly name = 'ChainError';
  readonly code: ChainErrorCode;

  constructor(code: ChainErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** What the leaf is to be used for. */
export type ChainPurpose = 'server-authentication' | 'client-authentication' | 'smart-card-logon';

const purposes: Readonly<Record<ChainPurpose, readonly string[]>> = {
  'server-authentication': [purposeOid.serverAuth],
  'client-authentication': [purposeOid.clientAuth],
  'smart-card-logon': [purposeOid.smartCardLogon, purposeOid.clientAuth],
};

/** Everything that a chain is judged by. */
export interface ChainQuestion {
  readonly leaf: Certificate;
  /** In any order; what does not belong is passed over. A self-signed certificate in here is never trusted. */
  readonly intermediates: readonly Certificate[];
  /** The configured anchors: the only certificates that a chain may end in. */
  readonly roots: readonly Certificate[];
  /** Milliseconds since 1970, or `ignore-dates` for certificates that outlive their dates by design. */
  readonly now: number | 'ignore-dates';
  readonly verifySignature: VerifySignature;
  readonly purpose?: ChainPurpose;
  /** Lets SHA-1 and RSA below 2048 bits pass: Apple's iPhone Device CA has both. */
  readonly allowWeakAlgorithms?: boolean;
}

class Verified {
  readonly #path: readonly [Certificate, ...Certificate[]];
  /** The configured anchor in which the chain ends. */
  readonly root: Certificate;

  constructor(path: readonly [Certificate, ...Certificate[]], root: Certificate) {
    this.#path = path;
    this.root = root;
  }

  get leaf(): Certificate {
    return this.#path[0];
  }

  /** Leaf first, root last. */
  get path(): readonly Certificate[] {
    return this.#path;
  }
}

/** A chain that `verifyCertificateChain` accepted; nothing else can make one. */
export type VerifiedChain = Verified;

const longestPath = 6;
const mostSignatures = 32;

// What this file looks at, or what cannot change the verdict. Name constraints and policies are not among them.
const understood: ReadonlySet<string> = new Set([
  extensionOid.basicConstraints,
  extensionOid.keyUsage,
  extensionOid.extendedKeyUsage,
  extensionOid.subjectAltName,
  extensionOid.subjectKeyIdentifier,
  extensionOid.authorityKeyIdentifier,
  extensionOid.crlDistributionPoints,
]);

interface Search {
  readonly question: ChainQuestion;
  signatures: number;
  deepest: { readonly depth: number; readonly error: ChainError } | undefined;
}

/**
 * Finds and checks a path from the leaf to a configured root (RFC 5280 section 6, without policies and name constraints:
 * where these are critical the chain is refused). Names are chained on their raw bytes. Throws ChainError, and X509Error
 * `x509_malformed_extension`.
 */
export function verifyCertificateChain(question: ChainQuestion): VerifiedChain {
  const search: Search = { question, signatures: 0, deepest: undefined };
  checkOne(question.leaf, question);
  checkLeaf(question.leaf, question);
  const path = extend([question.leaf], search);
  if (path !== undefined) return path;
  throw search.deepest?.error ?? new ChainError('chain_untrusted_root', 'the chain does not end in a configured root');
}

function extend(path: readonly [Certificate, ...Certificate[]], search: Search): VerifiedChain | undefined {
  const { roots, intermediates } = search.question;
  const last = path[path.length - 1] ?? path[0];
  for (const root of roots) {
    if (isIssuerAccepted(last, root, path, search)) return new Verified([...path, root], root);
  }
  for (const candidate of intermediates) {
    const isUsed = path.some((certificate) => equals(certificate.raw, candidate.raw));
    if (isUsed || !isIssuerAccepted(last, candidate, path, search)) continue;
    const found = extend([...path, candidate], search);
    if (found !== undefined) return found;
  }
  return undefined;
}

// A refusal on one branch is kept, and thrown only when no branch leads to a root; the deepest says most.
function isIssuerAccepted(
  last: Certificate,
  issuer: Certificate,
  path: readonly Certificate[],
  search: Search,
): boolean {
  if (!equals(last.issuer.raw, issuer.subject.raw)) return false;
  try {
    checkIssuer(issuer, path, search.question);
    checkSignature(last, issuer, search);
    return true;
  } catch (error) {
    if (!(error instanceof ChainError) || error.code === 'chain_too_complex') throw error;
    if (search.deepest === undefined || search.deepest.depth < path.length) {
      search.deepest = { depth: path.length, error };
    }
    return false;
  }
}

function checkOne(certificate: Certificate, { now, allowWeakAlgorithms }: ChainQuestion): void {
  if (now !== 'ignore-dates' && now < certificate.notBefore) {
    throw new ChainError('chain_not_yet_valid', 'a certificate is not valid yet');
  }
  // notAfter names the last second, which counts whole.
  if (now !== 'ignore-dates' && now >= certificate.notAfter + 1000) {
    throw new ChainError('chain_expired', 'a certificate has expired');
  }
  for (const { oid, critical } of certificate.extensions.values()) {
    if (critical && !understood.has(oid)) {
      throw new ChainError('chain_unknown_critical_extension', `critical extension ${oid} is not understood`);
    }
  }
  const { publicKey } = certificate;
  if (publicKey.kind === 'rsa' && publicKey.modulusBits < 2048 && allowWeakAlgorithms !== true) {
    throw new ChainError('chain_weak_algorithm', `an RSA key has ${publicKey.modulusBits} bits`);
  }
}

function checkLeaf(leaf: Certificate, { purpose }: ChainQuestion): void {
  if (purpose === undefined) return;
  checkPurpose(leaf, purpose);
  if (keyUsage(leaf)?.has('digitalSignature') === false) {
    throw new ChainError('chain_key_usage', 'the leaf may not sign');
  }
}

function checkPurpose(certificate: Certificate, purpose: ChainPurpose): void {
  const allowed = extendedKeyUsage(certificate);
  if (allowed === undefined || allowed.has(purposeOid.any)) return;
  if (!purposes[purpose].some((oid) => allowed.has(oid))) {
    throw new ChainError('chain_purpose', `a certificate is not for ${purpose}`);
  }
}

// `path` is what stands below the issuer, leaf first.
function checkIssuer(issuer: Certificate, path: readonly Certificate[], question: ChainQuestion): void {
  if (path.length > longestPath) {
    throw new ChainError('chain_too_long', `more than ${longestPath} certificates below a root`);
  }
  checkOne(issuer, question);
  const constraints = basicConstraints(issuer);
  if (constraints?.isAuthority !== true) throw new ChainError('chain_not_an_authority', 'an issuer is no authority');
  const authoritiesBelow = path.slice(1).filter((certificate) => !isSelfIssued(certificate)).length;
  if (constraints.pathLength !== undefined && authoritiesBelow > constraints.pathLength) {
    throw new ChainError('chain_path_length', 'more authorities follow than an issuer allows');
  }
  if (keyUsage(issuer)?.has('keyCertSign') === false) {
    throw new ChainError('chain_key_usage', 'an issuer may not sign certificates');
  }
  if (question.purpose !== undefined) checkPurpose(issuer, question.purpose);
}

function isSelfIssued(certificate: Certificate): boolean {
  return equals(certificate.issuer.raw, certificate.subject.raw);
}

function checkSignature(certificate: Certificate, issuer: Certificate, search: Search): void {
  const algorithm = signatureAlgorithm(certificate.signatureAlgorithm);
  if (algorithm === undefined) {
    throw new ChainError('chain_unsupported_algorithm', 'a signature algorithm is not supported');
  }
  if (algorithm.hash === 'sha1' && search.question.allowWeakAlgorithms !== true) {
    throw new ChainError('chain_weak_algorithm', 'a certificate is signed over SHA-1');
  }
  search.signatures += 1;
  if (search.signatures > mostSignatures) throw new ChainError('chain_too_complex', 'too many signatures to check');
  const isRight = search.question.verifySignature({
    algorithm,
    publicKey: issuer.publicKey.spki,
    data: certificate.toBeSigned,
    signature: certificate.signature,
  });
  if (!isRight) throw new ChainError('chain_bad_signature', 'a signature is not by the key of its issuer');
}
