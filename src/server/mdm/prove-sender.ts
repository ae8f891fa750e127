/**
 * Who sent a message: the signature over its bytes, the identity behind the signature, and whether that identity is the
 * pinned one of the enrollment that the message names. A Mac's clock is not asked: signing times before the certificate
 * begins are common on a Mac that was just set up.
 */
import { CmsError } from '#protocol/cms/cms-error.ts';
import { toHex } from '#protocol/encoding/bytes.ts';
import type { EnrollmentChannel } from '#protocol/mdm/enrollment-ids.ts';
import { verifyMdmSignature } from '#protocol/mdm/mdm-signature.ts';
import { type Certificate, parseCertificate } from '#protocol/x509/certificate.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import { verifySignature } from '#runtime/verify-signature.ts';
import type { AdmittedSender, ManagementContext, ProvenSender } from './context.ts';
import { Refusal } from './refusal.ts';
import { findGate } from './stores/enrollments.ts';

/**
 * Proves that the Mac which the message names signed it, or somebody whose identity is bound to no Mac yet.
 * @throws {Refusal} `signature_missing`, `signature_malformed`, `signature_invalid`, the codes of identities,
 * `identity_of_another_device`
 */
export async function proveSender(
  { identities }: Pick<ManagementContext, 'identities'>,
  message: { readonly header: string | undefined; readonly body: Uint8Array; readonly channel: EnrollmentChannel },
): Promise<ProvenSender> {
  const { header, body, channel } = message;
  const enrollmentId = channel.id;
  if (header === undefined || header === '') throw new Refusal('signature_missing', { enrollmentId });
  const certificate = signerOf(header, body, enrollmentId);
  const verdict = await identities.verifyIdentity(certificate.raw);
  if (verdict.kind === 'refused') throw new Refusal(verdict.code, { enrollmentId });
  const { fingerprint, serialNumber, isManual: isByExportedProfile, enrollmentId: owner } = verdict;
  if (owner !== undefined && owner !== channel.deviceId) {
    const reason = `the identity is of ${owner}`;
    throw new Refusal('identity_of_another_device', { enrollmentId, reason });
  }
  const { isRenewal, notAfter: endsAt } = verdict;
  return { channel, fingerprint, serialNumber, endsAt, isRenewal, isUnbound: owner === undefined, isByExportedProfile };
}

function signerOf(header: string, body: Uint8Array, enrollmentId: string): Certificate {
  try {
    const question = { verify: verifySignature, digests: nodeCrypto, readCertificate };
    return verifyMdmSignature(header, body, question).signerCertificate;
  } catch (error) {
    if (!(error instanceof CmsError)) throw error;
    const invalid = ['cms_wrong_signature', 'cms_wrong_message_digest', 'cms_content_mismatch'].includes(error.code);
    throw new Refusal(invalid ? 'signature_invalid' : 'signature_malformed', { enrollmentId, reason: error.code });
  }
}

/**
 * Lets in a sender whose identity is pinned to the enrollment, or is about to take the place of the pinned one.
 * @throws {Refusal} `enrollment_unknown`, `enrollment_ended`, `identity_not_pinned`
 */
export async function admitSender(
  { database }: Pick<ManagementContext, 'database'>,
  sender: ProvenSender,
): Promise<AdmittedSender> {
  const enrollmentId = sender.channel.id;
  if (sender.isUnbound) throw new Refusal('identity_not_pinned', { enrollmentId });
  const gate = await findGate(database, sender.channel);
  if (!gate) throw new Refusal('enrollment_unknown', { enrollmentId });
  const isPinned = sender.fingerprint === gate.certificate || sender.fingerprint === gate.successor;
  if (!isPinned) throw new Refusal('identity_not_pinned', { enrollmentId });
  if (gate.deviceState === 'ended') throw new Refusal('enrollment_ended', { enrollmentId });
  return { ...sender, gate };
}

// Parsing a certificate costs more than the rest of a message; what is remembered is its form, never whether it counts.
const parsed = new Map<string, Certificate>();
const mostParsed = 8192;

function readCertificate(der: Uint8Array): Certificate {
  const name = toHex(nodeCrypto.sha256(der));
  const known = parsed.get(name);
  if (known) return known;
  const certificate = parseCertificate(der.slice());
  if (parsed.size >= mostParsed) parsed.clear();
  parsed.set(name, certificate);
  return certificate;
}
