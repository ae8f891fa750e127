import type { Digests } from '#protocol/crypto.ts';
import { contextPrimitiveTag } from '#protocol/encoding/der.ts';
import * as der from '#protocol/encoding/der-writer.ts';
import { encodeExtension, type HasExtensions, parseExtension } from '../extension.ts';
import { extensionOid } from '../object-identifiers.ts';
import type { SubjectPublicKey } from '../public-key.ts';

const keyIdentifierTag = contextPrimitiveTag(0);

/**
 * The usual identifier of a key (RFC 5280 section 4.2.1.2, method 1): SHA-1 over the content of the BIT STRING, which is the
 * X9.63 point of an EC key. macOS shows it as `userUnlockHash` and finds token identities by it.
 */
export function keyIdentifier(publicKey: SubjectPublicKey, digests: Pick<Digests, 'sha1'>): Uint8Array {
  return digests.sha1(publicKey.keyBits);
}

/** subjectKeyIdentifier, or undefined. Throws X509Error `x509_malformed_extension`. */
export function subjectKeyIdentifier(certificate: HasExtensions): Uint8Array | undefined {
  return parseExtension(certificate, extensionOid.subjectKeyIdentifier, (reader) => reader.octetString());
}

/** The key identifier of authorityKeyIdentifier, or undefined when the extension or that member is absent. Throws X509Error. */
export function authorityKeyIdentifier(certificate: HasExtensions): Uint8Array | undefined {
  return parseExtension(certificate, extensionOid.authorityKeyIdentifier, (reader) => {
    const fields = reader.enter();
    return fields.peek() === keyIdentifierTag ? fields.content(keyIdentifierTag) : undefined;
  });
}

/** subjectKeyIdentifier, not critical. */
export function encodeSubjectKeyIdentifier(identifier: Uint8Array): Uint8Array {
  return encodeExtension(extensionOid.subjectKeyIdentifier, der.octetString(identifier));
}

/** authorityKeyIdentifier with the key identifier alone, not critical. */
export function encodeAuthorityKeyIdentifier(identifier: Uint8Array): Uint8Array {
  return encodeExtension(extensionOid.authorityKeyIdentifier, der.sequence(der.contextPrimitive(0, identifier)));
}
