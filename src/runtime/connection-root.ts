/**
 * Which trusted root a TLS connection ended in. Node verifies a chain and does not say which one, so that it is found again:
 * from the certificate of the server upwards, at each step a trusted root before what the server sent, as OpenSSL does.
 */
import { X509Certificate } from 'node:crypto';
import type { Socket } from 'node:net';
import { rootCertificates, TLSSocket } from 'node:tls';

/** Gives, for a connection, how to find its root: SHA-256 of the DER in lower-case hex, or undefined. */
export type RootOf = (socket: Socket) => () => string | undefined;

/** Longer chains are nobody's. */
const mostSteps = 10;
const pemBlock = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** @param ca PEM texts of the trusted roots, several in one where it so happens; undefined: those that come with Node */
export function connectionRoots(ca: readonly string[] | undefined): RootOf {
  let known: ReadonlyMap<string, readonly X509Certificate[]> | undefined;
  const roots = () => (known ??= bySubject(ca ?? rootCertificates));
  const found = new WeakMap<Socket, () => string | undefined>();
  return (socket) => {
    const before = found.get(socket);
    if (before) return before;
    const leaf = socket instanceof TLSSocket ? socket.getPeerX509Certificate() : undefined;
    let answer: { readonly root: string | undefined } | undefined;
    const find = () => (answer ??= { root: leaf && fingerprintOf(rootAbove(leaf, roots())) }).root;
    found.set(socket, find);
    return find;
  };
}

function bySubject(texts: readonly string[]): ReadonlyMap<string, readonly X509Certificate[]> {
  const certificates = texts.flatMap((text) => text.match(pemBlock) ?? []).map((pem) => new X509Certificate(pem));
  return Map.groupBy(certificates, ({ subject }) => subject);
}

function rootAbove(
  leaf: X509Certificate,
  roots: ReadonlyMap<string, readonly X509Certificate[]>,
): X509Certificate | undefined {
  let certificate: X509Certificate | undefined = leaf;
  for (let step = 0; certificate && step < mostSteps; step += 1) {
    const present: X509Certificate = certificate;
    const itself = roots.get(present.subject)?.find((root) => root.fingerprint256 === present.fingerprint256);
    const root = itself ?? roots.get(present.issuer)?.find((candidate) => isIssuedBy(present, candidate));
    if (root) return root;
    certificate = present.issuerCertificate;
  }
  return undefined;
}

function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

function fingerprintOf(root: X509Certificate | undefined): string | undefined {
  return root?.fingerprint256.replaceAll(':', '').toLowerCase();
}
