/**
 * Which hosts are asked, and what: the association file at its origin and at Apple, and the certificate. Only hosts that
 * the issuer or the plan names, at one path each, so that nobody can send the server anywhere else.
 */
import { isIP } from 'node:net';
import { associationPath } from '#protocol/platform-sso/associated-domains.ts';
import type { SignInPlan } from '#api/sign-in-plan.ts';
import type { HostProber } from '../doctor-ports.ts';
import type { HostProbe } from '../findings.ts';

/** Apple's service that Macs ask in place of the host. */
const copies = 'https://app-site-association.cdn-apple.com/a/v1/';

/** Most hosts of one question. */
const mostHosts = 6;
const local = /^(?:localhost|[\w.-]+\.localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/i;

/** The hosts of a plan and this server: host names with their port where it is none of the usual. */
export function hostsToAsk(issuer: string, plan: SignInPlan | undefined): readonly string[] {
  const own = new URL(issuer);
  const named = plan?.associatedDomains.map(({ host }) => host.toLowerCase()) ?? [];
  // An address in place of a name is nothing that a certificate or Apple could know; our own may be one on a laptop.
  const names = named.filter((host) => {
    const { hostname, port } = new URL(`https://${host}/`);
    return hostname === own.hostname ? port === own.port : isIP(hostname) === 0 && port === '';
  });
  return [...new Set([own.host, ...names])].slice(0, mostHosts);
}

/** Asks them all at once. */
export function askHosts(
  prober: HostProber,
  { issuer, plan }: { readonly issuer: string; readonly plan: SignInPlan | undefined },
): Promise<readonly HostProbe[]> {
  return Promise.all(
    hostsToAsk(issuer, plan).map(async (host) => {
      const { hostname } = new URL(`https://${host}/`);
      const isLocal = local.test(hostname);
      const [origin, tls, cdn] = await Promise.all([
        prober.document(`https://${host}${associationPath}`),
        prober.chain(host),
        isLocal || isIP(hostname) !== 0 ? undefined : prober.document(`${copies}${hostname}`),
      ]);
      const entry = plan?.associatedDomains.find((domain) => domain.host.toLowerCase() === host);
      return {
        host,
        isIssuer: host === new URL(issuer).host,
        isLocal,
        hasDirectDownloads: entry?.enableDirectDownloads ?? false,
        origin,
        cdn,
        tls,
      };
    }),
  );
}
