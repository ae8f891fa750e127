/**
 * The built web apps, as files: what `npm run build:web` put into `dist/web`. The feature owns their addresses, types,
 * caching and what their pages may load; what the apps do is theirs (src/web), what they ask for is the features'.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type WebAsset, answerWithAsset, readWebAssets } from '#runtime/web-assets.ts';
import { type AppName, apps } from './apps.ts';

/** The files, ready to be mounted. */
export interface WebAssets {
  /** Mounts `/sign-in/*`, `/authenticator/*`, `/console/*` and what else has files. */
  mount(app: FastifyInstance): void;
}

/**
 * Reads the files once.
 * @param folder where the apps were built. Without it, every address says what to run.
 */
export function openWebAssets(folder: string): WebAssets {
  return {
    mount: (app) => {
      for (const name of Object.keys(apps) as AppName[]) mountApp(app, name, readWebAssets(folder, name));
    },
  };
}

function mountApp(app: FastifyInstance, name: AppName, assets: ReadonlyMap<string, WebAsset>): void {
  const { headers, hasPages, hasPlaces = false } = apps[name];
  if (hasPages) app.get(`/${name}`, (_request, reply) => reply.redirect(`/${name}/`, 308));
  app.get<{ Params: { '*': string } }>(`/${name}/*`, (request, reply) => {
    if (assets.size === 0) return tellToBuild(reply);
    const path = request.params['*'];
    // Names of files have a dot at their end; places, such as a serial number, are one thing of the app's own.
    const isPlace = path === '' || (hasPlaces && !path.startsWith('assets/') && !/\.\w{1,11}$/.test(path));
    const asset = assets.get(isPlace ? 'index.html' : path);
    if (asset === undefined) return reply.callNotFound();
    return send(request, reply.headers(headers), asset);
  });
}

function send(request: FastifyRequest, reply: FastifyReply, asset: WebAsset): FastifyReply {
  const { status, headers, body } = answerWithAsset(request.headers, asset);
  return reply.code(status).headers(headers).send(body);
}

function tellToBuild(reply: FastifyReply): FastifyReply {
  return reply.code(503).send({
    error: 'temporarily_unavailable',
    code: 'web_apps_not_built',
    error_description: 'The web apps of this server are not built. Its administrator runs "npm run build:web" once.',
  });
}
