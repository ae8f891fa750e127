/**
 * The feature's addresses on the server. A Mac sends check-in messages and reports to the address its profile names for
 * each; both addresses take both, told apart by content type, and by MessageType where a client sends none.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { PlistDictionary } from '#protocol/encoding/plist/plist.ts';
import { isCheckIn, parseCheckIn } from '#protocol/mdm/check-in/check-in.ts';
import { channelOfDictionary } from '#protocol/mdm/enrollment-ids.ts';
import { mediaType } from '#protocol/mdm/media-types.ts';
import { parseDictionary } from '#protocol/mdm/message.ts';
import { parseReport } from '#protocol/mdm/report.ts';
import { answerCheckIn } from './check-in/check-in.ts';
import { answerReport } from './command-loop.ts';
import type { Answer, ManagementContext, Origin } from './context.ts';
import { admitSender, proveSender } from './prove-sender.ts';
import { Refusal } from './refusal.ts';
import { refuse } from './refuse.ts';

/** Bytes. Lists of applications and status reports of a Mac with a thousand of them stay below. */
const bodyLimit = 4 * 1024 * 1024;

/** Mounts `/mdm` and `/mdm/checkin` in a scope of their own, so that even errors of the framework are answered here. */
export function mountManagement(app: FastifyInstance, management: ManagementContext): void {
  app.register((scope, _options, ready) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit }, (_request, body, parsed) => parsed(null, body));
    scope.setErrorHandler((error, request, reply) => send(reply, refused(management, error, request)));
    for (const url of ['/mdm', '/mdm/checkin']) {
      scope.route({
        method: ['PUT', 'POST'],
        url,
        bodyLimit,
        handler: async (request, reply) => send(reply, await answer(management, request)),
      });
      scope.route({
        method: ['GET', 'DELETE', 'PATCH'],
        url,
        handler: (request, reply) => send(reply, refused(management, new Refusal('address_unknown'), request)),
      });
    }
    ready();
  });
}

async function answer(management: ManagementContext, request: FastifyRequest): Promise<Answer> {
  try {
    // A Buffer is a view into a pool; what is kept of a message are copies that the parsers make.
    const body = request.body instanceof Uint8Array ? request.body : new Uint8Array();
    const message = parseDictionary(body);
    const channel = channelOfDictionary(message);
    const sender = await proveSender(management, { header: signatureOf(request), body, channel });
    if (isCheckInRequest(request, message)) {
      // Who enrolled with an exported profile may be no Mac, and have push tokens of its own kind.
      const anyTokenLength = management.settings.anyTokenLength || sender.isByExportedProfile;
      const checkIn = parseCheckIn(message, { anyTokenLength });
      return await answerCheckIn(management, sender, checkIn, originOf(request));
    }
    const report = parseReport(message);
    return await answerReport(management, await admitSender(management, sender), report);
  } catch (error) {
    return refused(management, error, request);
  }
}

function isCheckInRequest({ headers }: FastifyRequest, message: PlistDictionary): boolean {
  const type = headers['content-type'];
  return type?.toLowerCase().startsWith(mediaType.checkIn) === true || isCheckIn(message);
}

function refused({ audit }: ManagementContext, error: unknown, request: FastifyRequest): Answer {
  const onFault = (fault: unknown) => request.log.error({ err: fault }, 'a message of a managed Mac failed');
  return refuse({ audit, onFault }, error, originOf(request));
}

function send(reply: FastifyReply, { status, contentType, body }: Answer): FastifyReply {
  reply.code(status).header('cache-control', 'no-store');
  if (body === undefined) return reply.send();
  return reply.type(contentType ?? mediaType.plist).send(Buffer.from(body.buffer, body.byteOffset, body.length));
}

function signatureOf({ headers }: FastifyRequest): string | undefined {
  const header = headers['mdm-signature'];
  return typeof header === 'string' ? header : undefined;
}

function originOf(request: FastifyRequest): Origin {
  return { address: request.ip };
}
