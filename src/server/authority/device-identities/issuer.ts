/** What an identity says, and that it is written down before anybody gets it. */
import { toHex } from '#protocol/encoding/bytes.ts';
import { issueUnder } from '#protocol/x509/authority.ts';
import type { Certificate } from '#protocol/x509/certificate.ts';
import { makeName } from '#protocol/x509/name.ts';
import { deviceIdentityExtensions } from '#protocol/x509/profiles.ts';
import type { SubjectPublicKey } from '#protocol/x509/public-key.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import type { AuthorityKeys } from './authority-keys.ts';
import type { IdentitySubject, IssuanceProtocol } from './device-identities.ts';
import type { DeviceIdentityPorts } from './identity-ports.ts';
import { findManualOrigin, type IdentityRow, insertIdentity, type ManualOrigin } from './identity-store.ts';

const hour = 3_600_000;
const day = 24 * hour;
/** Macs sign their first messages minutes before they have set their clocks. */
const backdated = hour;
const identityLife = 365 * day;

/** One request that was found to be in order. */
export interface IssueRequest {
  readonly subject: IdentitySubject;
  /** Proven to be the sender's, and not weak. */
  readonly publicKey: SubjectPublicKey;
  readonly protocol: IssuanceProtocol;
  /** SHA-256 of what makes a request the same request again: the same one gets the same certificate. */
  readonly requestHash: Uint8Array;
  readonly address: string | undefined;
  /** The challenge bound to no Mac that allows it. */
  readonly manualChallenge?: string;
}

/** The certificate, or that the request was answered before for another Mac or with a certificate that was revoked. */
export type IssueOutcome =
  | { readonly kind: 'issued' | 'again'; readonly certificate: Uint8Array; readonly certificateSerial: string }
  | { readonly kind: 'conflict' };

/** Issues identities. */
export class IdentityIssuer {
  readonly #ports: DeviceIdentityPorts;
  readonly #keys: AuthorityKeys;

  constructor(ports: DeviceIdentityPorts, keys: AuthorityKeys) {
    this.#ports = ports;
    this.#keys = keys;
  }

  /** Issues, or gives the certificate that the same request got before. The name is ours, whatever the request asked for. */
  async issue(request: IssueRequest): Promise<IssueOutcome> {
    const certificate = this.#sign(request);
    const origin = await this.#originOf(request);
    const wanted = rowOf(request, origin, certificate, this.#ports.clock.now());
    const { row, isNew } = await insertIdentity(this.#ports, wanted, {
      type: 'authority.identity.issued',
      outcome: 'changed',
      code: request.protocol,
      actor: 'system',
      ...(request.address === undefined ? {} : { address: request.address }),
      detail: {
        certificate: toHex(certificate.serial),
        serialNumber: request.subject.serialNumber,
        enrollmentId: request.subject.enrollmentId,
      },
    });
    if (!isSameMac(row, request) || row.revoked_at !== null) return { kind: 'conflict' };
    return { kind: isNew ? 'issued' : 'again', certificate: row.certificate, certificateSerial: row.serial };
  }

  // A Mac that came by an exported profile stays one, whatever it renews its identity by.
  async #originOf({ subject, manualChallenge }: IssueRequest): Promise<ManualOrigin | undefined> {
    if (manualChallenge !== undefined) return { manual_challenge: manualChallenge, bound_at: null };
    return subject.isRenewal === true ? findManualOrigin(this.#ports.database, subject.enrollmentId) : undefined;
  }

  #sign({ subject, publicKey }: IssueRequest): Certificate {
    const { clock, random, organisation, publicUrl } = this.#ports;
    const { authority } = this.#keys;
    const now = clock.now();
    return issueUnder(authority, {
      subject: makeName([
        ['organizationName', organisation],
        ...(subject.serialNumber === '' ? [] : [['serialNumber', subject.serialNumber] as const]),
        ['commonName', subject.enrollmentId],
      ]),
      publicKey,
      notBefore: now - backdated,
      notAfter: Math.min(now + identityLife, authority.certificate.notAfter),
      random: random.bytes(16),
      digests: nodeCrypto,
      extensions: (keys) => deviceIdentityExtensions(keys, revocationListUrl(publicUrl)),
    });
  }
}

// By a manual challenge the name is made up for each request, so that the challenge is what is the same.
function isSameMac(row: IdentityRow, { subject, manualChallenge }: IssueRequest): boolean {
  if (manualChallenge !== undefined) return row.manual_challenge === manualChallenge;
  return row.enrollment_id === subject.enrollmentId;
}

/** Where the revocation list stands. */
export function revocationListUrl(publicUrl: string): string {
  return `${publicUrl}/authority/device.crl`;
}

function rowOf(
  { subject, protocol, requestHash }: IssueRequest,
  origin: ManualOrigin | undefined,
  certificate: Certificate,
  now: number,
): IdentityRow {
  return {
    serial: toHex(certificate.serial),
    fingerprint: toHex(nodeCrypto.sha256(certificate.raw)),
    enrollment_id: subject.enrollmentId,
    serial_number: subject.serialNumber,
    udid: subject.udid ?? null,
    protocol,
    is_renewal: subject.isRenewal === true ? 1 : 0,
    request_hash: requestHash,
    certificate: certificate.raw,
    issued_at: now,
    not_after: certificate.notAfter,
    revoked_at: null,
    revocation_reason: null,
    ...(origin ?? { manual_challenge: null, bound_at: null }),
  };
}
