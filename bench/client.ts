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
import { parseNonceResponse } from '#protocol/platform-sso/nonce.ts';
import { openResponse } from '#protocol/platform-sso/response.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import { benchPassword, type Fixture } from './fixture.ts';
import { inLanes, type LaneOptions } from './lanes.ts';
import { type Measurement, Stopwatch } from './measurement.ts';
import { apvOf, type Device, type Endpoints, keyBody, loginBody, openDevice, refreshBody } from './requests.ts';

/** What came back. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

const requestId = '5F0C6B62-5B2E-4E0D-9C53-5D8E2B7B7A10';
const headers = { 'content-type': 'application/x-www-form-urlencoded', 'client-request-id': requestId };

/** Above the lanes of any measurement: a lane has a connection of its own. */
const mostConnections = 64;

/** So many requests for a nonce. */
export function nonceBodies(count: number): string[] {
  return Array.from({ length: count }, () => 'grant_type=srv_challenge');
}

/** Talks to one server over connections that stay open. */
export class BenchClient {
  readonly #agent: Agent;
  readonly #base: URL;
  readonly devices: readonly Device[];
  readonly endpoints: Endpoints;

  /** PEM of the root that the server's certificate is under. */
  readonly ca: string;

  private constructor(parts: Pick<BenchClient, 'devices' | 'endpoints' | 'ca'>, base: URL, agent: Agent) {
    this.#base = base;
    this.#agent = agent;
    this.devices = parts.devices;
    this.endpoints = parts.endpoints;
    this.ca = parts.ca;
  }

  /** Reads fixture, certificate and login configuration. */
  static async open(address: string, paths: { fixture: string; root: string }): Promise<BenchClient> {
    const fixture = JSON.parse(await readFile(paths.fixture, 'utf8')) as Fixture;
    const devices = fixture.devices.map((device) => openDevice(device));
    const ca = await readFile(paths.root, 'utf8');
    const agent = new Agent({ keepAlive: true, maxSockets: mostConnections, ca });
    const base = new URL(address);
    return new BenchClient({ devices, endpoints: await readEndpoints(base, agent), ca }, base, agent);
  }

  /** Devices of one method. */
  of(method: Device['method']): readonly Device[] {
    return this.devices.filter((device) => device.method === method);
  }

  /** So many nonces. */
  async nonces(count: number): Promise<string[]> {
    const answers = await this.all(nonceBodies(count), '/platform-sso/nonce');
    return answers.map(({ body }) => parseNonceResponse(parseJsonObject(body) ?? {}) ?? '');
  }

  /** Logins for devices in turn. */
  async logins(devices: readonly Device[], count: number): Promise<string[]> {
    const nonces = await this.nonces(count);
    return nonces.map((nonce, index) => loginBody(at(devices, index), this.endpoints, nonce, benchPassword));
  }

  /** One login each, answered with refresh tokens in the devices' order. */
  async refreshTokens(devices: readonly Device[], count: number): Promise<string[]> {
    const bodies = await this.logins(devices, count);
    const answers = await this.all(bodies);
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
    const contexts = (await this.all(setup)).map(({ status, body }, index) => {
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

  /** Sends bodies over as many connections as there are lanes, and measures. */
  async measure(bodies: readonly string[], options: LaneOptions, path = '/platform-sso/token'): Promise<Measurement> {
    const stopwatch = new Stopwatch();
    await inLanes(bodies, options, (body) =>
      stopwatch.time(async () => (await this.send('POST', path, body)).status === 200),
    );
    return stopwatch.result();
  }

  /** Sends bodies and returns the answers in order. */
  async all(bodies: readonly string[], path = '/platform-sso/token'): Promise<Answer[]> {
    const answers: Answer[] = [];
    await inLanes(bodies, { lanes: 8 }, async (body, index) => {
      answers[index] = await this.send('POST', path, body);
    });
    return answers;
  }

  /** One request, on a connection of the client's own agent or of another. */
  send(method: 'GET' | 'POST', path: string, body?: string, agent = this.#agent): Promise<Answer> {
    return exchange(this.#base, agent, method, path, body);
  }

  /** Lets go of the connections. */
  close(): void {
    this.#agent.destroy();
  }
}

async function readEndpoints(base: URL, agent: Agent): Promise<Endpoints> {
  const { body } = await exchange(base, agent, 'GET', '/platform-sso/login-configuration');
  const configuration = parseLoginConfiguration(parseJsonObject(body) ?? {});
  return {
    clientID: configuration.clientID,
    tokenEndpointURL: configuration.tokenEndpointURL,
    audience: configuration.audience ?? '',
    passwordKey: fromAnyBase64(configuration.loginRequestEncryptionPublicKey ?? '') ?? new Uint8Array(),
    apvPrefix: configuration.loginRequestEncryptionAPVPrefix ?? '',
  };
}

function exchange(base: URL, agent: Agent, method: 'GET' | 'POST', path: string, body?: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = {
      method,
      host: base.hostname,
      port: base.port,
      path,
      agent,
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

function at<Item>(items: readonly Item[], index: number): Item {
  const item = items[index % items.length];
  if (item === undefined) throw new Error('The bench has no devices of this method.');
  return item;
}
