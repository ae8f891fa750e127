/**
 * The client as a process of its own: fetches nonces, signs requests beforehand, then sends them over connections that
 * stay open, and reports what came back and how long each took.
 */
import { readFile } from 'node:fs/promises';
import { Agent, request } from 'node:https';
import { fromAnyBase64 } from '#protocol/encoding/base64.ts';
import { parseJsonObject } from '#protocol/encoding/json.ts';
import { parseKeyResponse } from '#protocol/platform-sso/key-response.ts';
import { parseLoginConfiguration } from '#protocol/platform-sso/login-configuration.ts';
import { parseLoginResponse } from '#protocol/platform-sso/login-response.ts';
import { openResponse } from '#protocol/platform-sso/response.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import type { Fixture } from './fixture.ts';
import { apvOf, type Device, type Endpoints, keyBody, loginBody, openDevice, refreshBody } from './requests.ts';

/** What one scenario measured. Times in milliseconds. */
export interface Measurement {
  readonly rate: number;
  readonly p50: number;
  readonly p99: number;
  readonly requests: number;
  readonly failures: number;
}

interface Answer {
  readonly status: number;
  readonly body: string;
}

const requestId = '5F0C6B62-5B2E-4E0D-9C53-5D8E2B7B7A10';
const headers = { 'content-type': 'application/x-www-form-urlencoded', 'client-request-id': requestId };

/** Talks to one server over a fixed number of connections. */
export class BenchClient {
  readonly #agent: Agent;
  readonly #base: URL;
  readonly #password: string;
  readonly devices: readonly Device[];
  endpoints!: Endpoints;

