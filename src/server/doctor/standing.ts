/** Whether a Mac is past registration, so that what would keep it from registering is no cause of anything. */
import type { Findings } from './findings.ts';
import { stateMember, stateOf } from './reading/state-values.ts';

/** The Mac itself is registered: by its own word if there is one, else by the server's. */
export function isDeviceRegistered(findings: Findings): boolean | undefined {
  const said = stateMember(findings, 'device', 'registrationCompleted');
  if (said !== undefined) return said.value === 'true';
  if (stateOf(findings)?.device?.kind === 'null') return false;
  const state = findings.mac?.registration?.state;
  if (findings.mac === undefined) return undefined;
  return state === 'registered' || state === 'repair';
}

/** A person is registered on the Mac: what the person's state says is the truth, not the green word in System Settings. */
export function isPersonRegistered(findings: Findings): boolean | undefined {
  const said = stateMember(findings, 'user', 'state');
  if (said !== undefined) return said.value.includes('(0)');
  if (stateOf(findings)?.user?.kind === 'null') return false;
  return findings.mac === undefined ? undefined : findings.mac.people.length > 0;
}

/** Mac and person are registered. */
export function isSettled(findings: Findings): boolean {
  return isDeviceRegistered(findings) === true && isPersonRegistered(findings) === true;
}
