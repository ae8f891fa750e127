/** `/acme/...`: addresses, nonces, problem documents (RFC 8555). */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AcmeError } from '#protocol/acme/acme-error.ts';
import { encodeProblem } from '#protocol/acme/problem.ts';
import { type JsonObject, parseJsonObject } from '#protocol/encoding/json.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { type AccountRequest, accountRequest, keyRequest, present } from './authenticate.ts';
import { acmeUrls, type AcmeContext } from './context.ts';
import { changeKey } from './key-change.ts';
import {
  type AcmeAnswer,
  answerChallenge,
  changeAccount,
  downloadCertificate,
  finalize,
  newAccount,
  newOrder,
  orderAt,
} from './operations.ts';
import { authorizationObject, challengeObject, listOrders, orderObject } from './orders.ts';
import { AcmeRefusal, acmeRefusals } from './refusal.ts';
import { revokeCertificate } from './revoke-certificate.ts';

/** Mounts the endpoints. */
export function mountAcme(app: FastifyInstance, context: AcmeContext): void {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
    mountResources(scope, context);
    mountOrders(scope, context);
  });
}

function mountResources(scope: FastifyInstance, context: AcmeContext): void {
  const urls = acmeUrls(context.ports.publicUrl);
  const { newNonce, newAccount: accounts, newOrder: orders, revokeCert, keyChange } = urls;
  const directory = { newNonce, newAccount: accounts, newOrder: orders, revokeCert, keyChange, meta: {} };
  scope.get('/acme/directory', (_request, reply) => send(context, reply, { status: 200, body: directory }));
  const nonce = (_request: FastifyRequest, reply: FastifyReply) => withNonce(context, reply);
  scope.head('/acme/new-nonce', (request, reply) => nonce(request, reply).code(200).send());
  scope.get('/acme/new-nonce', { exposeHeadRoute: false }, (request, reply) => nonce(request, reply).code(204).send());
  post(scope, context, '/acme/new-account', async (request) =>
    newAccount(context, await keyRequest(context, bodyOf(request), urlOf(context, request))),
  );
  post(scope, context, '/acme/revoke-certificate', async (request) => {
    await revokeCertificate(context, bodyOf(request), urlOf(context, request));
    return { status: 200, body: '' };
  });
  owned(scope, context, '/acme/key-change', (request) => changeKey(context, request));
  owned(scope, context, '/acme/new-order', (request) => newOrder(context, request));
  owned(scope, context, '/acme/account/:id', (request, id) => changeAccount(context, request, id));
  owned(scope, context, '/acme/account/:id/orders', async ({ account }, id) => {
    if (account.id !== id) throw new AcmeRefusal('not_found');
    const ids = await listOrders(context.ports.database, account.id);
    return { status: 200, body: { orders: ids.map((order) => urls.order(order)) } };
  });
  owned(scope, context, '/acme/certificate/:id', (request, id) => downloadCertificate(context, request, id));
}

function mountOrders(scope: FastifyInstance, context: AcmeContext): void {
  const urls = acmeUrls(context.ports.publicUrl);
  owned(scope, context, '/acme/order/:id', async ({ account }, id) => {
    return { status: 200, body: orderObject(context, await orderAt(context, account.id, id)) };
  });
  owned(scope, context, '/acme/order/:id/finalize', (request, id, address) => finalize(context, request, id, address));
  owned(scope, context, '/acme/authorization/:id', async ({ account }, id) => {
    return { status: 200, body: authorizationObject(context, await orderAt(context, account.id, id)) };
  });
  owned(scope, context, '/acme/challenge/:id', async ({ account, payload }, id, address) => {
    const order = await orderAt(context, account.id, id);
    if (payload) await judge(context, () => answerChallenge(context, order, present(payload)), address);
    const now = await orderAt(context, account.id, id);
    return { status: 200, body: challengeObject(context, now), up: urls.authorization(id) };
  });
}

