/** The feature at work over a store, with a browser that shows certificates of the openssl program over TLS. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeCrypto } from '#runtime/crypto.ts';
import { systemRandom } from '#runtime/random.ts';
import type { AuditEvent } from '#server/audit/audit.ts';
import { prepareLocalTls } from '#server/authority/local-tls.ts';
import type { OpenSslAuthority } from '#server/directory/contract/openssl-authority.ts';
import { createDirectory } from '#server/directory/feature.ts';
import type { CardAuthoritySettings } from '#server/directory/smart-cards/card-administration.ts';
import { Budget } from '#server/http/budget.ts';
import { createSealer } from '#server/keys/sealer.ts';
import type { Database } from '#server/store/database.ts';
import { answerShown } from '../answer.ts';
import type { CertificateSignInPorts } from '../ports.ts';
import { openCertificateSignIn } from '../feature.ts';

/** A certificate with its key, PEM. */
export interface Identity {
  readonly certificate: string;
  readonly key: string;
}

/** What a browser sees. */
export interface Seen {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

let people = 0;

/** Opens it; `other` is the store of a second node. Close it afterwards. */
export async function openCertificateBench(database: Database, other: Database = database) {
  const clock = { time: Date.now() + 60_000, now: () => clock.time };
  const masterKey = { current: 1, versions: new Map([[1, new Uint8Array(32).fill(7)]]) };
  const sealer = createSealer(() => masterKey, nodeCrypto, systemRandom);
  const directory = createDirectory({ database, clock, random: systemRandom });
  const events: AuditEvent[] = [];
  const audit = { record: (event: AuditEvent) => void events.push(event) } as CertificateSignInPorts['audit'];
  const folder = await mkdtemp(join(tmpdir(), 'porchlight-certificates-'));
  const tls = await prepareLocalTls({ directory: folder, hostNames: [], clock, random: systemRandom });
  // Tests that move the clock do not take each other's attempts.
  const rounds = { time: 0, now: () => rounds.time };
  const budget = new Budget({ burst: 30, perSeconds: 300 }, rounds);
  const ports = { budget, people: directory, audit, sealer, clock, random: systemRandom };
  const onFault = (error: unknown) => assert.fail(String(error));
  const address = { ...tls, host: '127.0.0.1', port: 0, url: undefined, hostName: 'localhost', onFault };
  const here = await openCertificateSignIn({ ...ports, database }, address);
  const there = await openCertificateSignIn({ ...ports, database: other }, address);
  return {
    clock,
    directory,
    events,
    rounds,
    here,
    there,
    tls,
    /** What is said to certificates that no browser would send. */
    answer: (token: string, chain: readonly Uint8Array[]) =>
      answerShown({ ...ports, database }, { token, chain, address: '192.0.2.1' }),
    refusals: () => events.map(({ type, code }) => [type, code]),
    /** Trusts an authority, with its list unless told otherwise. */
    trust: async (authority: OpenSslAuthority, settings: CardAuthoritySettings = {}, withList = true) => {
      const outcome = await directory.addCardAuthority(authority.certificate, settings, 'test');
      const id = outcome.kind === 'refused' ? assert.fail(outcome.reason) : outcome.authority.id;
      if (outcome.kind === 'already') await directory.changeCardAuthority(id, settings, 'test');
      if (withList) await directory.importRevocationList(id, authority.list(), 'test');
      return id;
    },
    person: async () => {
      people += 1;
      const userPrincipalName = `carded${people}@example.org`;
      const made = await directory.createUser(
        { accountName: `carded${people}`, fullName: 'Carded', userPrincipalName },
        'test',
      );
      return { id: made.kind === 'created' ? made.user.id : assert.fail(made.kind), userPrincipalName };
    },
    show: (url: string, identity?: Identity, more: ShowOptions = {}) => show(url, tls.rootPem, identity, more),
    close: async () => {
      await here.close();
      await there.close();
      await rm(folder, { recursive: true });
    },
  };
}

interface ShowOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly maxVersion?: 'TLSv1.2';
}

function show(url: string, root: string, identity: Identity | undefined, more: ShowOptions): Promise<Seen> {
  const certificate = identity && { cert: identity.certificate, key: identity.key };
  return new Promise((resolve, reject) => {
    const sent = request(url, { ...more, ca: root, ...certificate, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => (text += part));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end();
  });
}
