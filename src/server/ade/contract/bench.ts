/** A bench for the tests of this feature: simulated Apple on one side, a store of each engine on the other. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { onEveryEngine } from '#test/support/engines.ts';
import { type SimulatedApple, startApple } from '#apple/apple.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import { type HttpsFetch, httpsFetch } from '#runtime/https-fetch.ts';
import { systemRandom } from '#runtime/random.ts';
import { type Audit, createAudit } from '#server/audit/audit.ts';
import { createSealer } from '#server/keys/sealer.ts';
import type { Database } from '#server/store/database.ts';
import type { AdePorts, EnrollmentProfileSettings } from '../ade-ports.ts';
import { type AdeFeature, createAde } from '../feature.ts';

/** Sunday noon in November 2026. */
export const noon = Date.UTC(2026, 10, 1, 12);
export const minute = 60_000;
export const day = 86_400_000;

/** Everything a test may turn. */
export interface Bench {
  readonly apple: SimulatedApple;
  readonly ade: AdeFeature;
  readonly ports: AdePorts;
  readonly database: Database;
  /** The id of our server at Apple, whose token was imported. */
  readonly server: string;
  /** The certificate that Apple encrypted that token to. */
  readonly certificatePem: string;
  /** What the plan wants; undefined: nothing. */
  settings: EnrollmentProfileSettings | undefined;
  /** Where Macs are sent. */
  url: (serialNumber: string) => string;
  /** Paths of the calls since the last look, as `POST /profile`. */
  calls(): readonly string[];
  /** Types of audit events of this feature since the last look, with their codes. */
  events(): Promise<readonly string[]>;
  advance(milliseconds: number): void;
  /** Adds devices at Apple and assigns them to our server. */
  give(...serialNumbers: readonly string[]): void;
}

/** Declares tests on every engine, each with a bench whose token is imported. */
export function onBench(title: string, declareTests: (bench: () => Bench) => void): void {
  onEveryEngine(title, (store) => {
    let bench: Bench | undefined;
    let close = async () => {};
    before(async () => {
      ({ bench, close } = await makeBench(store.one()));
    });
    after(() => close());
    declareTests(() => bench ?? assert.fail('the bench stands while tests run'));
  });
}

async function makeBench(database: Database): Promise<{ bench: Bench; close: () => Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'porchlight-ade-'));
  let now = noon;
  const clock = { now: () => now };
  const apple = await startApple({ folder, clock, random: systemRandom });
  const audit = createAudit({
    database,
    clock,
    pause: async () => {},
    onFailure: ({ error }) => assert.fail(String(error)),
  });
  const made: string[] = [];
  const plain = httpsFetch({ ca: [apple.addresses.tlsRootPem] });
  const fetch: HttpsFetch = (url, request) => {
    made.push(`${request?.method ?? 'GET'} ${new URL(url).pathname}`);
    return plain(url, request);
  };
  const master = { current: 1, versions: new Map([[1, systemRandom.bytes(32)]]) };
  const settable = {
    settings: { profile_name: 'Example' } as EnrollmentProfileSettings | undefined,
    url: (_serialNumber: string) => 'https://mdm.example.org/enroll/one',
  };
  const ports: AdePorts = {
    database,
    audit,
    sealer: createSealer(() => master, nodeCrypto, systemRandom),
    clock,
    random: systemRandom,
    endpoint: async () => ({ baseUrl: apple.addresses.deviceServices, fetch }),
    plan: {
      enrollmentUrlFor: async (serialNumber) => settable.url(serialNumber),
      webUrlFor: async () => undefined,
      profileSettings: async () => settable.settings,
    },
  };
  const ade = createAde(ports);
  const { certificatePem } = await ade.tokenCertificate('admin');
  const server = apple.organisation.addServer('porchlight', certificatePem);
  const imported = await ade.importToken(Buffer.from(apple.organisation.downloadToken(server)), 'admin');
  assert.equal(imported.kind, 'imported');
  const bench: Bench = Object.assign(settable, {
    apple,
    ade,
    ports,
    database,
    server,
    certificatePem,
    calls: () => made.splice(0),
    events: eventsOf(audit),
    advance: (milliseconds: number) => {
      now += milliseconds;
    },
    give: (...serialNumbers: readonly string[]) => {
      for (const serialNumber of serialNumbers) {
        apple.organisation.addDevice({ serialNumber });
        apple.organisation.assign(serialNumber, server);
      }
    },
  });
  const close = async () => {
    await audit.close();
    await apple.close();
    rmSync(folder, { recursive: true });
  };
  return { bench, close };
}

function eventsOf(audit: Audit): () => Promise<readonly string[]> {
  let seen = 0;
  return async () => {
    const records = await audit.list({ after: seen, limit: 200 });
    seen = records.at(-1)?.sequence ?? seen;
    return records.map(({ event }) => (event.code === undefined ? event.type : `${event.type} ${event.code}`));
  };
}