// A client that answered its challenge reads in the challenge what became of it; an attestation that does not hold is
// therefore recorded as refused, and answered with the challenge.
async function judge(context: AcmeContext, act: () => Promise<void>, address: string): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof AcmeRefusal) || error.code === 'challenge_finished') throw error;
    record(context, error, address);
  }
}

type Act = (request: FastifyRequest) => Promise<AcmeAnswer>;
type OwnedAct = (request: AccountRequest, id: string, address: string) => Promise<AcmeAnswer>;

function owned(scope: FastifyInstance, context: AcmeContext, path: string, act: OwnedAct): void {
  post(scope, context, path, async (request) => {
    const { id = '' } = request.params as { readonly id?: string };
    return act(await accountRequest(context, bodyOf(request), urlOf(context, request)), id, request.ip);
  });
}

function post(scope: FastifyInstance, context: AcmeContext, path: string, act: Act): void {
  scope.post(path, async (request, reply) => {
    try {
      const allowed = context.budget.check(request.ip);
      if (allowed.kind === 'limited') {
        reply.header('retry-after', String(allowed.retryAfterSeconds));
        return sendRefusal(context, reply, new AcmeRefusal('too_many_failures'));
      }
      return send(context, reply, await act(request));
    } catch (error) {
      const refusal = error instanceof AcmeError ? new AcmeRefusal(error.code) : error;
      if (!(refusal instanceof AcmeRefusal)) throw error;
      record(context, refusal, request.ip);
      return sendRefusal(context, reply, refusal);
    }
  });
}

// A nonce that is too old is no failure: clients ask again with a new one (section 6.5).
function record({ ports, budget }: AcmeContext, { code, serialNumber }: AcmeRefusal, address: string): void {
  if (code === 'nonce_bad') return;
  budget.charge(address);
  ports.audit.record({
    type: 'authority.acme.refused',
    outcome: 'refused',
    code,
    address,
    detail: { reason: acmeRefusals[code].detail, ...(serialNumber === undefined ? {} : { serialNumber }) },
  });
}

function bodyOf({ headers, body }: FastifyRequest): JsonObject | undefined {
  const [type] = (headers['content-type'] ?? '').split(';');
  if (type !== 'application/jose+json') throw new AcmeRefusal('acme_media_type');
  return typeof body === 'string' ? parseJsonObject(body) : undefined;
}

function urlOf({ ports }: AcmeContext, request: FastifyRequest): string {
  return `${ports.publicUrl}${request.raw.url ?? ''}`;
}

function withNonce({ nonces, ports }: AcmeContext, reply: FastifyReply): FastifyReply {
  return reply
    .header('replay-nonce', nonces.make())
    .header('cache-control', 'no-store')
    .header('link', `<${acmeUrls(ports.publicUrl).directory}>;rel="index"`);
}

function send(context: AcmeContext, reply: FastifyReply, { status, body, location, up }: AcmeAnswer): FastifyReply {
  withNonce(context, reply).code(status);
  if (location !== undefined) reply.header('location', location);
  if (up !== undefined) reply.header('link', [String(reply.getHeader('link')), `<${up}>;rel="up"`]);
  if (body === '') return reply.send();
  const isPem = typeof body === 'string';
  reply.header('content-type', isPem ? 'application/pem-certificate-chain' : 'application/json');
  return reply.send(Buffer.from(utf8(isPem ? body : JSON.stringify(body))));
}

function sendRefusal(context: AcmeContext, reply: FastifyReply, refusal: AcmeRefusal): FastifyReply {
  const { type, status, detail } = acmeRefusals[refusal.code];
  withNonce(context, reply).code(status).header('content-type', 'application/problem+json');
  if (refusal.location !== undefined) reply.header('location', refusal.location);
  return reply.send(Buffer.from(JSON.stringify(encodeProblem(type, status, refusal.code, detail))));
}
