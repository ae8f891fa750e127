/** What the desk as a whole offers: its view, new Macs, offers for phones. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { newMac } from '#api/desk/acts.ts';
import { deskEventsPath, deskPath, macsPath, phoneOfferPath } from '#api/desk/paths.ts';
import { line } from '#api/members.ts';
import { inOrder } from '../in-order.ts';
import { putOnDesk } from '../new-mac.ts';
import type { Organisation } from '../organisation.ts';
import type { DeskParts } from './desk-parts.ts';
import { openEventStream } from './event-stream.ts';
import { bodyOf } from './read-body.ts';

const offerBody = z.strictObject({ userPrincipalName: line(320) });

/** Mounts them. */
export function mountDesk(app: FastifyInstance, parts: DeskParts): void {
  const { macs, organisation, ground } = parts;
  app.get(deskPath, () => parts.view());
  app.get(deskEventsPath, async (_request, reply) => {
    const first = await parts.view();
    const stream = openEventStream(reply);
    stream.send(first);
    const tell = inOrder(async () => stream.send(await parts.view()));
    stream.onClose(macs.watch(tell));
    // What has changed since the first look.
    tell();
  });
  app.post(macsPath, async (request, reply) => {
    const wish = bodyOf(newMac, request);
    await putOnDesk(ground, wish);
    return reply.code(201).send(await (await macs.get(wish.name)).view());
  });
  app.post(phoneOfferPath, (request) => offer(organisation, request));
}

async function offer(organisation: Organisation, request: FastifyRequest) {
  const { userPrincipalName } = bodyOf(offerBody, request);
  return { address: await organisation.phoneOffer(userPrincipalName) };
}
