/** The desk's process: its listener on loopback, its routes, its end. */
import fastify, { type FastifyError, type FastifyInstance } from 'fastify';
import { deskOf } from '../mac/open-mac.ts';
import type { Surroundings } from '../mac/surroundings.ts';
import { DeskRefusal, problemOf, refusalOf } from './desk-refusal.ts';
import { mountApps } from './http/app-files.ts';
import { deskParts } from './http/desk-parts.ts';
import { mountDesk } from './http/desk-routes.ts';
import { guard } from './http/guard.ts';
import { mountMacs } from './http/mac-routes.ts';
import { mountPages } from './http/page-routes.ts';
import { mountPhone } from './http/phone-routes.ts';
import { organisationOf } from './organisation.ts';
import { PlayedMacs } from './played-macs.ts';

/** What the process plays with. */
export interface DeskOptions {
  /** 0: any that is free. */
  readonly port: number;
  readonly home: string;
  readonly issuer: string;
  /** Where the web apps were built. */
  readonly web: string;
  readonly surroundings: Surroundings;
}

/** A desk that is open. */
export interface RunningDesk {
  /** Where browsers find it, such as `http://localhost:8480`. */
  readonly url: string;
  close(): Promise<void>;
}

/** Forms of pages are the largest that comes in. */
const largestBody = 1024 * 1024;

/** Opens it. @throws what listening throws, such as `EADDRINUSE` */
export async function startDesk({ port, home, issuer, web, surroundings }: DeskOptions): Promise<RunningDesk> {
  const ground = { home, issuer, surroundings, desk: deskOf(home, surroundings) };
  const macs = new PlayedMacs(ground);
  const organisation = organisationOf(home, issuer, surroundings);
  const parts = deskParts({ macs, ground, organisation });
  const app = fastify({ bodyLimit: largestBody, forceCloseConnections: true });
  app.removeContentTypeParser('text/plain');
  const listening = { port };
  guard(app, () => listening.port);
  answerRefusals(app, surroundings);
  mountDesk(app, parts);
  mountMacs(app, parts);
  mountPages(app, { macs, ground, web });
  mountPhone(app, ground, () => {
    organisation.forget();
    macs.changed();
  });
  mountApps(app, { folder: web, issuer });
  try {
    await app.listen({ host: 'localhost', port });
  } catch (error) {
    macs.close();
    throw error;
  }
  listening.port = portOf(app);
  return {
    url: `http://localhost:${listening.port}`,
    async close() {
      macs.close();
      await app.close();
    },
  };
}

function portOf(app: FastifyInstance): number {
  const address = app.server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function answerRefusals(app: FastifyInstance, { io }: Surroundings): void {
  app.setNotFoundHandler((_request, reply) => {
    const nothing = new DeskRefusal(404, 'not_found', 'There is nothing here.');
    return reply.code(nothing.status).send(problemOf(nothing));
  });
  app.setErrorHandler((error: FastifyError, _request, reply) => {
    const refusal = refusalOf(error) ?? ofFastify(error);
    if (refusal.status >= 500 && refusalOf(error) === undefined) io.err(`desk: ${error.stack ?? error.message}\n`);
    return reply.code(refusal.status).send(problemOf(refusal));
  });
}

/** What fastify refuses by itself, such as a body that is too large or no JSON; everything else is a fault of ours. */
function ofFastify({ statusCode = 500 }: FastifyError): DeskRefusal {
  if (statusCode < 500) return new DeskRefusal(statusCode, 'request_malformed', 'This is not understood.');
  return new DeskRefusal(500, 'desk_failed', 'The desk has failed. Its terminal says more.');
}
