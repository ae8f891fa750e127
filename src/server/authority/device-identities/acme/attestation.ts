/** The answer to a challenge: Apple vouches that a key lives in the hardware of this Mac (section 7.3). */
import { parseAttestationAnswer } from '#protocol/acme/attestation-object.ts';
import { AcmeError } from '#protocol/acme/acme-error.ts';
import { DerError } from '#protocol/encoding/der.ts';
import type { JsonObject } from '#protocol/encoding/json.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { AttestationError, verifyAttestation } from '#protocol/x509/attestation.ts';
import { type Certificate, parseCertificate } from '#protocol/x509/certificate.ts';
import { X509Error } from '#protocol/x509/x509-error.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import { verifySignature } from '#runtime/verify-signature.ts';
import type { AcmeContext } from './context.ts';
import type { AcmeOrder } from './orders.ts';
import { AcmeRefusal, type AcmeRefusalCode } from './refusal.ts';

/** The attested key, and who vouched. */
export interface Attested {
  /** SubjectPublicKeyInfo, DER. */
  readonly key: Uint8Array;
  readonly by: 'apple' | 'simulated';
}

/**
 * Judges an answer. The UDID in it is not compared: on a Mac it is the provisioning UDID, which management never sees.
 * @throws {AcmeRefusal} with one of the codes of attestations
 */
export function judgeAttestation({ ports }: AcmeContext, order: AcmeOrder, payload: JsonObject): Attested {
  try {
    const chain = parseAttestationAnswer(payload);
    const leaf = leafOf(chain);
    const { apple, simulated } = ports.attestationRoots;
    const { root } = verifyAttestation({
      chain,
      roots: [...apple, ...simulated],
      now: ports.clock.now(),
      verifySignature,
      key: pointOf(leaf),
      clientDataHash: nodeCrypto.sha256(utf8(order.token)),
      serialNumber: order.subject.serialNumber,
    });
    return { key: leaf.publicKey.spki, by: apple.includes(root) ? 'apple' : 'simulated' };
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined) throw error;
    throw new AcmeRefusal(code, { serialNumber: order.subject.serialNumber });
  }
}

function leafOf([leaf]: readonly Uint8Array[]): Certificate {
  return parseCertificate(leaf ?? new Uint8Array(0));
}

// Which key is to be attested is not known yet: the certification request comes later, and must be for this one.
function pointOf({ publicKey }: Certificate): Uint8Array {
  return publicKey.kind === 'ec' ? publicKey.point : new Uint8Array(0);
}

function codeOf(error: unknown): AcmeRefusalCode | undefined {
  if (error instanceof AttestationError || error instanceof AcmeError) return error.code;
  return error instanceof DerError || error instanceof X509Error ? 'attestation_malformed' : undefined;
}
