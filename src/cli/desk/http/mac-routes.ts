/** What one Mac offers: its view and its wire as events, acts, answers to what it asks, details of a message. */
import type { FastifyInstance } from 'fastify';
import { deskAct, promptAnswer } from '#api/desk/acts.ts';
import { macsPath } from '#api/desk/paths.ts';
import type { MacEvent } from '#api/desk/view.ts';
import { DeskRefusal } from '../desk-refusal.ts';
import { inOrder } from '../in-order.ts';
import type { DeskParts } from './desk-parts.ts';
import { openEventStream } from './event-stream.ts';
import { bodyOf } from './read-body.ts';

type Named = { Params: { name: string } };

/** Mounts them. */
export function mountMacs(app: FastifyInstance, parts: DeskParts): void {
  const { macs } = parts;
  const one = `${macsPath}/:name`;
  app.get<Named>(one, async ({ params }) => (await macs.get(params.name)).view());
  app.delete<Named>(one, async ({ params }, reply) => {
    await macs.delete(params.name);
    return reply.code(204).send();
  });
  app.get<Named>(`${one}/events`, async (request, reply) => {
    const mac = await macs.get(request.params.name);
    const [desk, view] = await Promise.all([parts.view(), mac.view()]);
    const stream = openEventStream(reply);
    const send = (event: MacEvent) => stream.send(event);
    send({ kind: 'desk', desk });
    send({ kind: 'view', view });
    for (const message of mac.wire.messages()) send({ kind: 'wire', message });
    const tell = inOrder(async () => send({ kind: 'desk', desk: await parts.view() }));
    stream.onClose(mac.watch(send));
    stream.onClose(macs.watch(tell));
    // What has changed since the first look.
    mac.changed();
    tell();
  });
  app.post<Named>(`${one}/acts`, async (request) => {
    const act = bodyOf(deskAct, request);
    return (await macs.get(request.params.name)).act(act);
  });
  app.post<{ Params: { name: string; prompt: string } }>(`${one}/prompts/:prompt`, async (request, reply) => {
    const answer = bodyOf(promptAnswer, request);
    (await macs.get(request.params.name)).answer(request.params.prompt, answer);
    return reply.code(204).send();
  });
  app.get<{ Params: { name: string; id: string } }>(`${one}/wire/:id`, async ({ params }) => {
    const detail = (await macs.get(params.name)).wire.detail(Number(params.id));
    if (!detail) throw new DeskRefusal(404, 'message_gone', 'This message is not kept any more.');
    return detail;
  });
}
