/** The feature's addresses on the server. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isJsonObject, type JsonObject } from '#protocol/encoding/json.ts';
import { associationPath, encodeAssociation } from '#protocol/platform-sso/associated-domains.ts';
import { ssoProofHeader } from '#protocol/platform-sso/sso-proof.ts';
import type { Origin, PlatformSso } from './context.ts';
import { deregister } from './deregistration.ts';
import { registerDevice } from './device-registration.ts';
import { loginConfigurationOf, openIdConfiguration } from './login-configuration.ts';
import { Refusal } from './refusal.ts';
import { refuse } from './refuse.ts';
import { registrationSignIn } from './registration-sign-in.ts';
import type { Answer } from './response.ts';
import { answerNonceRequest, answerTokenRequest } from './token-endpoint.ts';
import { registerUser } from './user-registration.ts';

/** Mounts everything. Forms reach the handlers as text, JSON as objects. */
export function mountPlatformSso(app: FastifyInstance, sso: PlatformSso): void {
  const answering =
    (purpose: string, act: (request: FastifyRequest, origin: Origin) => Promise<Answer>) =>
    async (request: FastifyRequest, reply: FastifyReply) => {
      const origin = originOf(request);
      try {
        return send(reply, await act(request, origin));
      } catch (error) {
        return send(reply, refuse(sso, error, purpose, origin));
      }
    };

  app.post(
    '/platform-sso/nonce',
    answering('nonce', async (_request, origin) => answerNonceRequest(sso, origin)),
  );
  app.post(
    '/platform-sso/token',
    answering('token', (request, origin) => answerTokenRequest(sso, formText(request), origin)),
  );
  app.post(
    '/platform-sso/registration-sign-in',
    answering('registration-sign-in', async (request, origin) =>
      json(await registrationSignIn(sso, jsonBody(request), origin)),
    ),
  );
  app.post(
    '/platform-sso/device-registration',
    answering('device-registration', async (request, origin) => {
      sso.budgets.check({ address: origin.address });
      return json(await registerDevice(sso, compactOf(request), origin));
    }),
  );
  app.post(
    '/platform-sso/user-registration',
    answering('user-registration', async (request, origin) =>
      json(await registerUser(sso, compactOf(request), origin)),
    ),
  );
  app.post(
    '/platform-sso/deregistration',
    answering('deregistration', async ({ headers }, origin) => {
      const proof = headers[ssoProofHeader];
      return json(await deregister(sso, typeof proof === 'string' ? proof : undefined, origin));
    }),
  );
  mountDocuments(app, sso);
}

/** Mounts OpenID discovery, as far as Platform SSO alone serves it. */
export function mountDiscovery(app: FastifyInstance, sso: PlatformSso): void {
  app.get('/.well-known/openid-configuration', (_request, reply) => {
    reply.header('cache-control', 'public, max-age=300');
    return reply.type('application/json').send(JSON.stringify(openIdConfiguration(sso.settings)));
  });
}

function mountDocuments(app: FastifyInstance, sso: PlatformSso): void {
  const configuration = () => loginConfigurationOf(sso, { encryptPasswords: true });
  const association = encodeAssociation(sso.settings.applications);
  app.get('/platform-sso/login-configuration', (_request, reply) =>
    send(reply, json(configuration() as unknown as JsonObject)),
  );
  app.get('/.well-known/jwks.json', (_request, reply) => {
    reply.header('cache-control', 'public, max-age=300');
    return reply.type('application/json').send(JSON.stringify(sso.keys.jwks()));
  });
  app.get(associationPath, (_request, reply) => {
    reply.header('cache-control', 'public, max-age=3600');
    return reply.type('application/json').send(association);
  });
}

function send(reply: FastifyReply, answer: Answer): FastifyReply {
  reply.code(answer.status).header('cache-control', 'no-store, no-cache').header('pragma', 'no-cache');
  if (answer.retryAfterSeconds !== undefined) reply.header('retry-after', String(answer.retryAfterSeconds));
  return reply.type(answer.contentType).send(answer.body);
}

function json(body: JsonObject): Answer {
  return { status: 200, contentType: 'application/json', body: JSON.stringify(body) };
}

function originOf(request: FastifyRequest): Origin {
  const clientRequestId = request.headers['client-request-id'];
  return { address: request.ip, clientRequestId: typeof clientRequestId === 'string' ? clientRequestId : undefined };
}

function formText({ body }: FastifyRequest): string {
  if (typeof body !== 'string') throw new Refusal('malformed_form');
  return body;
}

function jsonBody({ body }: FastifyRequest): JsonObject {
  if (!isJsonObject(body)) throw new Refusal('malformed_body');
  return body;
}

function compactOf(request: FastifyRequest): string {
  const registration = jsonBody(request)['registration'];
  if (typeof registration !== 'string') throw new Refusal('malformed_body');
  return registration;
}
