/** revokeCert (RFC 8555 section 7.6): by the account that got the certificate, or by the certificate's own key. */
import { parseRevokeCertificate } from '#protocol/acme/payloads.ts';
import { parseSignedRequest } from '#protocol/acme/signed-request.ts';
import { equals, toHex } from '#protocol/encoding/bytes.ts';
import { DerError } from '#protocol/encoding/der.ts';
import type { JsonObject, JsonValue } from '#protocol/encoding/json.ts';
import { type Certificate, parseCertificate } from '#protocol/x509/certificate.ts';
import { revocationReason } from '#protocol/x509/revocation-list.ts';
import { X509Error } from '#protocol/x509/x509-error.ts';
import { pointFromJwk } from '#protocol/jose/jwk.ts';
import { certificateOf } from '../identity-store.ts';
import { accountRequest, keyRequest, present } from './authenticate.ts';
import type { AcmeContext } from './context.ts';
import { ownsCertificate } from './orders.ts';
import { AcmeRefusal } from './refusal.ts';

/** Revokes. @throws {AcmeRefusal} @throws {AcmeError} */
export async function revokeCertificate(context: AcmeContext, body: JsonValue | undefined, url: string): Promise<void> {
  const { payload, mayRevoke, actor } = await requester(context, body, url);
  const { certificate: der, reason: number } = parseRevokeCertificate(payload);
  const reason = revocationReason(number);
  if (!reason || reason === 'removeFromCRL') throw new AcmeRefusal('revocation_reason_unknown');
  const certificate = parse(der);
  const serial = toHex(certificate.serial);
  const issued = await certificateOf(context.ports.database, serial);
  if (!issued || !equals(issued, der) || !(await mayRevoke(certificate, serial))) {
    throw new AcmeRefusal('certificate_not_yours');
  }
  const outcome = await context.revoke(serial, reason, actor);
  if (outcome.kind === 'already') throw new AcmeRefusal('certificate_revoked_already');
}

interface Requester {
  readonly payload: JsonObject;
  readonly actor: string;
  readonly mayRevoke: (certificate: Certificate, serial: string) => Promise<boolean>;
}

async function requester(context: AcmeContext, body: JsonValue | undefined, url: string): Promise<Requester> {
  const { signer } = parseSignedRequest(body);
  if (signer.kind === 'account') {
    const { account, payload } = await accountRequest(context, body, url);
    const { database } = context.ports;
    const mayRevoke = (_: Certificate, serial: string) => ownsCertificate(database, account.id, serial);
    return { payload: present(payload), actor: `acme-account:${account.id}`, mayRevoke };
  }
  const { key, payload } = await keyRequest(context, body, url);
  const point = pointFromJwk(key.jwk);
  const mayRevoke = ({ publicKey }: Certificate) =>
    Promise.resolve(publicKey.kind === 'ec' && equals(publicKey.point, point));
  return { payload, actor: 'certificate-key', mayRevoke };
}

function parse(der: Uint8Array): Certificate {
  try {
    return parseCertificate(der);
  } catch (error) {
    if (error instanceof DerError || error instanceof X509Error) throw new AcmeRefusal('acme_malformed');
    throw error;
  }
}
