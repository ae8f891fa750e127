/**
 * The console's server side: who is signed in to it in a browser, and what its open pages are told as it happens. The feature
 * owns the sessions, that no other site can use them, and the stream of events. It does not own what administrators do: the
 * console asks the administration interface like any program, with its session in place of a token.
 */
import type { FastifyInstance } from 'fastify';
import { appendAudit } from '#server/audit/audit.ts';
import { type Admission, type ConsoleRequest, recognise } from './admission.ts';
import { ChainWatch } from './events/chain-watch.ts';
import { ConsoleStreams } from './events/streams.ts';
import type { ConsolePorts } from './ports.ts';
import { mountConsole } from './routes.ts';
import type { SessionsOfPeople } from '#server/http/person-session.ts';
import {
  endSession,
  endSessionOf,
  endSessionsOf,
  personSessionsOf,
  removeEndedSessions,
  type Session,
  sessionsOf,
} from './sessions.ts';

/** Sessions of the console, for the administration interface. */
export interface ConsoleSessions {
  /** Who makes a request. */
  recognise(request: ConsoleRequest): Promise<Admission>;
  /** Ends a session, as its person wishes. */
  end(session: Pick<Session, 'id' | 'userId'>): Promise<void>;
  /** Sessions of a person that last, the newest first. */
  sessionsOf(userId: string): Promise<readonly Session[]>;
}

/** The feature at work. */
export interface ConsoleFeature extends ConsoleSessions {
  /** Sessions as people and administrators see and end them. */
  readonly sessions: SessionsOfPeople;
  /** Ends every session of a person. */
  endSessionsOf(userId: string): Promise<void>;
  /** `/console/sign-in`, `/console/events`. */
  mount(app: FastifyInstance): void;
  /** Removes what has ended. To be called now and then. */
  keepHouse(): Promise<void>;
}

/** Opens the feature. */
export function createConsole(ports: ConsolePorts): ConsoleFeature {
  const { database, clock } = ports;
  const streams = new ConsoleStreams(new ChainWatch(ports));
  return {
    recognise: (request) => recognise(ports, request),
    end: ({ id, userId }) =>
      database.write(async (writer) => {
        if (!(await endSession(writer, id))) return;
        const event = { type: 'console.signed-out', outcome: 'changed', userId, detail: { session: id } } as const;
        appendAudit(writer, clock.now(), [event]);
      }),
    sessionsOf: (userId) => sessionsOf(database, userId, clock.now()),
    sessions: {
      list: (userId) => personSessionsOf(database, userId, clock.now()),
      end: (userId, id) => database.write((writer) => endSessionOf(writer, userId, id)),
    },
    endSessionsOf: (userId) => database.write((writer) => endSessionsOf(writer, userId)),
    mount: (app) => mountConsole(app, ports, streams),
    keepHouse: () => database.write((writer) => removeEndedSessions(writer, clock.now())),
  };
}

export type { Admission, ConsoleCaller, ConsoleRequest, ConsoleRole } from './admission.ts';
export type { ConsolePorts } from './ports.ts';
