/** What a Mac is doing at the moment, in words for the person in front of it. */
import type { DeskAct } from '#api/desk/acts.ts';
import type { WireMessage } from '#api/desk/view.ts';
import type { Purpose } from '#mac/evidence.ts';

const byPurpose: Partial<Record<Purpose, string>> = {
  'associated domains': 'Asking the organisation’s domain about the app …',
  'registration sign-in': 'Signing in …',
  nonce: 'Asking for a nonce …',
  'device registration': 'Registering this Mac …',
  'user registration': 'Registering the user …',
  login: 'Signing in …',
  refresh: 'Renewing tokens …',
  'key request': 'Asking for the unlock key …',
  'key exchange': 'Unlocking …',
  'machine information': 'Asking for the management profile …',
  profile: 'Installing the management profile …',
  SCEP: 'Getting an identity …',
  ACME: 'Getting an attested identity …',
  'check-in': 'Enrolling this Mac …',
  command: 'Installing what the organisation wants …',
  declarations: 'Installing settings …',
  manifest: 'Downloading the organisation’s app …',
  package: 'Downloading the organisation’s app …',
};

const byAct: Partial<Record<DeskAct['kind'], string>> = {
  setup: 'One moment …',
  'setup-page': 'Loading …',
  register: 'Registering …',
  repair: 'Registering again …',
  'sign-in': 'Signing in …',
  safari: 'Loading …',
  command: 'Running …',
  'log-in': 'Logging in …',
  unlock: 'Unlocking …',
};

/** The words; undefined for what the Mac does in the background. @param last the newest message, which says more where the act has sent one */
export function doingWords(act: DeskAct['kind'], last: WireMessage | undefined): string | undefined {
  if (act === 'work') return undefined;
  const byLast = last?.isUnderWay === true ? byPurpose[last.purpose as Purpose] : undefined;
  return byLast ?? byAct[act] ?? 'One moment …';
}
