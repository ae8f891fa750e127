import { join } from 'node:path';
import { equals } from '#protocol/encoding/bytes.ts';
import { encodePem } from '#protocol/encoding/pem.ts';
import { issueUnder, makeRootAuthority } from '#protocol/x509/authority.ts';
import type { Certificate } from '#protocol/x509/certificate.ts';
import type { GeneralName } from '#protocol/x509/extensions/general-names.ts';
import { formatAddress, parseAddress } from '#protocol/x509/extensions/ip-address.ts';
import { authorityKeyIdentifier, keyIdentifier } from '#protocol/x509/extensions/key-identifier.ts';
import { altNamesOfKind } from '#protocol/x509/extensions/subject-alt-name.ts';
import { makeName } from '#protocol/x509/name.ts';
import { tlsServerExtensions } from '#protocol/x509/profiles.ts';
import type { Clock } from '#runtime/clock.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import type { Random } from '#runtime/random.ts';
import { createFileOnce, readTextFile, writeFileWhole } from './secret-file.ts';
import { authorityOf, decodeIdentity, encodeIdentity, generateSigningKey } from '#runtime/signing-key.ts';

const day = 86_400_000;
const clockSkew = day;
const rootLife = 10 * 365 * day;
// Apple's limit for certificates under a root that a person installed is 825 days, for public ones 398.
const serverLife = 397 * day;
const alwaysNames = ['localhost', '127.0.0.1', '::1'] as const;

/** Where the files stand, what the server is called, and where time and chance come from. */
export interface LocalTlsOptions {
  /** Created when missing. `root.pem`, `server.pem` (keys inside, mode 0600) and `root-certificate.pem` for people go here. */
  readonly directory: string;
  /** DNS names and IP addresses beside localhost, 127.0.0.1 and ::1. */
  readonly hostNames: readonly string[];
  readonly clock: Clock;
  readonly random: Random;
}

/** What a TLS listener needs, and what a person installs to trust it. */
export interface LocalTls {
  /** PKCS#8, PEM, secret. */
  readonly keyPem: string;
  /** The server certificate; the root is not sent along. */
  readonly certificateChainPem: string;
  readonly rootPem: string;
  /** Where the root certificate stands as a file of its own. */
  readonly rootCertificatePath: string;
  /** End of the server certificate, milliseconds since 1970. Ask again before a third of its life is left. */
  readonly notAfter: number;
  readonly serverCertificate: 'kept' | 'issued';
}

type Identity = ReturnType<typeof decodeIdentity>;

/**
 * Gives the server its TLS identity on a laptop: makes a root on the first run, and a server certificate whenever there is
 * none, it is for other names, or under a third of its life is left. Several processes may call it at once. Throws what the
 * file system throws, DerError for host names that are not ASCII, and PemError, DerError or X509Error for damaged files.
 */
export async function prepareLocalTls(options: LocalTlsOptions): Promise<LocalTls> {
  const root = await loadRoot(options);
  const rootPem = encodePem('CERTIFICATE', root.certificate.raw);
  const rootCertificatePath = join(options.directory, 'root-certificate.pem');
  if ((await readTextFile(rootCertificatePath)) !== rootPem) await writeFileWhole(rootCertificatePath, rootPem, 0o644);
  const { identity, isNew } = await loadServer(root, options);
  return {
    keyPem: String(identity.key.privateKey.export({ format: 'pem', type: 'pkcs8' })),
    certificateChainPem: encodePem('CERTIFICATE', identity.certificate.raw),
    rootPem,
    rootCertificatePath,
    notAfter: identity.certificate.notAfter,
    serverCertificate: isNew ? 'issued' : 'kept',
  };
}

// A root that would end before a server certificate of today gives way to a new one, which people must trust again.
async function loadRoot({ directory, clock, random }: LocalTlsOptions): Promise<Identity> {
  const path = join(directory, 'root.pem');
  const stored = await readTextFile(path);
  const known = stored === undefined ? undefined : decodeIdentity(stored);
  if (known !== undefined && known.certificate.notAfter > clock.now() + serverLife) return known;
  const key = generateSigningKey();
  const { certificate } = makeRootAuthority(key, {
    subject: makeName([
      ['organizationName', 'Porchlight'],
      ['commonName', `Porchlight Local Root ${new Date(clock.now()).toISOString().slice(0, 10)}`],
    ]),
    pathLength: 0,
    notBefore: clock.now() - clockSkew,
    notAfter: clock.now() + rootLife,
    random: random.bytes(16),
    digests: nodeCrypto,
  });
  const text = encodeIdentity(key, certificate);
  if (known === undefined) return decodeIdentity(await createFileOnce(path, text));
  await writeFileWhole(path, text);
  return { key, certificate };
}

async function loadServer(root: Identity, options: LocalTlsOptions): Promise<{ identity: Identity; isNew: boolean }> {
  const path = join(options.directory, 'server.pem');
  const names = serverNames(options.hostNames);
  const stored = await readTextFile(path);
  const known = stored === undefined ? undefined : decodeIdentity(stored);
  if (known !== undefined && isGood(known.certificate, root.certificate, names, options.clock.now())) {
    return { identity: known, isNew: false };
  }
  const identity = issueServer(root, names, options);
  await writeFileWhole(path, encodeIdentity(identity.key, identity.certificate));
  return { identity, isNew: true };
}

function isGood(server: Certificate, root: Certificate, names: readonly ServerName[], now: number): boolean {
  const stated = new Set([...altNamesOfKind(server, 'dns'), ...altNamesOfKind(server, 'ip')]);
  const left = server.notAfter - now;
  return (
    isIssuedBy(server, root) &&
    server.notBefore <= now &&
    left * 3 >= server.notAfter - server.notBefore &&
    names.every(({ value }) => stated.has(value))
  );
}

// By key and not only by name: a root that was made anew on the same day has the same name.
function isIssuedBy(server: Certificate, root: Certificate): boolean {
  const issuerKey = authorityKeyIdentifier(server);
  return issuerKey !== undefined && equals(issuerKey, keyIdentifier(root.publicKey, nodeCrypto));
}

function issueServer(root: Identity, names: readonly ServerName[], { clock, random }: LocalTlsOptions): Identity {
  const key = generateSigningKey();
  const certificate = issueUnder(authorityOf(root), {
    subject: makeName([['commonName', 'Porchlight local server']]),
    publicKey: key.publicKey,
    notBefore: clock.now() - clockSkew,
    notAfter: clock.now() - clockSkew + serverLife,
    random: random.bytes(16),
    digests: nodeCrypto,
    extensions: (keys) => tlsServerExtensions(keys, names),
  });
  return { key, certificate };
}

type ServerName = GeneralName & { readonly kind: 'dns' | 'ip' };

function serverNames(hostNames: readonly string[]): ServerName[] {
  const all = new Set([...alwaysNames, ...hostNames].map((name) => name.toLowerCase().replace(/^\[(.*)\]$/, '$1')));
  return [...all].map(serverName);
}

// Digits and dots, or a colon: an address, in the one spelling that a certificate gives back.
function serverName(name: string): ServerName {
  if (!name.includes(':') && !/^[\d.]+$/.test(name)) return { kind: 'dns', value: name };
  return { kind: 'ip', value: formatAddress(parseAddress(name)) ?? name };
}
