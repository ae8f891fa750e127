/** What falls due by the clock: housekeeping, revocation lists, the list of devices at Apple. Each timer lets the process end. */
import type { Logger } from 'pino';
import type { AdeFeature } from './ade/feature.ts';
import type { DirectoryFeature } from './directory/feature.ts';

/** How often house is kept, in milliseconds. */
const housekeepingInterval = 5000;
/** How often revocation lists are fetched, in milliseconds. */
const listInterval = 3_600_000;
/** How often Apple is asked for changes of devices, in milliseconds. */
const adeInterval = 300_000;

/** Lists are fetched again long before most of them end. A list that cannot be had stays in force until its own end. */
function refreshLists(directory: DirectoryFeature, logger: Logger): NodeJS.Timeout {
  const refresh = async () => {
    for (const { id, revocationListUrl } of await directory.listCardAuthorities()) {
      if (revocationListUrl === undefined) continue;
      const outcome = await directory.refreshRevocationList(id, 'system');
      if (outcome.kind !== 'imported')
        logger.warn({ authority: id, outcome: outcome.kind }, 'a revocation list was not renewed');
    }
  };
  const timer = setInterval(() => {
    refresh().catch((error: unknown) => logger.warn({ err: error }, 'revocation lists were not renewed'));
  }, listInterval);
  return timer.unref();
}

/** What Apple refuses stands in the state of the feature, for administrators; only faults of ours are logged. */
function syncDevices(ade: AdeFeature, logger: Logger): NodeJS.Timeout {
  const timer = setInterval(() => {
    ade.sync('timer').catch((error: unknown) => logger.warn({ err: error }, 'devices at Apple were not synced'));
  }, adeInterval);
  return timer.unref();
}

/** A feature with work that falls due now and then. */
export interface Housekeeper {
  keepHouse(): Promise<void>;
}

/** Lets features do what falls due, every few seconds. */
function keepHouse(features: readonly Housekeeper[], logger: Logger): NodeJS.Timeout {
  const timer = setInterval(() => {
    for (const feature of features) {
      feature.keepHouse().catch((error: unknown) => logger.warn({ err: error }, 'housekeeping failed'));
    }
  }, housekeepingInterval);
  return timer.unref();
}

/** Starts all of it. @returns what ends it */
export function startChores(
  features: readonly Housekeeper[],
  parts: { readonly directory: DirectoryFeature; readonly ade: AdeFeature; readonly logger: Logger },
): () => void {
  const { directory, ade, logger } = parts;
  const timers = [keepHouse(features, logger), refreshLists(directory, logger), syncDevices(ade, logger)];
  return () => {
    for (const timer of timers) clearInterval(timer);
  };
}
