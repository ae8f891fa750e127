/**
 * Notes: a small application of an organisation, for showing what signing in looks like from the other side. It knows the
 * identity server by its address only and speaks OpenID Connect by `openid-client`, as any application would.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '#runtime/clock.ts';
import type { HttpsFetch } from '#runtime/https-fetch.ts';
import type { Random } from '#runtime/random.ts';
import { answerRequest } from './answer-request.ts';
import { LogoutTokens } from './logout-tokens.ts';
import { NoteBook } from './note-book.ts';
import { connectTo } from './identity-server.ts';
import type { NotesParts } from './parts.ts';
import { Sessions } from './sessions.ts';

/** What it needs. */
export interface NotesOptions {
  /** The identity server. */
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** The loopback port to listen at; 0: any free one. */
  readonly port: number;
  /** Speaks to the identity server. */
  readonly fetch: HttpsFetch;
  readonly clock: Clock;
  readonly random: Random;
  /** Told of what went wrong, in a sentence. */
  readonly say: (sentence: string) => void;
}

/** Notes at work. */
export interface Notes {
  readonly url: string;
  close(): Promise<void>;
}

/** Starts it. @throws where the identity server cannot be reached, or nothing can listen at the port */
export async function startNotes(options: NotesOptions): Promise<Notes> {
  const { clock, random, say, issuer, clientId, fetch } = options;
  const identityServer = await connectTo(options);
  let parts: NotesParts | undefined;
  const server = createServer((request, response) => {
    if (parts) void answerRequest(parts, request, response);
  });
  server.requestTimeout = 10_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  parts = {
    url,
    identityServer,
    sessions: new Sessions(clock, random),
    book: new NoteBook(clock, random),
    logoutTokens: new LogoutTokens({ issuer, clientId, fetch, clock, jwksUri: identityServer.jwksUri }),
    say,
  };
  return {
    url,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
