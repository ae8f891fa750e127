import type { Identity, identityOperations } from '#api/identities.ts';
import { timeOf, timeOrNeverOf } from '#api/members.ts';
import type { IssuedIdentity } from '#server/authority/device-identities/device-identities.ts';
import { actionAnswer, cut, type Handlers, pageAnswer, present } from '../answer.ts';
import type { AdminPorts } from '../ports.ts';

/** A serial number of a certificate is 16 bytes; no serial number of a Mac is as long. */
const certificateSerial = /^[0-9a-f]{32,40}$/i;

/** Identities of Macs, over their authority. */
export function identityHandlers({
  identities,
}: Pick<AdminPorts, 'identities'>): Handlers<keyof typeof identityOperations> {
  return {
    listIdentities: async ({ query }) => {
      const within = present({ expiringWithinDays: query.expiringWithinDays });
      return pageAnswer(await identities.list({ ...cut(query), ...within }), identityOf);
    },
    revokeIdentity: async ({ params, body, caller }) => {
      const { reason = 'unspecified' } = body;
      const outcome = certificateSerial.test(params.identity)
        ? await identities.revokeCertificate(params.identity.toLowerCase(), reason, caller.actor)
        : await identities.revoke(params.identity, reason, caller.actor);
      return actionAnswer(outcome, 'identity_not_found');
    },
  };
}

function identityOf(one: IssuedIdentity): Identity {
  const { certificateSerial: serial, fingerprint, serialNumber, enrollmentId, protocol } = one;
  return {
    certificateSerial: serial,
    fingerprint,
    serialNumber,
    enrollmentId,
    protocol,
    issuedAt: timeOf(one.issuedAt),
    notAfter: timeOf(one.notAfter),
    revokedAt: timeOrNeverOf(one.revokedAt),
    revocationReason: one.revocationReason ?? null,
  };
}
