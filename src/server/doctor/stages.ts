/** How far a Mac has come on the way to being signed in, by what its own text says first, and then the server. */
import { type Diagnosis, type DoctorFinding, type DoctorStageName, doctorStages } from '#api/doctor.ts';
import type { Findings } from './findings.ts';
import { numberBehind, stateMember, stateOf } from './reading/state-values.ts';
import { isDeviceRegistered, isPersonRegistered } from './standing.ts';

/** What is so, in a sentence; `passed` undefined where nobody knows. */
interface Standing {
  readonly passed: boolean | undefined;
  readonly sentence: string;
}

type StageState = Diagnosis['stages'][number];

/** Every stage with its state. What lies before a passed stage is passed too, unless something says otherwise. */
export function stageStates(findings: Findings, found: readonly DoctorFinding[]): StageState[] {
  const standings = doctorStages.map((stage) => table[stage](findings));
  const lastPassed = standings.findLastIndex(({ passed }) => passed === true);
  const stop = stopOf(found, standings, lastPassed);
  return doctorStages.map((stage, index) => {
    const { passed, sentence } = standings[index] ?? unknown;
    const finding = found.find((one) => one.stage === stage && one.confidence !== 'possible');
    if (index === stop) return { stage, state: 'stopped', sentence: finding ? `${finding.title}.` : sentence };
    if (finding) return { stage, state: 'trouble', sentence: `${finding.title}.` };
    if (passed === true) return { stage, state: 'passed', sentence };
    const isBefore = index < lastPassed && passed === undefined && (stop < 0 || index < stop);
    return isBefore
      ? { stage, state: 'passed', sentence: 'A later stage was reached.' }
      : { stage, state: 'unknown', sentence };
  });
}

/** The first finding's stage where the Mac has not passed it; else the first stage that it says it has not reached. */
function stopOf(found: readonly DoctorFinding[], standings: readonly Standing[], lastPassed: number): number {
  const first = found.find(({ confidence }) => confidence !== 'possible');
  if (first === undefined) return -1;
  const index = doctorStages.indexOf(first.stage);
  return standings[index]?.passed === true && index < lastPassed ? -1 : index;
}

const unknown: Standing = { passed: undefined, sentence: 'Nothing is known of it.' };
const yes = (sentence: string): Standing => ({ passed: true, sentence });
const no = (sentence: string): Standing => ({ passed: false, sentence });

const table: Readonly<Record<DoctorStageName, (findings: Findings) => Standing>> = {
  assigned: ({ mac }) => {
    const status = mac?.assignment?.status;
    if (status === 'assigned' || status === 'pushed') return yes('Apple sends the Mac here.');
    return status === undefined ? unknown : no(`At Apple: ${status}.`);
  },
  enrolled: ({ mac }) => {
    const state = mac?.management?.state;
    if (state === 'enabled') return yes('The Mac is under management.');
    return state === undefined ? unknown : no(state === 'ended' ? 'It left management.' : 'It began to enroll.');
  },
  app: ({ mac, text }) => {
    if (mac?.setup?.release === 'ready') return yes('Setup has seen the app.');
    return text?.state?.device?.members.has('extensionIdentifier') ? yes('macOS knows the extension.') : unknown;
  },
  profile: ({ mac, text }) => {
    const kind = text?.state?.device?.kind;
    if (kind === 'present' || kind === 'cut') return yes('The Mac has a device configuration.');
    if (kind === 'null') return no('The Mac has no device configuration.');
    const version = mac?.plan?.version ?? 0;
    return version > 0 ? yes(`The Mac has version ${version} of the plan.`) : unknown;
  },
  'associated-domains': (findings) =>
    isDeviceRegistered(findings) === true ? yes('They were checked before the registration.') : unknown,
  'device-registered': (findings) => {
    const registered = isDeviceRegistered(findings);
    if (registered === undefined) return unknown;
    return registered ? yes('The Mac is registered.') : no('The Mac is not registered.');
  },
  'user-registered': (findings) => {
    const registered = isPersonRegistered(findings);
    if (registered === undefined) return unknown;
    return registered ? yes('A person is registered on it.') : no('No person is registered on it.');
  },
  account: ({ mac, text }) => {
    if (text?.state?.user && text.state.user.kind !== 'null') return yes('An account on the Mac has a configuration.');
    const accounts = mac?.setup?.accounts ?? [];
    return accounts.length > 0 ? yes(`On the Mac: ${accounts.slice(0, 3).join(', ')}.`) : unknown;
  },
  'signed-in': (findings) => {
    const tokens = stateOf(findings)?.tokens;
    if (tokens?.expired) return no('The Mac’s tokens have ended.');
    if (tokens?.kind === 'present' && tokens.expiresAt !== undefined) return yes('The Mac has tokens.');
    const isIn = findings.mac?.people.some(({ lastLoginAt }) => lastLoginAt !== undefined) === true;
    return isIn ? yes('A person has signed in from it.') : unknown;
  },
  unlock: (findings) => {
    const type = numberBehind(stateMember(findings, 'user', 'loginType'));
    if (findings.text?.state?.user?.members.has('userUnlockHash')) return yes('The Mac has an unlock key.');
    if (isPersonRegistered(findings) !== true) return unknown;
    if (type === 2) return yes('The local password and Touch ID unlock it.');
    if (type === 3) return yes('The smart card unlocks it.');
    return findings.mac?.people.some(({ hasUnlockKey }) => hasUnlockKey)
      ? yes('The server keeps an unlock key.')
      : unknown;
  },
  renewal: (findings) => {
    const tokens = stateOf(findings)?.tokens;
    if (tokens?.expired) return no('The tokens were not renewed in time.');
    if (findings.events.some(({ type, outcome }) => type === 'platform-sso.refresh' && outcome !== 'refused')) {
      return yes('The Mac has renewed its tokens.');
    }
    return tokens?.expiresAt === undefined ? unknown : yes('The tokens have not ended.');
  },
};
