/**
 * The person's own pages, `/account`: how they sign in, and where they are signed in. The feature owns the sessions of these
 * pages, what has to be proved before a change, and how everything is shown. It does not own factors, passwords, Macs and
 * sessions of applications: it asks their features, which also write down what changes.
 */
import type { FastifyInstance } from 'fastify';
import { Budget } from '#server/http/budget.ts';
import type { SessionsOfPeople } from '#server/http/person-session.ts';
import { openStoredKey, resealStoredKey } from '#server/keys/stored-key.ts';
import type { Account, AccountPorts } from './account-ports.ts';
import type { AccountPage } from './page.ts';
import { authenticatorPage } from './pages/authenticator.ts';
import { macsPage } from './pages/macs.ts';
import { oneTimeCodesPage } from './pages/one-time-codes.ts';
import { overviewPage } from './pages/overview.ts';
import { passkeysPage } from './pages/passkeys.ts';
import { passwordPage } from './pages/password.ts';
import { recoveryCodesPage } from './pages/recovery-codes.ts';
import { sessionsPage } from './pages/sessions.ts';
import { mountAccount } from './routes.ts';
import { endSessionNamed, endSessionsOf, removeEndedSessions, sessionsOf } from './sessions.ts';

/** The feature at work. */
export interface AccountFeature {
  /** Ends every session of a person on these pages. */
  endSessionsOf(userId: string): Promise<void>;
  /** Sessions of these pages. */
  readonly sessions: SessionsOfPeople;
  /** `/account/...` */
  mount(app: FastifyInstance): void;
  /** Removes what has ended. To be called now and then. */
  keepHouse(): Promise<void>;
  /** Seals every secret of the feature under the newest master key. Returns how many were sealed again. */
  reseal(): Promise<number>;
}

const keyName = 'account-forms';

/** Opens the feature: reads the key of its forms, making it on first run. */
export async function openAccount(ports: AccountPorts): Promise<AccountFeature> {
  const { database, clock, sealer } = ports;
  const account: Account = {
    ports,
    formKey: await openStoredKey(ports, keyName),
    guesses: new Budget({ burst: 10, perSeconds: 300 }, clock),
    written: new Budget({ burst: 60, perSeconds: 300 }, clock),
  };
  return {
    endSessionsOf: (userId) => database.write((writer) => endSessionsOf(writer, userId)),
    sessions: ownSessions(ports),
    mount: (app) => mountAccount(app, account, pagesOf(ports)),
    keepHouse: () => database.write((writer) => removeEndedSessions(writer, clock.now())),
    reseal: () => resealStoredKey(database, sealer, keyName),
  };
}

function ownSessions({ database, clock }: AccountPorts): SessionsOfPeople {
  return {
    list: (userId) => sessionsOf(database, userId, clock.now()),
    end: (userId, id) => database.write((writer) => endSessionNamed(writer, userId, id)),
  };
}

function pagesOf({ authenticators, passkeys }: AccountPorts): ReadonlyMap<string, AccountPage> {
  return new Map([
    ['', overviewPage],
    ...(authenticators ? [['authenticator', authenticatorPage(authenticators)] as const] : []),
    ...(passkeys ? [['passkeys', passkeysPage(passkeys)] as const] : []),
    ['one-time-codes', oneTimeCodesPage],
    ['recovery-codes', recoveryCodesPage],
    ['password', passwordPage],
    ['macs', macsPage],
    ['sessions', sessionsPage],
  ]);
}

export type { AccountPasskeys, AccountPorts, Authenticators, OwnMac } from './account-ports.ts';
export { passwordChanges } from './password-changes.ts';
