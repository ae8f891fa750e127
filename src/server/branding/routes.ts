/** `/branding/logo`: the logo, for everybody who sees a page. */
import type { FastifyInstance } from 'fastify';
import type { Logo } from './logo.ts';

/** Whoever opens the address as a page gets a picture and nothing that runs (HTML, section 7.1.5, "sandboxing"). */
const policy = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

/** Mounts it. */
export function mountLogo(app: FastifyInstance, present: () => Promise<Logo | undefined>): void {
  app.get('/branding/logo', async (request, reply) => {
    const logo = await present();
    if (!logo) return reply.callNotFound();
    const tag = `"${logo.digest.slice(0, 32)}"`;
    reply.headers({
      'content-security-policy': policy,
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
      // Kept, and asked for each time whether it is still the one (RFC 9111, section 5.2.2.4).
      'cache-control': 'no-cache',
      etag: tag,
    });
    const known = request.headers['if-none-match']?.split(/\s*,\s*/) ?? [];
    if (known.some((one) => one === '*' || one.replace(/^W\//, '') === tag)) return reply.code(304).send();
    const { bytes, type } = logo;
    return reply.type(type).send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
  });
}