  private constructor(base: string, ca: string, connections: number, devices: readonly Device[], password: string) {
    this.#base = new URL(base);
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections, ca });
    this.devices = devices;
    this.#password = password;
  }

  /** Reads fixture, certificate and login configuration. */
  static async open(options: {
    base: string;
    home: { fixture: string; root: string };
    connections: number;
    password: string;
  }): Promise<BenchClient> {
    const fixture = JSON.parse(await readFile(options.home.fixture, 'utf8')) as Fixture;
    const devices = fixture.devices.map((device) => openDevice(device));
    const client = new BenchClient(
      options.base,
      await readFile(options.home.root, 'utf8'),
      options.connections,
      devices,
      options.password,
    );
    const configuration = parseLoginConfiguration(
      parseJsonObject((await client.send('GET', '/platform-sso/login-configuration')).body) ?? {},
    );
    client.endpoints = {
      clientID: configuration.clientID,
      tokenEndpointURL: configuration.tokenEndpointURL,
      audience: configuration.audience ?? '',
      passwordKey: fromAnyBase64(configuration.loginRequestEncryptionPublicKey ?? '') ?? new Uint8Array(),
      apvPrefix: configuration.loginRequestEncryptionAPVPrefix ?? '',
    };
    return client;
  }

  /** Devices of one method. */
  of(method: Device['method']): readonly Device[] {
    return this.devices.filter((device) => device.method === method);
  }

  /** So many nonces. */
  async nonces(count: number): Promise<string[]> {
    const answers = await this.all(
      Array.from({ length: count }, () => 'grant_type=srv_challenge'),
      8,
      '/platform-sso/nonce',
    );
    return answers.map(({ body }) => String(parseJsonObject(body)?.['Nonce']));
  }

  /** Logins for devices in turn. */
  async logins(devices: readonly Device[], count: number): Promise<string[]> {
    const nonces = await this.nonces(count);
    return nonces.map((nonce, index) => loginBody(at(devices, index), this.endpoints, nonce, this.#password));
  }

  /** One login each, answered with refresh tokens in the devices' order. */
  async refreshTokens(devices: readonly Device[], count: number): Promise<string[]> {
    const bodies = await this.logins(devices, count);
    const answers = await this.all(bodies, 8);
    return answers.map(({ status, body }, index) => {
      if (status !== 200) throw new Error(`A login of the preparation failed: ${status} ${body}`);
      const device = at(devices, index);
      return parseLoginResponse(openResponse(body, { key: device.encryption, apv: apvOf(device) }, nodeCrypto))
        .refreshToken;
    });
  }

  /** Refreshes, each with a token of its own. */
  async refreshes(devices: readonly Device[], count: number): Promise<string[]> {
    const tokens = await this.refreshTokens(devices, count);
    const nonces = await this.nonces(count);
    return nonces.map((nonce, index) => refreshBody(at(devices, index), this.endpoints, nonce, tokens[index] ?? ''));
  }

  /** Key requests. */
  async keyRequests(devices: readonly Device[], count: number): Promise<string[]> {
    const tokens = await this.refreshTokens(devices, devices.length);
    const nonces = await this.nonces(count);
    return nonces.map((nonce, index) =>
      keyBody(at(devices, index), this.endpoints, nonce, at(tokens, index % devices.length)),
    );
  }

  /** Key exchanges. */
  async keyExchanges(devices: readonly Device[], count: number): Promise<string[]> {
    const tokens = await this.refreshTokens(devices, devices.length);
    const setup = (await this.nonces(devices.length)).map((nonce, index) =>
      keyBody(at(devices, index), this.endpoints, nonce, at(tokens, index)),
    );
    const contexts = (await this.all(setup, 8)).map(({ status, body }, index) => {
      if (status !== 200) throw new Error(`A key request of the preparation failed: ${status} ${body}`);
      const device = at(devices, index);
      return (
        parseKeyResponse(openResponse(body, { key: device.encryption, apv: apvOf(device) }, nodeCrypto)).keyContext ??
        ''
      );
    });
    const nonces = await this.nonces(count);
    return nonces.map((nonce, index) =>
      keyBody(at(devices, index), this.endpoints, nonce, at(tokens, index), at(contexts, index)),
    );
  }

  /** Sends bodies over so many connections and measures. */
  async measure(bodies: readonly string[], connections: number, path = '/platform-sso/token'): Promise<Measurement> {
    const times: number[] = [];
    let failures = 0;
    const started = performance.now();
    await inLanes(bodies, connections, async (body) => {
      const sent = performance.now();
      const { status } = await this.send('POST', path, body);
      times.push(performance.now() - sent);
      if (status !== 200) failures += 1;
    });
    const seconds = (performance.now() - started) / 1000;
    times.sort((a, b) => a - b);
    const percentile = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
    return {
      rate: bodies.length / seconds,
      p50: percentile(0.5),
      p99: percentile(0.99),
      requests: bodies.length,
      failures,
    };
  }

  /** Sends bodies and returns the answers in order. */
  async all(bodies: readonly string[], connections: number, path = '/platform-sso/token'): Promise<Answer[]> {
    const answers: Answer[] = [];
    await inLanes(bodies, connections, async (body, index) => {
      answers[index] = await this.send('POST', path, body);
    });
    return answers;
  }

  /** One request. */
  send(method: 'GET' | 'POST', path: string, body?: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const { hostname, port } = this.#base;
      const options = {
        method,
        host: hostname,
        port,
        path,
        agent: this.#agent,
        headers: body === undefined ? {} : { ...headers, 'content-length': String(Buffer.byteLength(body)) },
      };
      const sent = request(options, (response) => {
        let text = '';
        response.setEncoding('latin1');
        response.on('data', (chunk: string) => (text += chunk));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }));
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

async function inLanes(
  bodies: readonly string[],
  lanes: number,
  act: (body: string, index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < bodies.length) {
      const index = next;
      next += 1;
      await act(bodies[index] ?? '', index);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

function at<Item>(items: readonly Item[], index: number): Item {
  const item = items[index % items.length];
  if (item === undefined) throw new Error('The bench has no devices of this method.');
  return item;
}
