/** HTTPS with nothing but node's own client. */
import { Agent, request } from 'node:https';

/** An answer, whole. */
export interface HttpsAnswer {
  readonly status: number;
  readonly contentType: string | undefined;
  readonly body: Buffer;
}

/** A question. No header is sent but those given and `User-Agent`. */
export interface HttpsQuestion {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

/** Asks one server, over connections that it keeps. */
export class HttpsClient {
  readonly #agent: Agent;
  readonly #ca: string;

  constructor(ca: string) {
    this.#ca = ca;
    this.#agent = new Agent({ keepAlive: true });
  }

  ask({ method, url, headers = {}, body }: HttpsQuestion): Promise<HttpsAnswer> {
    const options = { method, agent: this.#agent, ca: this.#ca };
    const length = body === undefined ? {} : { 'Content-Length': String(body.length) };
    return new Promise((resolve, reject) => {
      const asking = request(url, {
        ...options,
        headers: { 'User-Agent': 'Go-http-client/1.1', ...length, ...headers },
      });
      asking.on('error', reject).on('response', (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part)).on('error', reject);
        response.on('end', () => {
          const { statusCode: status = 0, headers: answered } = response;
          resolve({ status, contentType: answered['content-type'], body: Buffer.concat(parts) });
        });
      });
      asking.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
