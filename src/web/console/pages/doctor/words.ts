/** Words and tones of the doctor's answers. */
import type { Diagnosis, DoctorCheck, DoctorFinding, DoctorStageName } from '#api/doctor.ts';
import type { Tone } from '../../parts/state.tsx';

/** What a part of the way is called. */
export const stageNames: Readonly<Record<DoctorStageName, string>> = {
  assigned: 'Assigned',
  enrolled: 'Enrolled',
  app: 'App',
  profile: 'Profile',
  'associated-domains': 'Associated domains',
  'device-registered': 'Mac registered',
  'user-registered': 'Person registered',
  account: 'Account',
  'signed-in': 'Signed in',
  unlock: 'Unlock',
  renewal: 'Renewal',
};

/** How a part of the way looks. */
export const stageTones: Readonly<Record<Diagnosis['stages'][number]['state'], readonly [Tone, string]>> = {
  passed: ['good', 'Passed'],
  stopped: ['bad', 'Stopped here'],
  trouble: ['warn', 'Trouble'],
  unknown: ['still', 'Not known'],
};

/** How sure the doctor is. */
export const confidences: Readonly<Record<DoctorFinding['confidence'], readonly [Tone, string]>> = {
  certain: ['bad', 'Certain'],
  likely: ['warn', 'Likely'],
  possible: ['still', 'Possible'],
};

/** What was checked. */
export const checkNames: Readonly<Record<DoctorCheck['check'], string>> = {
  'associated-domains-origin': 'Association file',
  'associated-domains-cdn': 'Apple’s copy of it',
  'tls-chain': 'TLS certificate',
  clock: 'Clock',
  'profile-conflicts': 'Profile conflicts',
  'plan-against-macos': 'Plan against macOS',
  'known-issues': 'Known issues',
  refusals: 'Refusals',
  commands: 'Commands',
};

/** How a check came out. */
export const checkTones: Readonly<Record<DoctorCheck['state'], readonly [Tone, string]>> = {
  fine: ['good', 'Fine'],
  warning: ['warn', 'Look at it'],
  wrong: ['bad', 'Wrong'],
  unknown: ['still', 'Not known'],
  'not-asked': ['still', 'Not asked'],
};

/** A method as people say it. */
export function methodName(method: string): string {
  return method === 'UserSecureEnclaveKey' ? 'Secure Enclave' : method === 'SmartCard' ? 'Smart card' : method;
}
