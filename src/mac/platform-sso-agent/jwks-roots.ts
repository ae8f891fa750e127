/** `jwksTrustedRootCertificates`: signing keys must come with a certificate chain to one of the configured roots. */
import { fromAnyBase64 } from '#protocol/encoding/base64.ts';
import { type Certificate, parseCertificate } from '#protocol/x509/certificate.ts';
import { ChainError, verifyCertificateChain } from '#protocol/x509/chain.ts';
import { verifySignature } from '#runtime/verify-signature.ts';
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
