import type { Budget } from '#server/http/budget.ts';
import type { AuthorityKeys } from '../authority-keys.ts';
import type { RevokeOutcome } from '../device-identities.ts';
import type { DeviceIdentityPorts } from '../identity-ports.ts';
import type { IdentityIssuer } from '../issuer.ts';
import type { RevocationReason } from '#protocol/x509/revocation-list.ts';
import type { AcmeNonces } from './nonces.ts';

/** Everything that the ACME endpoints work with. */
export interface AcmeContext {
  readonly ports: DeviceIdentityPorts;
  readonly keys: AuthorityKeys;
  readonly issuer: IdentityIssuer;
  readonly nonces: AcmeNonces;
  /** Failures by network address. */
  readonly budget: Budget;
  readonly revoke: (certificateSerial: string, reason: RevocationReason, actor: string) => Promise<RevokeOutcome>;
}

/** The addresses. Clients sign them, so they are those of the public URL, whatever a proxy made of the request. */
export function acmeUrls(publicUrl: string) {
  const base = `${publicUrl}/acme`;
  return {
    directory: `${base}/directory`,
    newNonce: `${base}/new-nonce`,
    newAccount: `${base}/new-account`,
    newOrder: `${base}/new-order`,
    revokeCert: `${base}/revoke-certificate`,
    keyChange: `${base}/key-change`,
    account: (id: string) => `${base}/account/${id}`,
    accountOrders: (id: string) => `${base}/account/${id}/orders`,
    order: (id: string) => `${base}/order/${id}`,
    finalize: (id: string) => `${base}/order/${id}/finalize`,
    authorization: (id: string) => `${base}/authorization/${id}`,
    challenge: (id: string) => `${base}/challenge/${id}`,
    certificate: (serial: string) => `${base}/certificate/${serial}`,
  };
}
