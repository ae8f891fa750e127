/** Why the server did not start, and what to do about it. */
import { ConfigError } from '#server/config.ts';

/** A sentence and the next step. */
export interface StartFailure {
  readonly message: string;
  readonly hint: string;
}

const hints: Readonly<Record<string, string>> = {
  EADDRINUSE: 'stop the other program, or choose another port: PORCHLIGHT_LISTEN=localhost:9443 npm start',
  EACCES: 'choose a port above 1023, or a folder that you may write: PORCHLIGHT_HOME=...',
  store_in_use: 'another server uses this home; stop it, or set PORCHLIGHT_HOME to another folder',
  store_unavailable: 'see that the database of PORCHLIGHT_DATABASE answers',
  master_key_missing: 'put back the master key that this store was sealed with',
  master_key_exposed: 'make the file readable by its owner only',
  migration_unknown: 'this store was used by a newer version; start that one',
};

/** The failure in words. */
export function startFailure(error: unknown): StartFailure {
  if (error instanceof ConfigError) {
    return {
      message: `the configuration has ${error.problems.length} problem(s)\n${error.message}`,
      hint: 'see docs/operations.md',
    };
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const message = error instanceof Error ? error.message : String(error);
  return { message, hint: hints[code] ?? 'run it again with PORCHLIGHT_LOG_LEVEL=debug to see more' };
}
