/** `/authenticator/api/...`: parse, find out who asks, do, respond. The words are those of `#api/authenticator.ts`. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import {
  eventTicket,
  largestPhoneMessage,
  newEnrollment,
  offerLook,
  phonePaths,
  phoneRename,
  pushSubscription,
  requestAnswer,
} from '#api/authenticator.ts';
import { timeOf } from '#api/members.ts';
import { toBase64url } from '#protocol/encoding/base64.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import type { User } from '#server/directory/directory.ts';
import { Budget } from '#server/http/budget.ts';
import { answerRequest } from './answers.ts';
import { type Authenticator, findAuthenticator } from './authenticators.ts';
import type { AuthenticatorPorts } from './authenticator-ports.ts';
import { enrollPhone, lookAtOffer } from './enrollment.ts';
import { EventStreams } from './event-stream.ts';
import { removeOwn, renameOwn } from './own-authenticators.ts';
import { hasSubscription, putSubscription, removeSubscription } from './push/subscriptions.ts';
import { createRefuser, type Refuser } from './refuse.ts';
import { type ApprovalRequest, waitingRequest } from './requests.ts';
import type { Signals } from './signals.ts';
import { admitPhone } from './signed-request.ts';
import { makeTicket, useTicket } from './tickets.ts';

/** What the routes stand on. */
export interface PhoneRoutes {
  readonly ports: AuthenticatorPorts;
  readonly signals: Signals;
  /** The public half of the push key. */
  readonly pushKey: string;
}

interface Phone {
  readonly authenticator: Authenticator;
  readonly user: User;
}

type SignedHandler = (phone: Phone, request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;

/** Mounts everything, in a scope of its own. */
export function mountPhones(app: FastifyInstance, routes: PhoneRoutes): void {
  app.register(async (scope) => {
    const refuser = createRefuser(routes.ports, new Budget({ burst: 60, perSeconds: 300 }, routes.ports.clock));
    readBodies(scope, refuser);
    mountUnsigned(scope, routes, refuser);
    mountSigned(scope, routes, refuser);
    mountEvents(scope, routes, refuser);
  });
}

/** Bodies stay bytes until they were hashed for the signature. */
function readBodies(scope: FastifyInstance, { refuse }: Refuser): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer', bodyLimit: largestPhoneMessage },
    (_request, body, done) => done(null, body),
  );
  scope.addHook('onRequest', async (_request, reply) => {
    reply.header('cache-control', 'no-store');
  });
  scope.setErrorHandler((error: { readonly code?: string }, request, reply) => {
    if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') return refuse(request, reply, 'phone_message_too_large');
    if (error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return refuse(request, reply, 'phone_message_not_json');
    if (error.code?.startsWith('FST_ERR_CTP_')) return refuse(request, reply, 'phone_message_malformed');
    throw error;
  });
}

function mountUnsigned(scope: FastifyInstance, { ports, pushKey }: PhoneRoutes, refuser: Refuser): void {
  scope.post(phonePaths.look, async (request, reply) => {
    if (refuser.isLimited(request, reply)) return reply;
    const message = read(offerLook, request);
    if (!message) return refuser.refuse(request, reply, 'phone_message_malformed');
    const looked = await lookAtOffer(ports, message.secret);
    if (looked.kind === 'refused') return refuser.refuseAttempt(request, reply, looked.code);
    const { offer, user } = looked;
    return {
      account: accountOf(ports, user),
      challenge: offer.challenge,
      expiresAt: timeOf(offer.expiresAt),
      unlock: offer.unlockRequired ? 'required' : 'optional',
      oneTimeCodes: !(await ports.oneTimeCodes.isEnrolled(user.id)),
    };
  });
  scope.post(phonePaths.enroll, async (request, reply) => {
    if (refuser.isLimited(request, reply)) return reply;
    const message = read(newEnrollment, request);
    if (!message) return refuser.refuse(request, reply, 'phone_message_malformed');
    const outcome = await enrollPhone(ports, { ...message, address: request.ip });
    if (outcome.kind === 'refused') {
      const more = outcome.offer === undefined ? {} : { userId: outcome.offer.userId };
      return refuser.refuseAttempt(request, reply, outcome.code, more);
    }
    const { authenticator, user, codesUri } = outcome;
    return reply.code(201).send({
      ...selfOf(ports, { authenticator, user }, pushKey),
      oneTimeCodes: codesUri === undefined ? null : { uri: codesUri },
    });
  });
}

