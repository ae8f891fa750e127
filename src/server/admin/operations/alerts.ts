import type { AlertItem, alertOperations } from '#api/alerts.ts';
import { timeOrNeverOf } from '#api/members.ts';
import type { Alert } from '#server/alerts/feature.ts';
import { done, type Handlers } from '../answer.ts';
import type { AdminPorts } from '../ports.ts';

/** What needs an administrator. */
export function alertHandlers({ alerts }: Pick<AdminPorts, 'alerts'>): Handlers<keyof typeof alertOperations> {
  return { listAlerts: async () => done({ items: (await alerts.list()).map((alert) => itemOf(alert)) }) };
}

function itemOf({ since, serialNumber, ...alert }: Alert): AlertItem {
  return { ...alert, serialNumber: serialNumber ?? null, since: timeOrNeverOf(since) };
}
