/** Sends what Macs send, over connections that stay open. */
import { Agent, request } from 'node:https';
import { inLanes } from '../lanes.ts';
import type { Stopwatch } from '../measurement.ts';
import type { Shot } from './messages.ts';

/** Requests in a row over one connection, such as Idle and the report about the command that came. */
export type Conversation = readonly Shot[];

/** Talks to one server. */
export class MacClient {
  readonly #base: URL;
  readonly #agent: Agent;

  constructor(base: URL, ca: string) {
    this.#base = base;
    this.#agent = new Agent({ keepAlive: true, maxSockets: 64, ca });
  }

  /** Holds conversations in so many lanes; one counts as failed when any of its answers is not what it wants. */
  async hold(conversations: readonly Conversation[], lanes: number, stopwatch: Stopwatch): Promise<void> {
    await inLanes(conversations, { lanes }, (shots) => stopwatch.time(() => this.#isWell(shots)));
  }

  async #isWell(shots: Conversation): Promise<boolean> {
    for (const shot of shots) if (!(await this.#send(shot))) return false;
    return true;
  }

  #send({ method, path, headers, body, wants }: Shot): Promise<boolean> {
    const { hostname: host, port } = this.#base;
    const all = { ...headers, 'content-length': String(body.length) };
    return new Promise((resolve, reject) => {
      const sent = request({ method, host, port, path, agent: this.#agent, headers: all }, (response) => {
        let text = '';
        response.setEncoding('latin1');
        response.on('data', (chunk: string) => (text += chunk));
        response.on('end', () => resolve(response.statusCode === 200 && isWanted(text, wants)));
        response.on('error', reject);
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }

  /** Lets go of the connections. */
  close(): void {
    this.#agent.destroy();
  }
}

function isWanted(text: string, wants: Shot['wants']): boolean {
  if (wants === 'nothing') return text === '';
  return wants === 'something' ? text !== '' : text.includes(wants.text);
}
