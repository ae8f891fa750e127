import type { X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';

/** More than a card sends; the directory refuses what is longer. */
const most = 9;

/**
 * The certificates that the other end of a connection sent, leaf first, DER; empty when it sent none. TLS has seen to it that
 * the other end holds the key of the leaf (RFC 8446 section 4.4.3), whoever issued it. Nothing else says who that is:
 * headers, such as proxies add, are never looked at.
 */
export function peerChain(socket: Pick<TLSSocket, 'getPeerX509Certificate'>): readonly Uint8Array[] {
  const chain: Uint8Array[] = [];
  let certificate: X509Certificate | undefined = socket.getPeerX509Certificate();
  while (certificate !== undefined && chain.length < most) {
    chain.push(new Uint8Array(certificate.raw));
    const issuer: X509Certificate | undefined = certificate.issuerCertificate;
    // A root that was sent along is its own issuer.
    certificate = issuer?.fingerprint256 === certificate.fingerprint256 ? undefined : issuer;
  }
  return chain;
}
