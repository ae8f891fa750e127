import type { Digests } from '../crypto.ts';
import { toBase64url } from '../encoding/base64.ts';
import { utf8 } from '../encoding/utf8.ts';
import type { P256Jwk } from '../jose/jwk.ts';

/** JWK thumbprint (RFC 7638) with SHA-256, base64url. */
export function jwkThumbprint({ crv, kty, x, y }: P256Jwk, digests: Pick<Digests, 'sha256'>): string {
  return toBase64url(digests.sha256(utf8(JSON.stringify({ crv, kty, x, y }))));
}
