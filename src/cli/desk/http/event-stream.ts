/** Server-sent events (HTML, section 9.2): one JSON text each, with a comment now and then so that nothing in between gives up. */
import type { FastifyReply } from 'fastify';

const heartbeat = 15_000;

/** A stream that is open. */
export interface EventStream {
  send(value: unknown): void;
  /** Calls once, when the other side has gone. */
  onClose(act: () => void): void;
  end(): void;
}

/** Opens it on an answer, which is from then on no other's. */
export function openEventStream(reply: FastifyReply): EventStream {
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  raw.write('retry: 1000\n\n');
  const beat = setInterval(() => raw.write(': here\n\n'), heartbeat);
  const acts: (() => void)[] = [];
  raw.on('close', () => {
    clearInterval(beat);
    for (const act of acts) act();
  });
  return {
    send: (value) => void raw.write(`data: ${JSON.stringify(value)}\n\n`),
    onClose: (act) => void acts.push(act),
    end: () => void raw.end(),
  };
}
