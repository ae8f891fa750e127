/** The command line's own configuration: the one place of it that reads the environment. */
import { resolve } from 'node:path';

/** What the command line is told by its surroundings. */
export interface CliSettings {
  /** The data directory, absolute. */
  readonly home: string;
  /** The server that commands talk to unless `--server` says otherwise. */
  readonly server: string;
}

/** Reads `PORCHLIGHT_HOME` and `PORCHLIGHT_ISSUER`; nothing needs to be set on a laptop. */
export function readSettings(environment: NodeJS.ProcessEnv = process.env): CliSettings {
  return {
    home: resolve(environment['PORCHLIGHT_HOME'] ?? '.porchlight'),
    server: environment['PORCHLIGHT_ISSUER'] ?? 'https://localhost:8443',
  };
}
