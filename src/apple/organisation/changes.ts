/** The record of changes that a sync tells of. */
import type { OperationType } from '#protocol/ade/device-services/device.ts';
import type { AppleState } from '../apple-state.ts';

/** Notes a change. */
export function recordChange(
  state: AppleState,
  serverId: string,
  serialNumber: string,
  type: OperationType,
  at: string,
): void {
  state.changes.push({ number: lastChange(state) + 1, serverId, serialNumber, type, at });
}

/** The number of the newest change; 0 before the first. */
export function lastChange({ changes }: AppleState): number {
  return changes.at(-1)?.number ?? 0;
}
