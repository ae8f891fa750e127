/** Causes in the profile: missing, doubled, refused, not for this macOS, or other than what the Mac registered with. */
import { knownIssuesOf } from '../known-issues.ts';
import { masked } from '../reading/mask.ts';
import { brokenPayloads, doubledPayloads, type PayloadRemark } from '../reading/sso-payloads.ts';
import { macosOf, methodIn, stateMember, stateOf } from '../reading/state-values.ts';
import { isBefore } from '../macos-version.ts';
import { certain, known, likely, linesLike, possible, quoted, rule, type Rule } from '../rule.ts';

const misconfigured =
  /(?:\bcode[ :=]*|\berror[ :=]*|\()10001\b|\b10001\b.{0,80}(?:misconfig|payload|sso)|(?:sso|extension).{0,80}\b10001\b/i;
const several =
  /(?:\bcode[ :=]*|\berror[ :=]*|\()10002\b|\b10002\b.{0,80}(?:multiple|payload|sso)|(?:sso|extension).{0,80}\b10002\b|multiple (?:SSO|extensible ?SSO|single sign-on) (?:payloads|profiles|configurations)/i;
const unreadable = /com\.apple\.PlatformSSO\b.{0,120}-1001\b|error deserializing (?:the )?device config/i;

const remarked = (remarks: readonly PayloadRemark[]) =>
  remarks.slice(0, 4).map(({ line, words }) => ({
    source: 'text' as const,
    line: line.number,
    event: null,
    quote: masked(words),
  }));

/** The rules. */
export const profileRules: readonly Rule[] = [
  rule({
    code: 'sso_payload_misconfigured',
    stage: 'profile',
    title: 'The single sign-on payload is wrong (10001)',
    cause: 'The payload lacks a required key, or extension identifier, team identifier or type do not fit the app.',
    needs: ['text', 'plan'],
    docs: 'sign-in-plan.md',
    admin: [
      'See what the linter says of the plan. $ porchlight plan show',
      'Where the profile was written elsewhere, compare it with an exported one. $ porchlight plan export --macos 15',
    ],
    look: (findings) => {
      const found = findings.plan?.findings.filter(
        ({ microsoft, severity }) => microsoft === '10001' && severity === 'error',
      );
      const lint = (found ?? []).map(({ code, member, message }) => known('plan', `${code} at ${member}: ${message}`));
      const broken = remarked(brokenPayloads(findings.text?.payloads ?? []));
      return certain(...linesLike(findings, misconfigured), ...broken, ...lint);
    },
  }),
  rule({
    code: 'sso_payload_doubled',
    stage: 'profile',
    title: 'Two single sign-on payloads are on the Mac (10002)',
    cause:
      'Another profile configures single sign-on for the same addresses or Platform SSO as well, and macOS takes neither.',
    needs: ['text', 'plan'],
    docs: 'sign-in-plan.md',
    admin: [
      'See which profiles the Mac has. $ sudo profiles list',
      'Take the older single sign-on policy off the Mac where it comes from.',
    ],
    look: (findings) => {
      const twice = remarked(doubledPayloads(findings.text?.payloads ?? []));
      const lint =
        findings.plan?.findings.filter(({ code }) => code === 'url_taken' || code === 'payload_duplicate') ?? [];
      const evidence = [
        ...linesLike(findings, several),
        ...twice,
        ...lint.map(({ code, message }) => known('plan', `${code}: ${message}`)),
      ];
      if (evidence.length > 0) return certain(...evidence);
      const perhaps = findings.plan?.findings.find(({ code }) => code === 'payload_perhaps_duplicate');
      const isRegistered = (findings.mac?.people.length ?? 0) > 0 || stateOf(findings)?.device?.kind === 'present';
      return perhaps && !isRegistered ? possible(known('plan', `${perhaps.code}: ${perhaps.message}`)) : undefined;
    },
  }),
  rule({
    code: 'profile_refused',
    stage: 'profile',
    title: 'The Mac refused the profile or a declaration of the plan',
    cause: 'The Mac answered with an error when it was given the plan, and goes on with what it had before.',
    needs: ['mac'],
    docs: 'sign-in-plan.md',
    yieldsTo: ['sso_payload_doubled', 'sso_payload_misconfigured'],
    admin: [
      'Read the Mac’s reason. $ porchlight command list SERIAL',
      'Mend the plan and save it: the Mac is tried again. $ porchlight plan set FILE',
    ],
    look: ({ mac }) => {
      const alert = mac?.alerts.find(
        ({ code }) => code === 'setup_plan_refused' || code === 'setup_declaration_invalid',
      );
      if (mac?.plan?.error !== undefined) return certain(known('mac', mac.plan.error));
      if (alert) return certain(known('mac', `alert ${alert.code}: ${alert.detail}`));
      const [latest] = mac?.commands.filter(({ requestType }) => requestType === 'InstallProfile') ?? [];
      if (latest === undefined || !/Error/.test(latest.status)) return undefined;
      return certain(known('mac', `InstallProfile ${latest.status}: ${latest.error ?? 'without a reason'}`));
    },
  }),
  rule({
    code: 'profile_not_on_mac',
    stage: 'profile',
    title: 'No Platform SSO profile works on the Mac',
    cause:
      'The Mac has no device configuration at all: no profile with Platform SSO is installed, or macOS passes over it.',
    needs: ['text'],
    yieldsTo: [
      'sso_payload_doubled',
      'sso_payload_misconfigured',
      'profile_refused',
      'macos_without_method',
      'left_management',
      'device_config_unreadable',
      'device_config_damaged',
      'plan_not_delivered',
    ],
    admin: [
      'See whether the Mac has the profile. $ sudo profiles list',
      'See what it was given, and give it again by saving the plan. $ porchlight device show SERIAL',
    ],
    look: (findings) => {
      const device = stateOf(findings)?.device;
      return device?.kind === 'null' ? likely(...quoted([device.heading])) : undefined;
    },
  }),
  rule({
    code: 'plan_not_delivered',
    stage: 'profile',
    title: 'The Mac has not taken the plan yet',
    cause: 'The commands with the plan’s settings wait: the Mac has not come for them, or answers “not now”.',
    needs: ['mac'],
    docs: 'sign-in-plan.md',
    yieldsTo: ['profile_refused'],
    admin: [
      'Ring the Mac. $ porchlight enrollment push SERIAL',
      'See which commands wait. $ porchlight command list SERIAL',
    ],
    user: ['Unlock the Mac and leave it on with a network for a few minutes.'],
    look: ({ mac, plan }) => {
      if (mac?.management?.state !== 'enabled' || mac.plan === undefined || plan === undefined) return undefined;
      const { version, waiting } = mac.plan;
      const words = `the Mac has version ${version}, in force is ${plan.version}; ${waiting} commands wait`;
      if (waiting === 0 || version >= plan.version) return undefined;
      return version === 0 ? certain(known('mac', words)) : possible(known('mac', words));
    },
  }),
  rule({
    code: 'macos_without_method',
    stage: 'profile',
    title: 'The plan has no method for this macOS',
    cause: 'The plan’s method came with a later macOS than the Mac runs, and there is no fallback for older Macs.',
    needs: ['plan'],
    docs: 'sign-in-plan.md',
    admin: ['Name a fallback method in the plan, or update the Mac. $ porchlight plan show'],
    user: ['Update macOS if your administrator says so.'],
    look: (findings) => {
      const { version } = macosOf(findings);
      const { plan } = findings;
      if (plan === undefined || version === undefined || plan.method !== undefined) return undefined;
      return certain(known('plan', `method ${plan.plan.method}; the Mac runs macOS ${version}`));
    },
  }),
  rule({
    code: 'method_changed',
    stage: 'user-registered',
    title: 'The plan’s method is another than the Mac registered with',
    cause:
      'After a change of the method each person registers anew; until then the Mac goes on with the old one or asks again and again.',
    needs: ['text', 'mac'],
    docs: 'sign-in-plan.md',
    admin: ['Tell the people of these Macs to register again; the notification comes about every ten minutes.'],
    user: [
      'Choose Register in the notification, or open System Settings > Users & Groups > Network Account Server > Edit > Repair.',
    ],
    look: (findings) => {
      const wanted = findings.plan?.method;
      if (wanted === undefined) return undefined;
      const inText = stateMember(findings, 'user', 'loginType') ?? stateMember(findings, 'device', 'loginType');
      const has = methodIn(inText);
      if (inText !== undefined && has !== undefined) {
        if (
          has === wanted ||
          has === 'None' ||
          stateOf(findings)?.user?.members.get('state')?.value.includes('NeedsRegistration')
        )
          return undefined;
        return certain(...quoted([inText.line]), known('plan', `method ${wanted}`));
      }
      const other = findings.mac?.people.filter(({ method }) => method !== wanted) ?? [];
      const isUpToDate = (findings.mac?.plan?.version ?? 0) >= (findings.plan?.version ?? 1);
      if (other.length === 0 || other.length < (findings.mac?.people.length ?? 0) || !isUpToDate) return undefined;
      return likely(
        ...other
          .slice(0, 3)
          .map(({ name, method }) => known('mac', `${name}: registered with ${method}; the plan says ${wanted}`)),
      );
    },
  }),
  rule({
    code: 'shared_keys_changed',
    stage: 'device-registered',
    title: 'The Mac registered without shared device keys',
    cause:
      'The plan wants keys that all people of a Mac share, this Mac has keys of one person, and it has to register again.',
    needs: ['text'],
    docs: 'sign-in-plan.md',
    admin: ['Have the Mac register again. $ porchlight device repair SERIAL'],
    user: ['Open System Settings > Users & Groups > Network Account Server > Edit > Repair.'],
    look: (findings) => {
      const shared = stateMember(findings, 'device', 'sharedDeviceKeys');
      const wants = findings.plan?.plan.useSharedDeviceKeys;
      if (shared === undefined || wants === undefined || shared.value === String(wants)) return undefined;
      return certain(...quoted([shared.line]), known('plan', `useSharedDeviceKeys: ${wants}`));
    },
  }),
  rule({
    code: 'device_config_unreadable',
    stage: 'profile',
    title: 'macOS 15.0 to 15.2 cannot read its device configuration (-1001)',
    cause: 'A fault of macOS 15.0, 15.1 and 15.2: “error deserializing device config”; Apple mended it in 15.3.',
    needs: ['text'],
    admin: ['Update the Mac to macOS 15.3 or later; until then a restart helps for a while.'],
    user: ['Update macOS in System Settings > General > Software Update.'],
    look: (findings) => {
      const lines = linesLike(findings, unreadable);
      const issue = knownIssuesOf(macosOf(findings)).find(({ code }) => code === 'device_config_unreadable');
      return issue ? certain(...lines) : undefined;
    },
  }),
  rule({
    code: 'device_config_damaged',
    stage: 'profile',
    title: 'The Mac cannot read its device configuration (-1001)',
    cause: 'The stored configuration is damaged, or the Mac’s macOS is not known; macOS 15.0 to 15.2 are known for it.',
    needs: ['text'],
    yieldsTo: ['device_config_unreadable'],
    admin: [
      'See which macOS it is; 15.0 to 15.2 have to be updated. $ sw_vers',
      'Else take the profile off and give it again, which registers the Mac anew.',
    ],
    look: (findings) => likely(...linesLike(findings, unreadable)),
  }),
  rule({
    code: 'policies_need_newer_macos',
    stage: 'unlock',
    title: 'The policies of the plan do not work on this Mac',
    cause:
      'Policies for FileVault, the login window and unlocking came with macOS 15, and the one for FileVault needs Apple silicon.',
    needs: ['plan', 'text'],
    docs: 'sign-in-plan.md',
    admin: ['Update the Mac, or expect that the local password opens it.'],
    user: ['After a restart type the password that this Mac had last, then sign in.'],
    look: (findings) => {
      const { version } = macosOf(findings);
      const policies = findings.plan?.plan.policies;
      if (policies === undefined || version === undefined || findings.plan?.method !== 'Password') return undefined;
      const wanted = [...policies.fileVault, ...policies.login, ...policies.unlock];
      if (wanted.length > 0 && isBefore(version, '15')) {
        return likely(known('plan', `policies: ${[...new Set(wanted)].join(', ')}; the Mac runs macOS ${version}`));
      }
      return policies.fileVault.length > 0 && findings.mac?.appleSilicon === false
        ? likely(known('plan', `fileVault: ${policies.fileVault.join(', ')}; the Mac has an Intel processor`))
        : undefined;
    },
  }),
];
