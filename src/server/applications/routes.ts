/**
 * `/applications/<secret>/manifest.plist` and the package beside it, as macOS loads them: first HEAD, then GET, perhaps a
 * part; no cookies, nothing that says who asks. Source: Apple, "InstallEnterpriseApplication", "ManifestURL".
 */
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { encodeManifest, manifestOf } from '#protocol/mdm/commands/application-manifest.ts';
import type { ApplicationPorts } from './application-ports.ts';
import { byteRange } from './byte-range.ts';
import { fileNameOf, type HostedPackage } from './hosted-package.ts';
import { followLink } from './links.ts';
import { findPackage, readBytes } from './package-store.ts';
import { refuse, type LinkRefusal } from './refusals.ts';

interface Address {
  readonly Params: { readonly link: string; readonly file: string };
}

/** The manifest of a package whose file is at an address. MD5 stands beside SHA-256 for clients that know no other. */
export function manifestFor(hosted: HostedPackage, url: string): Uint8Array {
  const [{ bundleIdentifier, bundleVersion, name }] = hosted.applications;
  const { size, sha256, md5 } = hosted;
  return encodeManifest(manifestOf({ url, size, sha256, md5, bundleIdentifier, bundleVersion, title: name }));
}

/** Mounts both addresses. */
export function mountApplications(app: FastifyInstance, ports: ApplicationPorts): void {
  app.route<Address>({
    method: ['GET', 'HEAD'],
    url: '/applications/:link/:file',
    handler: async (request, reply) => {
      const found = await find(ports, request.params);
      if (typeof found === 'string') return refuse(ports, found, request, reply);
      reply.header('cache-control', 'private, no-transform, max-age=0').header('etag', `"${found.sha256}"`);
      if (request.params.file === 'manifest.plist') return sendManifest(ports, found, request, reply);
      return sendPackage(ports, found, request, reply);
    },
  });
}

async function find(ports: ApplicationPorts, { link, file }: Address['Params']): Promise<HostedPackage | LinkRefusal> {
  const verdict = await followLink(ports.database, link, ports.clock.now());
  if (verdict.kind === 'unknown') return 'application_link_unknown';
  if (verdict.kind === 'expired') return 'application_link_expired';
  const hosted = await findPackage(ports.database, verdict.packageId);
  if (hosted === undefined || (file !== 'manifest.plist' && file !== fileNameOf(hosted))) {
    return 'application_link_unknown';
  }
  return hosted;
}

function sendManifest(
  { publicUrl, audit }: ApplicationPorts,
  hosted: HostedPackage,
  request: FastifyRequest<Address>,
  reply: FastifyReply,
): FastifyReply {
  const url = `${publicUrl}/applications/${request.params.link}/${fileNameOf(hosted)}`;
  const body = Buffer.from(manifestFor(hosted, url));
  // The package's own entity tag would be wrong for it.
  reply.type('application/xml').removeHeader('etag').header('content-length', body.length);
  if (request.method === 'HEAD') return reply.send('');
  const detail = { application: hosted.id };
  audit.record({ type: 'applications.manifest.given', outcome: 'allowed', address: request.ip, detail });
  return reply.send(body);
}

function sendPackage(
  ports: ApplicationPorts,
  hosted: HostedPackage,
  request: FastifyRequest<Address>,
  reply: FastifyReply,
): FastifyReply {
  const { size, sha256 } = hosted;
  reply.header('accept-ranges', 'bytes').type('application/octet-stream');
  const condition = request.headers['if-range'];
  const isSame = condition === undefined || condition === `"${sha256}"`;
  const range = byteRange(request.method === 'GET' && isSame ? request.headers.range : undefined, size);
  if (range.kind === 'unsatisfiable') {
    reply.header('content-range', `bytes */${size}`);
    return refuse(ports, 'range_not_satisfiable', request, reply);
  }
  const [first, last] = range.kind === 'part' ? [range.first, range.last] : [0, size - 1];
  if (range.kind === 'part') reply.code(206).header('content-range', `bytes ${first}-${last}/${size}`);
  reply.header('content-length', last - first + 1);
  if (request.method === 'HEAD') return reply.send('');
  return reply.send(Readable.from(readBytes(ports.database, hosted.id, first, last), { objectMode: false }));
}
