/** The TLS certificate that simulated Apple listens with: a new one at each start, under its own root. */
import { issueUnder } from '#protocol/x509/authority.ts';
import { encodePem } from '#protocol/encoding/pem.ts';
import { makeName } from '#protocol/x509/name.ts';
import { tlsServerExtensions } from '#protocol/x509/profiles.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import { type ApplePorts, authorityFrom, type AuthorityState, day, newKey, signingKey } from './authority-state.ts';

const life = 397 * day;

/** Key and certificate, both PEM, for a host name and the loopback addresses. */
export function tlsIdentity(
  root: AuthorityState,
  host: string,
  { clock, random }: ApplePorts,
): { key: string; cert: string } {
  const privateKey = newKey('P-256');
  const names = [...new Set(['localhost', host])].filter((name) => !/^[\d.]+$/.test(name));
  const certificate = issueUnder(authorityFrom(root), {
    subject: makeName([['commonName', 'Porchlight simulated Apple']]),
    publicKey: signingKey(privateKey).publicKey,
    notBefore: clock.now() - day,
    notAfter: clock.now() - day + life,
    random: random.bytes(16),
    digests: nodeCrypto,
    extensions: (keys) =>
      tlsServerExtensions(keys, [
        ...names.map((value) => ({ kind: 'dns', value }) as const),
        { kind: 'ip', value: '127.0.0.1' },
      ]),
  });
  return {
    key: String(privateKey.export({ format: 'pem', type: 'pkcs8' })),
    cert: encodePem('CERTIFICATE', certificate.raw),
  };
}
