import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { it } from 'node:test';
import { onEveryEngine } from '#test/support/engines.ts';
import { phonePaths } from '#api/authenticator.ts';
import { type Bench, beginFor, benchClock, enrolledPhone, issuer, openBench } from './contract/phone-bench.ts';

/** The stream of a phone, read event by event. */
class Listener {
  readonly response: Response;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  #text = '';

  constructor(response: Response) {
    this.response = response;
    this.#reader = response.status === 200 ? response.body?.getReader() : undefined;
  }

  /** Reads until there were so many events. */
  async events(count: number): Promise<number> {
    while (this.#count() < count) {
      const { done, value } = (await this.#reader?.read()) ?? { done: true };
      if (done) break;
      this.#text += new TextDecoder().decode(value);
    }
    return this.#count();
  }

  async ended(): Promise<boolean> {
    for (;;) {
      const { done } = (await this.#reader?.read()) ?? { done: true };
      if (done) return true;
    }
  }

  async close(): Promise<void> {
    await this.#reader?.cancel();
  }

  #count(): number {
    return this.#text.split('event: requests\ndata: {}\n\n').length - 1;
  }
}

async function listeningBench(...opening: Parameters<typeof openBench>) {
  const bench = await openBench(...opening);
  await bench.app.listen({ port: 0, host: 'localhost' });
  const { port } = bench.app.server.address() as AddressInfo;
  const at = (address: string) => address.replace(issuer, `http://localhost:${port}`);
  return { bench, listen: async (address: string) => new Listener(await fetch(at(address))) };
}

async function codeOf({ response }: Listener): Promise<unknown> {
  return ((await response.json()) as { readonly code?: unknown }).code;
}

onEveryEngine('The stream of events', (store) => {
  it('says that something changed when a request begins, on any node, and when it ends', async () => {
    const clock = benchClock();
    const [one, other] = store.pair();
    const { bench, listen } = await listeningBench(one, clock);
    const elsewhere: Bench = await openBench(other, clock);
    const { userId, phone, authenticatorId } = await enrolledPhone(bench);
    const listener = await listen(await phone.eventAddress(authenticatorId));
    assert.equal(listener.response.headers.get('content-type'), 'text/event-stream');
    assert.equal(await listener.events(1), 1);
    const { request, number } = await beginFor(elsewhere, userId, phone, authenticatorId);
    assert.equal(await listener.events(2), 2);
    await phone.approve(authenticatorId, request, number, 'pin');
    assert.equal(await listener.events(3), 3);
    await listener.close();
    await Promise.all([bench.close(), elsewhere.close()]);
  });

  it('opens once for a ticket, within 30 seconds, and for nothing else', async () => {
    const { bench, listen } = await listeningBench(store.one());
    const { phone, authenticatorId } = await enrolledPhone(bench);
    const address = await phone.eventAddress(authenticatorId);
    const listener = await listen(address);
    assert.equal(await listener.events(1), 1);
    assert.equal(await codeOf(await listen(address)), 'ticket_invalid');
    const late = await phone.eventAddress(authenticatorId);
    const ticket = /ticket=(.+)$/.exec(late)?.[1] ?? '';
    for (const query of [
      '',
      '?ticket=',
      '?ticket=a',
      `?ticket=${ticket}&ticket=${ticket}`,
      `?ticket=${ticket}&more=1`,
    ]) {
      assert.equal(await codeOf(await listen(`${issuer}${phonePaths.events}${query}`)), 'ticket_invalid', query);
    }
    bench.clock.time += 30_000;
    assert.equal(await codeOf(await listen(late)), 'ticket_invalid');
    await listener.close();
    await bench.close();
  });

  it('is open three times a phone at most, and ends with the phone or the server', async () => {
    const { bench, listen } = await listeningBench(store.one());
    const { userId, phone, authenticatorId } = await enrolledPhone(bench);
    const open = async () => listen(await phone.eventAddress(authenticatorId));
    const listeners = [await open(), await open(), await open()];
    for (const listener of listeners) assert.equal(await listener.events(1), 1);
    assert.equal(await codeOf(await open()), 'events_limited');
    await bench.feature.remove(userId, authenticatorId, 'admin');
    assert.deepEqual(await Promise.all(listeners.map((listener) => listener.ended())), [true, true, true]);
    const second = await enrolledPhone(bench);
    const last = await listen(await second.phone.eventAddress(second.authenticatorId));
    assert.equal(await last.events(1), 1);
    await Promise.all([bench.close(), last.ended()]);
  });
});
