/**
 * Alerts: one list of what an administrator should do something about, gathered from the features that know. It owns the
 * words and keeps nothing of its own: an alert is gone when its cause is.
 */
import { type Alert, type AlertCode, alertCodes } from './alert.ts';
import { type AlertPorts, gatherAlerts } from './gather.ts';

/** The feature at work. */
export interface Alerts {
  /** Errors first, then the oldest first. */
  list(): Promise<readonly Alert[]>;
  /** How many of each code, zeros too. */
  counts(): Promise<ReadonlyMap<AlertCode, number>>;
}

/** Makes the feature. */
export function createAlerts(ports: AlertPorts): Alerts {
  const list = () => gatherAlerts(ports);
  return {
    list,
    counts: async () => {
      const counts = new Map<AlertCode, number>(alertCodes.map((code) => [code, 0]));
      for (const { code } of await list()) counts.set(code, (counts.get(code) ?? 0) + 1);
      return counts;
    },
  };
}

export type { Alert, AlertCode } from './alert.ts';
export type { AlertPorts } from './gather.ts';
