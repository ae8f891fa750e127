/**
 * The OpenID provider: applications sign people in here. The feature owns clients, sessions of browsers, grants and tokens,
 * and the pages in between. It does not own people and their credentials (the directory's, the factors'), nor the keys
 * that sign, which it shares with Platform SSO.
 */
import type { FastifyInstance } from 'fastify';
import type { Provider } from 'oidc-provider';
import { Budget } from '#server/http/budget.ts';
import {
  type ArtifactPlace,
  grantsOf,
  removeBegunOfUser,
  removeEnded,
  removeOfMac,
  removeOfUser,
  resealArtifacts,
  sessionsOf,
} from './artifacts.ts';
import { applicationsIn, endsOf, type SessionEnd, tellApplications } from './back-channel-logout.ts';
import type { SessionsOfPeople } from '#server/http/person-session.ts';
import { browserSessionsOf, endBrowserSession } from './browser-sessions.ts';
import { type ClientAdministration, createClientAdministration } from './client-administration.ts';
import type { OpenId, OpenIdBudgets, OpenIdPorts } from './context.ts';
import { watchProvider } from './notes.ts';
import { type OpenIdKeys, openKeys, resealKeys } from './openid-key.ts';
import { mountOpenId } from './routes.ts';

/** The feature at work. */
export interface OpenIdFeature {
  readonly clients: ClientAdministration;
  /** Ends every session, grant and token of a person, and tells the applications. */
  endSessionsOf(userId: string): Promise<void>;
  /** Ends what proofs of a Mac began, of everybody on it or of one person, and tells the applications. */
  endSessionsOfMac(deviceId: string, userId?: string): Promise<void>;
  /** Resolves once every application that is to be told was told, or cannot be. */
  settled(): Promise<void>;
  /** The same, but for sign-ins under way: one of them may be what ends the rest. */
  endBegunSessionsOf(userId: string): Promise<void>;
  /** Browsers that people are signed in with. One ends with what was given out in it, and the applications are told. */
  readonly sessions: SessionsOfPeople;
  /** How many sessions a Mac's proofs began, of everybody or of one person. */
  countSessionsOfMac(deviceId: string, userId?: string): Promise<number>;
  /** Applications that hold tokens of a person which count. */
  grantsOf(userId: string): Promise<readonly { readonly application: string; readonly tokens: number }[]>;
  mount(app: FastifyInstance): void;
  /** Removes what has ended. To be called now and then. */
  keepHouse(): Promise<void>;
  /** Seals every secret of the feature under the newest master key. Returns how many were sealed again. */
  reseal(): Promise<number>;
}

/** How long what has ended is kept, so that a device is told that its code expired and not that it is wrong. */
const keptAfterEnd = 3_600_000;
const rowsPerUnit = 500;

/** Opens the feature: reads its key, making it on first run. */
export async function openOpenId(ports: OpenIdPorts): Promise<OpenIdFeature> {
  const { database, clock } = ports;
  const keys = await openKeys(ports);
  const budgets: OpenIdBudgets = {
    deviceCode: new Budget({ burst: 60, perSeconds: 300 }, clock),
    refusals: new Budget({ burst: 60, perSeconds: 300 }, clock),
  };
  const openid: OpenId = { ports, keys, budgets, provider: currentProvider(ports, keys, budgets) };
  const telling = new Telling(openid);
  return {
    clients: createClientAdministration(ports),
    endSessionsOf: async (userId) => {
      const ends = await applicationsIn(ports, { userId });
      await database.write((writer) => removeOfUser(writer, userId));
      telling.begin(ends);
    },
    endSessionsOfMac: async (deviceId, userId) => {
      const ends = await applicationsIn(ports, { deviceId, userId });
      await database.write((writer) => removeOfMac(writer, deviceId, userId));
      telling.begin(ends);
    },
    settled: () => telling.settled(),
    endBegunSessionsOf: async (userId) => {
      const ends = await applicationsIn(ports, { userId });
      await database.write((writer) => removeBegunOfUser(writer, userId));
      telling.begin(ends);
    },
    sessions: {
      list: (userId) => browserSessionsOf(ports, userId),
      end: async (userId, id) => {
        const ended = await endBrowserSession(ports, userId, id);
        if (ended) telling.begin(endsOf(ended));
        return ended !== undefined;
      },
    },
    countSessionsOfMac: async (deviceId, userId) =>
      (await sessionsOf(database, ports.sealer, { deviceId, userId })).length,
    grantsOf: (userId) => grantsOf(database, userId, clock.now()),
    mount: (app) => mountOpenId(app, openid),
    keepHouse: async () => {
      const before = clock.now() - keptAfterEnd;
      let removed = rowsPerUnit;
      while (removed === rowsPerUnit) {
        removed = await database.write((writer) => removeEnded(writer, before, rowsPerUnit));
      }
    },
    reseal: () => reseal(ports),
  };
}

/** Applications being told, behind the answer to whoever ended the sessions. */
class Telling {
  readonly #openid: OpenId;
  readonly #under = new Set<Promise<void>>();

  constructor(openid: OpenId) {
    this.#openid = openid;
  }

  begin(ends: readonly SessionEnd[]): void {
    if (ends.length === 0) return;
    const { ports, provider } = this.#openid;
    const told = provider()
      .then((current) => tellApplications(ports, current, ends))
      .catch(ports.onFault)
      .finally(() => this.#under.delete(told));
    this.#under.add(told);
  }

  async settled(): Promise<void> {
    await Promise.all(this.#under);
  }
}

/**
 * The provider reads its keys once, so there is a new one when the keys change: all its state is in the store. Its library
 * takes tens of megabytes, which a server that only Macs sign in to does not spend.
 */
function currentProvider(ports: OpenIdPorts, keys: OpenIdKeys, budgets: OpenIdBudgets): () => Promise<Provider> {
  let made: { readonly of: string; readonly provider: Provider } | undefined;
  return async () => {
    const { makeProvider } = await import('./provider.ts');
    const signing = ports.signingKeys();
    const of = signing.map(({ keyId }) => keyId).join(' ');
    if (made?.of !== of) {
      made = { of, provider: makeProvider({ ports, keys, budgets }, signing) };
      watchProvider(made.provider, ports, budgets);
    }
    return made.provider;
  };
}

async function reseal({ database, sealer }: OpenIdPorts): Promise<number> {
  let resealed = await resealKeys(database, sealer);
  let after: ArtifactPlace | undefined = { model: '', id: '' };
  while (after !== undefined) {
    const from: ArtifactPlace = after;
    const step = await database.write((writer) => resealArtifacts(writer, sealer, from, rowsPerUnit));
    resealed += step.changed;
    after = step.last;
  }
  return resealed;
}

export type { AddClientOutcome, ClientAdministration, RotateSecretOutcome } from './client-administration.ts';
export type { Client } from './clients.ts';
