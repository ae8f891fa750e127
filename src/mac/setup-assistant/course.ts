/** Which pane comes after which, on this Mac as it now stands. */
import type { MacParts } from '../mac-parts.ts';
import { ssoPlan } from '../profile-store/profile-store.ts';
import { shownPanes } from './panes.ts';
import type { Pane, SetupState } from './setup-state.ts';

/** Panes that stand for others while something is under way. */
const standsFor: Partial<Record<Pane, Pane>> = {
  'web-sign-in': 'remote-management',
  'software-update': 'remote-management',
};

/** The pane after one, or undefined for the home screen. */
export function paneAfter(mac: MacParts, setup: SetupState, pane: Pane): Pane | undefined {
  const course = courseOf(mac, setup);
  const from = course.findIndex((step) => step.pane === (standsFor[pane] ?? pane));
  return course.slice(from + 1).find(({ shown }) => shown)?.pane;
}

interface Step {
  readonly pane: Pane;
  readonly shown: boolean;
}

function courseOf(mac: MacParts, setup: SetupState): readonly Step[] {
  const { macos, management } = mac.state;
  const skip = skipped(setup);
  const always = (pane: Pane): Step => ({ pane, shown: true });
  return [
    always('hello'),
    always('country'),
    always('network'),
    { pane: 'remote-management', shown: setup.enrollmentProfile !== undefined && management === undefined },
    { pane: 'awaiting-configuration', shown: management?.awaitingConfiguration ?? false },
    ...(advancesAlone(setup) ? [] : shownPanes(macos, skip, 'before account').map(always)),
    { pane: 'platform-sso', shown: registersDuringSetup(mac) && !advancesAlone(setup) },
    { pane: 'account', shown: !(setup.accountConfiguration?.skipPrimaryAccount ?? false) },
    ...(advancesAlone(setup) ? [] : shownPanes(macos, skip, 'after account').map(always)),
  ];
}

/** The pane "Single Sign-On for Mac" of macOS 26 and later, where the profile asks for it and nobody registered yet. */
export function registersDuringSetup(mac: MacParts): boolean {
  const plan = ssoPlan(mac.state.profiles, mac.traits());
  return mac.traits().setupAssistant && (plan?.platformSso.enableRegistrationDuringSetup ?? false);
}

/** What the organisation left out; an unattended Mac leaves out everything that can be. */
function skipped({ enrollmentProfile }: SetupState): readonly string[] {
  const items = enrollmentProfile?.['skip_setup_items'];
  return Array.isArray(items) ? items.filter((item) => typeof item === 'string') : [];
}

/** Whether the Mac goes through Setup Assistant by itself (`auto_advance_setup`, macOS 11 and later, by cable). */
export function advancesAlone({ enrollmentProfile }: SetupState): boolean {
  return enrollmentProfile?.['auto_advance_setup'] === true;
}
