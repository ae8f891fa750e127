/** Who may vouch for hardware: Apple, and a simulated authority where a laboratory has one. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { decodePem } from '#protocol/encoding/pem.ts';
import { appleEnterpriseAttestationRoot } from '#protocol/x509/apple-roots.ts';
import { type Certificate, parseCertificate } from '#protocol/x509/certificate.ts';
import type { findAppleServices } from './apple-services.ts';
import type { ServerConfig } from './config.ts';

/** The roots, by who they are. */
export async function findAttestationRoots(
  { insecureSimulatedAttestationRoot: path }: ServerConfig,
  { simulated }: Awaited<ReturnType<typeof findAppleServices>>,
): Promise<{ readonly apple: readonly Certificate[]; readonly simulated: readonly Certificate[] }> {
  const fromFile = path === undefined || !existsSync(path) ? undefined : await readFile(path, 'utf8');
  const pems = [fromFile, simulated?.attestationRootPem].filter((pem) => pem !== undefined);
  return {
    apple: [appleEnterpriseAttestationRoot],
    simulated: pems.map((pem) => parseCertificate(decodePem('CERTIFICATE', pem))),
  };
}
