/**
 * Who may speak to this process: browsers that show its own pages. It listens on loopback, where every page of the web can
 * send requests to as well; so the name it is called by has to be its own (DNS rebinding), and requests of other origins are
 * refused (W3C Fetch Metadata; RFC 6454 for `Origin`).
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { DeskRefusal } from '../desk-refusal.ts';

const safe = new Set(['GET', 'HEAD']);

/** Refuses everything else, before anything is read. @param port where this process listens */
export function guard(app: FastifyInstance, port: () => number): void {
  app.addHook('onRequest', (request, _reply, done) => {
    const refusal = refusalOf(request, port());
    if (refusal) done(refusal);
    else done();
  });
}

function refusalOf(request: FastifyRequest, port: number): DeskRefusal | undefined {
  const { host = '' } = request.headers;
  if (!['localhost', '127.0.0.1', '[::1]'].some((name) => host === `${name}:${port}`)) {
    return new DeskRefusal(421, 'host_unknown', 'This process is called by another name than its own.');
  }
  const site = request.headers['sec-fetch-site'];
  const isNavigation =
    request.headers['sec-fetch-mode'] === 'navigate' && request.headers['sec-fetch-dest'] === 'document';
  const isForeign = site !== undefined && site !== 'same-origin' && site !== 'none';
  // A link on a page elsewhere may lead to the desk; nothing else of another origin may.
  if (isForeign && !(safe.has(request.method) && isNavigation && !isApi(request))) return crossSite;
  if (safe.has(request.method)) return undefined;
  const { origin } = request.headers;
  if (origin !== undefined && origin !== `http://${host}`) return crossSite;
  return undefined;
}

const crossSite = new DeskRefusal(403, 'cross_site', 'Only the desk’s own pages may do this.');

function isApi({ url }: FastifyRequest): boolean {
  return url.startsWith('/desk/');
}
