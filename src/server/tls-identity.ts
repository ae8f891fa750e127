/** Who the server is to those who connect: a certificate of the organisation's, or one under a root of its own making. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodePem } from '#protocol/encoding/pem.ts';
import { parseCertificate } from '#protocol/x509/certificate.ts';
import type { Clock } from '#runtime/clock.ts';
import type { Random } from '#runtime/random.ts';
import { prepareLocalTls } from './authority/local-tls.ts';
import type { ServerConfig } from './config.ts';

/** Reads or makes it. `rootPem` is the root of our own making; undefined where an authority outside vouches. */
export async function tlsIdentity(config: ServerConfig, clock: Clock, random: Random) {
  if (config.tls) {
    const [keyPem, certificateChainPem] = await Promise.all([
      readFile(config.tls.keyFile, 'utf8'),
      readFile(config.tls.certificateFile, 'utf8'),
    ]);
    return { keyPem, certificateChainPem, rootPem: undefined };
  }
  const urls = [config.issuer, config.certificates?.url ?? config.issuer];
  const hostNames = [...urls.map((url) => new URL(url).hostname), config.listen.host].map((name) =>
    name.replace(/^\[|\]$/g, ''),
  );
  return prepareLocalTls({ directory: join(config.home, 'server', 'tls'), hostNames, clock, random });
}

/** When its certificate ends, in milliseconds since 1970. */
export function tlsEndOf({ certificateChainPem }: { readonly certificateChainPem: string }): number {
  return parseCertificate(decodePem('CERTIFICATE', certificateChainPem)).notAfter;
}
