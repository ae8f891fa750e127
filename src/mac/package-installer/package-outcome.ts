/** What installing a package comes to. */

/** What came of it. */
export type PackageOutcome =
  | { readonly kind: 'installed'; readonly identifiers: readonly string[] }
  | { readonly kind: 'refused'; readonly code: PackageRefusal; readonly sentence: string };

/** Why a package is not installed. */
export type PackageRefusal =
  | 'manifest_unavailable'
  | 'manifest_malformed'
  | 'package_unavailable'
  | 'package_hash_wrong'
  | 'package_malformed'
  | 'package_compression_unknown'
  | 'package_not_signed'
  | 'package_signature_invalid'
  | 'package_signer_untrusted'
  | 'package_without_application';

/** Not installed. */
export function refused(code: PackageRefusal, sentence: string): PackageOutcome {
  return { kind: 'refused', code, sentence };
}