type Signed = (handler: SignedHandler) => (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;

function mountSigned(scope: FastifyInstance, routes: PhoneRoutes, refuser: Refuser): void {
  const { ports } = routes;
  const signed: Signed = (handler) => async (request: FastifyRequest, reply: FastifyReply) => {
    if (refuser.isLimited(request, reply)) return reply;
    const admission = await admitPhone(ports, {
      authorization: request.headers.authorization,
      method: request.method,
      path: request.url,
      bodyHash: toBase64url(nodeCrypto.sha256(bytesOf(request))),
      address: request.ip,
    });
    if (admission.kind === 'admitted') return handler(admission, request, reply);
    const { code, known } = admission;
    return refuser.refuseAttempt(request, reply, code, known === undefined ? {} : { known });
  };
  mountSelf(scope, routes, refuser, signed);
  mountRequests(scope, routes, refuser, signed);
  mountPush(scope, routes, refuser, signed);
}

function mountSelf(scope: FastifyInstance, { ports, pushKey }: PhoneRoutes, refuser: Refuser, signed: Signed): void {
  scope.get(
    phonePaths.self,
    signed(async (phone) => ({
      ...selfOf(ports, phone, pushKey),
      push: await hasSubscription(ports.database, phone.authenticator.id),
    })),
  );
  scope.patch(
    phonePaths.self,
    signed(async ({ authenticator }, request, reply) => {
      const message = read(phoneRename, request);
      if (!message) return refuser.refuse(request, reply, 'phone_message_malformed');
      const { id, userId } = authenticator;
      await renameOwn(ports, { userId, id, name: message.name, actor: userId });
      return reply.code(204).send();
    }),
  );
  scope.delete(
    phonePaths.self,
    signed(async ({ authenticator: { id, userId } }, _request, reply) => {
      await removeOwn(ports, { userId, id, actor: userId });
      return reply.code(204).send();
    }),
  );
}

function mountRequests(
  scope: FastifyInstance,
  { ports, signals }: PhoneRoutes,
  refuser: Refuser,
  signed: Signed,
): void {
  const { database, clock } = ports;
  scope.get(
    phonePaths.requests,
    signed(async ({ authenticator }) => {
      const now = clock.now();
      const waiting = await waitingRequest(database, authenticator.userId, now);
      return { requests: waiting === undefined ? [] : [requestOf(waiting)], now: timeOf(now) };
    }),
  );
  scope.post(
    phonePaths.answer.replace('{id}', ':id'),
    signed(async ({ authenticator }, request, reply) => {
      const message = read(requestAnswer, request);
      if (!message) return refuser.refuse(request, reply, 'phone_message_malformed');
      const { id: requestId } = request.params as { readonly id: string };
      const sent = { requestId, jws: message.answer, from: request.ip };
      const outcome = await answerRequest(ports, signals, authenticator, sent);
      return outcome.kind === 'refused'
        ? refuser.refuse(request, reply, outcome.code, outcome)
        : { outcome: outcome.kind };
    }),
  );
  scope.post(
    phonePaths.tickets,
    signed(async ({ authenticator }, _request, reply) => {
      const { ticket, expiresAt } = await makeTicket(ports, authenticator.id);
      return reply.code(201).send({ ticket, expiresAt: timeOf(expiresAt) });
    }),
  );
}

function mountPush(scope: FastifyInstance, { ports }: PhoneRoutes, refuser: Refuser, signed: Signed): void {
  const { database, sealer, clock } = ports;
  scope.put(
    phonePaths.push,
    signed(async ({ authenticator }, request, reply) => {
      const message = read(pushSubscription, request);
      if (!message) return refuser.refuse(request, reply, 'phone_message_malformed');
      const { endpoint, keys } = message;
      if (!ports.pushes.mayBe(endpoint) || !isPoint(keys.p256dh)) {
        return refuser.refuseAttempt(request, reply, 'push_endpoint_refused', { known: authenticator });
      }
      const subscription = { authenticatorId: authenticator.id, target: { endpoint, ...keys } };
      await database.write((writer) => putSubscription(writer, sealer, subscription, clock.now()));
      return reply.code(204).send();
    }),
  );
  scope.delete(
    phonePaths.push,
    signed(async ({ authenticator }, _request, reply) => {
      await database.write((writer) => removeSubscription(writer, authenticator.id));
      return reply.code(204).send();
    }),
  );
}

function mountEvents(scope: FastifyInstance, { ports, signals }: PhoneRoutes, refuser: Refuser): void {
  const streams = new EventStreams(ports, signals);
  scope.addHook('preClose', async () => streams.close());
  scope.get(phonePaths.events, async (request, reply) => {
    if (refuser.isLimited(request, reply)) return reply;
    const asked = eventTicket.pick({ ticket: true }).strict().safeParse(request.query);
    const id = asked.success ? await useTicket(ports.database, asked.data.ticket, ports.clock.now()) : undefined;
    const authenticator = id === undefined ? undefined : await findAuthenticator(ports.database, id);
    if (authenticator?.state !== 'active') return refuser.refuseAttempt(request, reply, 'ticket_invalid');
    const stream = streams.open(authenticator);
    if (stream === undefined) return refuser.refuse(request, reply, 'events_limited');
    return reply.header('x-accel-buffering', 'no').type('text/event-stream').send(stream);
  });
}

function bytesOf({ body }: FastifyRequest): Uint8Array {
  return body instanceof Uint8Array ? body : new Uint8Array();
}

function read<Schema extends z.ZodType>(schema: Schema, request: FastifyRequest): z.output<Schema> | undefined {
  try {
    const parsed = schema.safeParse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytesOf(request))));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

/** A key that is no point of the curve would make every push fail. */
function isPoint(text: string): boolean {
  try {
    return nodeCrypto.p256(new Uint8Array(Buffer.from(text, 'base64url'))).type.kty === 'EC';
  } catch {
    return false;
  }
}

function accountOf({ issuer, organisation }: AuthenticatorPorts, { id, userPrincipalName, fullName }: User) {
  return { issuer, organisation, userId: id, userPrincipalName, fullName };
}

function selfOf(
  ports: AuthenticatorPorts,
  {
    authenticator,
    user,
  }: { readonly authenticator: Pick<Authenticator, 'id' | 'name' | 'createdAt'>; readonly user: User },
  pushKey: string,
) {
  const { id, name, createdAt } = authenticator;
  return {
    authenticator: { id, name, createdAt: timeOf(createdAt) },
    account: accountOf(ports, user),
    pushKey,
    now: timeOf(ports.clock.now()),
  };
}

function requestOf(request: ApprovalRequest) {
  const { id, userId, purpose, target, macSerialNumber, address, begunAt, expiresAt, wrongNumbers } = request;
  return {
    id,
    userId,
    purpose,
    target,
    macSerialNumber: macSerialNumber ?? null,
    address,
    begunAt: timeOf(begunAt),
    expiresAt: timeOf(expiresAt),
    triesLeft: 3 - wrongNumbers,
  };
}
