/** The built web apps that this process gives out, and what each may load (W3C Content Security Policy Level 3). */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type WebAsset, answerWithAsset, readWebAssets, webAssetOf } from '#runtime/web-assets.ts';

const policyOf = (more: readonly string[]) =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    ...more,
  ].join('; ');

const common = {
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
};

/** The desk frames pages of the Macs' windows and the phone, and nobody frames the desk. */
const deskHeaders = {
  ...common,
  'content-security-policy': policyOf(["frame-src 'self'", "frame-ancestors 'none'"]),
};
/** The phone is framed by the desk. */
const phoneHeaders = {
  ...common,
  'content-security-policy': policyOf(["worker-src 'self'", "frame-ancestors 'self'"]),
};

/** Where the apps were built, and what this process stands for. */
export interface AppFiles {
  readonly folder: string;
  readonly issuer: string;
}

/** Mounts the desk at `/` and the phone at `/authenticator/`. */
export function mountApps(app: FastifyInstance, { folder, issuer }: AppFiles): void {
  const desk = readWebAssets(folder, 'mac');
  const phone = standingFor(readWebAssets(folder, 'authenticator'), issuer);
  app.get<{ Params: { '*': string } }>('/*', (request, reply) =>
    send(request, reply.headers(deskHeaders), desk, request.params['*']),
  );
  app.get('/desk/*', (_request, reply) => reply.callNotFound());
  app.get('/authenticator', (_request, reply) => reply.redirect('/authenticator/', 308));
  app.get<{ Params: { '*': string } }>('/authenticator/*', (request, reply) =>
    send(request, reply.headers(phoneHeaders), phone, request.params['*']),
  );
}

function send(request: FastifyRequest, reply: FastifyReply, files: ReadonlyMap<string, WebAsset>, path: string) {
  if (files.size === 0) {
    const sentence = 'The web apps are not built. "npm run build:web" builds them.';
    return reply.code(503).send({ code: 'web_apps_not_built', sentence });
  }
  const asset = files.get(path === '' ? 'index.html' : path);
  if (asset === undefined) return reply.callNotFound();
  const { status, headers, body } = answerWithAsset(request.headers, asset);
  return reply.code(status).headers(headers).send(body);
}

/** The page of the phone is told which server this origin stands for: accounts name that one, and signatures too. */
function standingFor(files: ReadonlyMap<string, WebAsset>, issuer: string): ReadonlyMap<string, WebAsset> {
  const page = files.get('index.html');
  if (page === undefined) return files;
  const told = page.bytes
    .toString('utf8')
    .replace('<head>', `<head>\n    <meta name="porchlight-issuer" content="${issuer.replaceAll('"', '&quot;')}">`);
  return new Map([...files, ['index.html', webAssetOf('index.html', Buffer.from(told))]]);
}
