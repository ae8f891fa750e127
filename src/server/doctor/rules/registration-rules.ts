/** Causes at the registration of the Mac and of its person. */
import { isDeviceRegistered, isPersonRegistered } from '../standing.ts';
import { numberBehind, stateMember, stateOf } from '../reading/state-values.ts';
import type { Findings } from '../findings.ts';
import {
  byRefusals,
  certain,
  known,
  likely,
  linesLike,
  possible,
  quoted,
  refusalsOf,
  rule,
  type Rule,
  type RuleText,
} from '../rule.ts';

const registeredSince = /^platform-sso\.(?:device\.(?:registered|repaired|repair-allowed)|user\.registered|login)$/;
const repair = 'Open System Settings > Users & Groups > Network Account Server > Edit > Repair.';

/** A cause that refusals at registration tell. */
function refusedAtRegistration(codes: readonly string[], text: Omit<RuleText, 'look' | 'needs'>): Rule {
  return rule({
    ...text,
    needs: ['audit'],
    look: (findings) => byRefusals(refusalsOf(findings, codes, registeredSince)),
  });
}

const hasRegistrationEvent = ({ events }: Findings) =>
  events.some(
    ({ type }) =>
      /^platform-sso\.(?:device|user)[.-]?.*(?:regist|repair)/.test(type) || /registration.*refused$/.test(type),
  );

