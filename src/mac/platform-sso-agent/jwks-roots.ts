/** `jwksTrustedRootCertificates`: signing keys must come with a certificate chain to one of the configured roots. */
import { createPublicKey, verify } from 'node:crypto';
import { fromAnyBase64 } from '#protocol/encoding/base64.ts';
import type { VerifySignature } from '#protocol/x509/algorithms.ts';
import { type Certificate, parseCertificate } from '#protocol/x509/certificate.ts';
import { ChainError, verifyCertificateChain } from '#protocol/x509/chain.ts';
import type { ExchangeRecord } from '../evidence-log.ts';
import { check } from '../transport.ts';
import type { AgentContext } from './agent-context.ts';

/**
 * Checks a key's certificates where the configuration names roots; without roots nothing is asked.
 * @throws {PlatformSsoError} `id-token-untrusted-certificate`
 */
export function checkTrustedRoots(context: AgentContext, chain: readonly Uint8Array[], record: ExchangeRecord): void {
  const roots = context.configuration.jwksTrustedRootCertificates ?? [];
  if (roots.length === 0) return;
  const trusted = isTrusted(
    chain.map((der) => parseCertificate(der)),
    roots.map((text) => parseCertificate(fromAnyBase64(text) ?? new Uint8Array())),
    context.mac.wireNow(),
  );
  const wrong = "The signing key's certificates do not chain to a trusted root of the login configuration.";
  check(record, trusted, 'The signing key chains to a configured root.', 'id-token-untrusted-certificate', wrong);
}

function isTrusted([leaf, ...intermediates]: Certificate[], roots: readonly Certificate[], now: number): boolean {
  if (!leaf) return false;
  try {
    verifyCertificateChain({ leaf, intermediates, roots, now, verifySignature });
    return true;
  } catch (error) {
    if (error instanceof ChainError) return false;
    throw error;
  }
}

const verifySignature: VerifySignature = ({ algorithm, publicKey, data, signature }) => {
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' });
    const fits = key.asymmetricKeyType === (algorithm.scheme === 'rsa' ? 'rsa' : 'ec');
    return fits && verify(algorithm.hash, data, key, signature);
  } catch {
    return false;
  }
};
