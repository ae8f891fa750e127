/**
 * The `acr` of a sign-in by a Mac's proof (OpenID Connect Core 1.0 section 2): nobody was asked just now; `amr` says how the
 * person had logged in to the Mac.
 */
export const macAcr = 'urn:porchlight:acr:mac';