/** The rules. */
export const registrationRules: readonly Rule[] = [
  refusedAtRegistration(['registration_not_allowed', 'access_token_invalid', 'access_token_foreign'], {
    code: 'person_may_not_register',
    stage: 'device-registered',
    title: 'The person may not register a Mac',
    cause:
      'People may not register Macs without a token here, or their sign-in for it did not count any more; elsewhere such a no is silent.',
    admin: [
      'Give the Mac a registration token: turn on tokenPerMac in the plan. $ porchlight plan show',
      'See who was refused. $ porchlight audit list --type platform-sso.device-registration.refused',
    ],
    user: ['Ask your administrator whether you may register this Mac.'],
  }),
  refusedAtRegistration(
    [
      'registration_token_expired',
      'registration_token_spent',
      'registration_token_foreign',
      'registration_token_unknown',
    ],
    {
      code: 'registration_token_refused',
      stage: 'device-registered',
      title: 'The registration token of the profile is not good any more',
      cause:
        'The token in the Mac’s profile has ended, was used by another key, or was made for another serial number.',
      docs: 'sign-in-plan.md',
      admin: ['Make another, or give the profile again by saving the plan. $ porchlight device token SERIAL'],
      user: ['Choose Register and sign in instead, where the window offers it.'],
    },
  ),
  refusedAtRegistration(['device_already_registered', 'key_already_registered'], {
    code: 'registered_with_other_keys',
    stage: 'device-registered',
    title: 'The Mac is registered already, with other keys',
    cause:
      'The Mac was erased, its disk restored, or it is another Mac with this serial number; new keys have to be let in.',
    admin: ['Let it bring new keys. $ porchlight device repair SERIAL'],
    user: [repair],
  }),
  refusedAtRegistration(['attestation_required', 'attestation_invalid', 'attestation_impossible'], {
    code: 'attestation_refused',
    stage: 'device-registered',
    title: 'The attestation of the Mac’s key is missing or wrong',
    cause:
      'The server asks Macs to prove that their keys are in a Secure Enclave, and this one did not, or not to a known root.',
    admin: ['The event says why; PORCHLIGHT_ATTESTATION says what is asked. $ porchlight audit list --device SERIAL'],
  }),
  rule({
    code: 'registration_policy_circle',
    stage: 'device-registered',
    title: 'A rule of the policy keeps the Mac from registering',
    cause:
      'The sign-in for the registration is refused by a rule that asks for a registered or managed Mac, or for a factor that the person gets only afterwards: a circle.',
    needs: ['audit'],
    docs: 'policy.md',
    admin: [
      'See which rule decides. $ porchlight policy what-if --user USER --purpose mac-registration --device SERIAL',
      'Leave the purposes mac-registration and setup-assistant out of that rule, or put a rule for them before it.',
      'Give the person a temporary pass where a factor is missing. $ porchlight temporary-pass give USER',
    ],
    user: ['Ask your administrator for a temporary access pass.'],
    look: (findings) => {
      const refused = refusalsOf(findings, ['policy_refused', 'factor_missing'], registeredSince);
      return byRefusals(
        refused.filter(({ purpose }) => purpose === 'mac-registration' || purpose === 'setup-assistant'),
      );
    },
  }),
  rule({
    code: 'mac_revoked',
    stage: 'device-registered',
    title: 'The Mac was revoked',
    cause: 'An administrator revoked the Mac, and it gets nothing until a repair is allowed.',
    needs: ['mac', 'audit'],
    admin: ['Where it is to come back, allow a repair. $ porchlight device repair SERIAL'],
    user: ['Ask your administrator; this Mac may not sign in.'],
    look: (findings) => {
      if (findings.mac?.registration?.state === 'revoked') return certain(known('mac', 'registration: revoked'));
      return byRefusals(refusalsOf(findings, ['device_revoked'], registeredSince));
    },
  }),
  refusedAtRegistration(['device_keys_retired', 'device_unknown', 'party_info_wrong_key'], {
    code: 'mac_signs_with_old_keys',
    stage: 'device-registered',
    title: 'The Mac signs with keys that were replaced',
    cause:
      'A later registration brought new keys: two Macs share one disk image, or the disk was restored from an older copy.',
    admin: [
      'Have the Mac that is right register again. $ porchlight device repair SERIAL',
      'Look whether two Macs have this serial number or this disk.',
    ],
    user: [repair],
  }),
  rule({
    code: 'clock_wrong',
    stage: 'device-registered',
    title: 'The clock of the Mac is wrong',
    cause: 'Requests live five minutes and may be one minute off; a Mac with a wrong clock is refused each time.',
    needs: ['audit', 'text'],
    admin: [
      'Have the Mac set its clock by the network. $ sudo sntp -sS time.apple.com',
      'See that the server’s own clock is right. $ timedatectl',
    ],
    user: ['Turn on System Settings > General > Date & Time > Set time and date automatically.'],
    look: (findings) => {
      const codes = ['request_expired', 'request_from_future', 'assertion_expired', 'assertion_from_future'];
      const refused = byRefusals(refusalsOf(findings, codes, registeredSince));
      const printed = stateOf(findings)?.time;
      // Nobody pastes from the future; a text from the past may just be old.
      const ahead = printed === undefined ? 0 : printed.at - findings.now;
      if (refused || printed === undefined || ahead < 120_000) return refused;
      return certain(
        ...quoted([printed.line]),
        known('mac', `the server’s clock says ${new Date(findings.now).toISOString()}`),
      );
    },
  }),
  rule({
    code: 'registration_forgotten_by_mac',
    stage: 'device-registered',
    title: 'The Mac has lost its registration',
    cause:
      'The server knows the Mac as registered, and the Mac says that it is not: its profile was taken off or replaced under another identifier, which unregisters without a word.',
    needs: ['text', 'mac'],
    docs: 'sign-in-plan.md',
    yieldsTo: [
      'other_extension',
      'left_management',
      'device_config_unreadable',
      'device_config_damaged',
      'mac_revoked',
      'sso_payload_doubled',
    ],
    admin: [
      'Let the Mac register again. $ porchlight device repair SERIAL',
      'Look who replaced the profile: payload identifiers of a plan never change by themselves. $ porchlight audit list --device SERIAL',
    ],
    user: [repair],
    look: (findings) => {
      const device = stateOf(findings)?.device;
      const isKnown = findings.mac?.registration?.state === 'registered' && findings.mac.people.length > 0;
      if (device === undefined || !isKnown || isDeviceRegistered(findings) !== false) return undefined;
      const line = device.members.get('registrationCompleted')?.line ?? device.heading;
      return certain(
        ...quoted([line]),
        known('mac', `registered ${new Date(findings.mac?.registration?.registeredAt ?? 0).toISOString()}`),
      );
    },
  }),
  rule({
    code: 'registration_unregistered_here',
    stage: 'device-registered',
    title: 'The server has forgotten the Mac',
    cause:
      'The Mac believes that it is registered, and the server has no registration of it: it left management, or was removed here.',
    needs: ['text', 'mac'],
    yieldsTo: ['mac_revoked', 'other_extension', 'login_configuration_stale'],
    admin: [
      'Let it register again: make a token for it. $ porchlight device token SERIAL',
      'See when it was forgotten. $ porchlight audit list --device SERIAL',
    ],
    user: [repair],
    look: (findings) => {
      const completed = stateMember(findings, 'device', 'registrationCompleted');
      if (completed?.value !== 'true' || findings.mac === undefined) return undefined;
      const state = findings.mac.registration?.state;
      return state === undefined || state === 'expected'
        ? certain(...quoted([completed.line]), known('mac', `registration here: ${state ?? 'none'}`))
        : undefined;
    },
  }),
  rule({
    code: 'registration_never_started',
    stage: 'device-registered',
    title: 'Nobody has answered “Registration Required”',
    cause:
      'Profile and app are there, nothing was refused, and nobody has chosen Register: the notification was missed.',
    needs: ['mac', 'text'],
    isLastResort: true,
    yieldsTo: ['extension_not_ready', 'card_not_paired'],
    admin: ['Tell the person; the notification comes back about every ten minutes and after a login.'],
    user: [
      'Choose Register in the notification at the top right, or open System Settings > Users & Groups > Network Account Server > Edit > Register.',
    ],
    look: (findings) => {
      if (isDeviceRegistered(findings) !== false || hasRegistrationEvent(findings)) return undefined;
      const device = stateOf(findings)?.device;
      const completed = stateMember(findings, 'device', 'registrationCompleted');
      if (device !== undefined) return completed ? likely(...quoted([completed.line])) : undefined;
      const { setup, plan, management } = findings.mac ?? {};
      const isReady = setup?.state === 'released' && setup.release === 'ready' && (plan?.version ?? 0) > 0;
      return management?.state === 'enabled' && isReady ? likely(known('mac', findings.mac?.reason ?? '')) : undefined;
    },
  }),
  rule({
    code: 'user_registration_unfinished',
    stage: 'user-registered',
    title: 'The Mac is registered, and the person is not',
    cause:
      'The registration of the person was not finished; System Settings shows a green “Registered” for the Mac all the same.',
    needs: ['text', 'mac'],
    yieldsTo: [
      'account_disabled',
      'registration_policy_circle',
      'registration_unregistered_here',
      'method_changed',
      'card_not_accepted',
    ],
    isLastResort: true,
    admin: [
      'Have the person register; what was refused meanwhile stands here. $ porchlight audit list --device SERIAL',
    ],
    user: [
      'Choose Register in the notification, or open System Settings > Users & Groups > Network Account Server > Edit > Repair.',
    ],
    look: (findings) => {
      if (isDeviceRegistered(findings) !== true || isPersonRegistered(findings) !== false) return undefined;
      const said = stateMember(findings, 'user', 'state');
      if (said !== undefined) return numberBehind(said) === 2 ? certain(...quoted([said.line])) : undefined;
      const block = stateOf(findings)?.user;
      if (block !== undefined) return likely(...quoted([block.heading]));
      return findings.mac?.stage === 'registered' ? likely(known('mac', findings.mac.reason)) : undefined;
    },
  }),
  rule({
    code: 'enclave_key_lost',
    stage: 'user-registered',
    title: 'The person’s Secure Enclave key is gone',
    cause:
      'A password reset by recovery key or by management destroys the key of the method Secure Enclave; the person has to register again.',
    needs: ['text', 'audit'],
    admin: [
      'End the old registration so that it is clear which one counts. $ porchlight registration list --user USER',
    ],
    user: [repair],
    look: (findings) => {
      const said = stateMember(findings, 'user', 'state');
      if (said !== undefined && numberBehind(said) === 1) return certain(...quoted([said.line]));
      const codes = ['user_key_unknown', 'assertion_signature_invalid'];
      return byRefusals(refusalsOf(findings, codes, /^platform-sso\.(?:user\.registered|login)$/), 'likely');
    },
  }),
  rule({
    code: 'card_not_accepted',
    stage: 'user-registered',
    title: 'The smart card is not accepted',
    cause:
      'The certificate on the card is not of a trusted authority, has ended, was revoked, or names nobody here; the event says which.',
    needs: ['audit'],
    admin: [
      'See which authorities are trusted, and how people are found. $ porchlight smart-card list',
      'Read the reason. $ porchlight audit list --device SERIAL',
    ],
    user: ['Try another card, or ask your administrator.'],
    look: (findings) => byRefusals(refusalsOf(findings, ['card_not_accepted', 'card_of_another'], registeredSince)),
  }),
  rule({
    code: 'card_not_paired',
    stage: 'user-registered',
    title: 'The smart card is not paired with the local account',
    cause: 'The method Smart Card needs the card paired with the account on the Mac before the registration.',
    needs: ['text'],
    yieldsTo: ['card_not_accepted'],
    admin: [
      'Pair it: the hash stands in the first, the second pairs. $ sc_auth identities; sudo sc_auth pair -h HASH -u USER',
    ],
    user: ['Insert the card, and agree when the Mac offers to pair it.'],
    look: (findings) => {
      const lines = linesLike(findings, /^\s*Unpaired identities\s*:/i);
      const wants =
        findings.plan?.method === 'SmartCard' || numberBehind(stateMember(findings, 'device', 'loginType')) === 3;
      return wants ? likely(...lines) : possible(...lines);
    },
  }),
  rule({
    code: 'person_not_registered_here',
    stage: 'user-registered',
    title: 'The person has no registration on this Mac',
    cause:
      'Somebody logs in on the Mac who never registered on it, whose registration was ended, or who is registered by another method.',
    needs: ['audit'],
    yieldsTo: ['method_changed', 'enclave_key_lost', 'user_registration_unfinished'],
    admin: [
      'See who is registered. $ porchlight registration list --user USER',
      'Who may be registered by a first login is said by PORCHLIGHT_FIRST_LOGIN_ACCOUNTS.',
    ],
    user: [repair],
    look: (findings) =>
      byRefusals(
        refusalsOf(
          findings,
          ['user_not_registered', 'method_not_allowed'],
          /^platform-sso\.(?:user\.registered|login)$/,
        ),
      ),
  }),
];
