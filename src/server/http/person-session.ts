/** Sessions of browsers as people and administrators see them, whichever feature keeps them. */
import { utf8 } from '#protocol/encoding/utf8.ts';
import { toBase64url } from '#protocol/encoding/base64.ts';
import { nodeCrypto } from '#runtime/crypto.ts';

/** What a session is for: applications (OpenID), the person's own pages, the console. */
export type SessionPurpose = 'applications' | 'account' | 'console';

/** A browser in which somebody is signed in. Times are milliseconds since 1970. */
export interface PersonSession {
  /** Names the session in lists; nobody can use it to be signed in. */
  readonly id: string;
  readonly purpose: SessionPurpose;
  /** As in "Safari on macOS"; undefined where the browser did not say. */
  readonly browser: string | undefined;
  /** The network address that it was begun from. */
  readonly address: string | undefined;
  readonly begunAt: number;
  readonly usedAt: number;
  /** Names of the applications that it was used for. */
  readonly applications: readonly string[];
}

/** Whoever keeps sessions of people. */
export interface SessionsOfPeople {
  /** Those that count now. */
  list(userId: string): Promise<readonly PersonSession[]>;
  /** Ends one of them. @returns whether it was there */
  end(userId: string, id: string): Promise<boolean>;
}

/** A name for a session, of the hash that the store knows it by: that itself is shown to nobody. */
export function sessionName(hash: Uint8Array): string {
  const label = utf8('session name:');
  const joined = new Uint8Array(label.length + hash.length);
  joined.set(label);
  joined.set(hash, label.length);
  return toBase64url(nodeCrypto.sha256(joined).subarray(0, 15));
}

/** Several keepers as one: the last used session first. */
export function joinedSessions(keepers: readonly SessionsOfPeople[]): SessionsOfPeople {
  return {
    list: async (userId) => {
      const lists = await Promise.all(keepers.map((keeper) => keeper.list(userId)));
      return lists.flat().toSorted((a, b) => b.usedAt - a.usedAt);
    },
    end: async (userId, id) => {
      const ended = await Promise.all(keepers.map((keeper) => keeper.end(userId, id)));
      return ended.includes(true);
    },
  };
}
