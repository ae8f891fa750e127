/** A Mac for each cause up to the profile and the domains, broken in that way alone, as it would show. */
import type { DoctorFinding } from '#api/doctor.ts';
import type { Findings } from '../findings.ts';
import {
  boughtMac,
  edited,
  freshMac,
  healthyText,
  planOf,
  refusal,
  sampleFindings,
  sampleMac,
  samplePerson,
  sampleNow,
  testdata,
} from './sample-findings.ts';

/** What is broken, and what the doctor should say first. */
export interface BrokenMac {
  readonly code: string;
  readonly confidence: DoctorFinding['confidence'];
  /** What makes it this fixture and no other of the same cause. */
  readonly how: string;
  readonly findings: Findings;
}

const atEnrollment = (code: string) => [refusal(code, { type: 'enrollment.refused', userId: undefined })];
const alert = (code: string, detail: string) => [{ code, detail, raisedAt: sampleNow - 600_000 }];
const command = (requestType: string, error: string) => ({
  requestType,
  status: 'Error',
  error,
  createdAt: sampleNow - 600_000,
});
const finding = (code: string, microsoft?: string) => ({
  code,
  severity: 'error' as const,
  member: 'urls',
  message: 'Said by the linter.',
  ...(microsoft ? { microsoft } : {}),
});
const nothing =
  'Time: 2026-09-01 08:15:42 +0000\n\nDevice Configuration:\n (null)\n\nLogin Configuration:\n (null)\n\nUser Configuration:\n (null)\n\nSSO Tokens:\n (null)\n';

/** The Macs. */
export const brokenMacs: readonly BrokenMac[] = [
  {
    code: 'not_assigned_at_apple',
    confidence: 'certain',
    how: 'Apple lists it without a profile',
    findings: sampleFindings({
      text: null,
      mac: boughtMac({ assignment: { status: 'empty', code: 'NOT_ACCESSIBLE' } }),
      events: [],
    }),
  },
  {
    code: 'released_at_apple',
    confidence: 'certain',
    how: 'Apple took it off the list',
    findings: sampleFindings({
      text: null,
      mac: boughtMac({ assignment: { status: 'removed', code: undefined } }),
      events: atEnrollment('device_disowned'),
    }),
  },
  ...(
    [
      ['push_certificate_missing', 'push_certificate_missing'],
      ['package_missing_at_enrollment', 'package_missing'],
      ['macos_below_minimum', 'macos_too_old'],
      ['hardware_cannot_be_proven', 'attestation_impossible'],
      ['enrollment_address_foreign', 'serial_number_foreign'],
      ['sign_in_before_enrollment_ended', 'access_token_expired'],
    ] as const
  ).map(([code, refused]) => ({
    code,
    confidence: 'certain' as const,
    how: `enrollment was refused with ${refused}`,
    findings: sampleFindings({ text: null, mac: boughtMac(), events: atEnrollment(refused) }),
  })),
  {
    code: 'left_management',
    confidence: 'certain',
    how: 'the Mac says so',
    findings: sampleFindings({ text: 'Enrolled via DEP: No\nMDM enrollment: No\n', mac: undefined, events: [] }),
  },
  {
    code: 'left_management',
    confidence: 'certain',
    how: 'it checked out',
    findings: sampleFindings({
      text: null,
      mac: boughtMac({
        stage: 'unenrolled',
        management: { state: 'ended', isReachable: false, lastSeenAt: undefined, identityEndsAt: undefined },
      }),
      events: [],
    }),
  },
  {
    code: 'management_identity_ended',
    confidence: 'certain',
    how: 'its certificate ended',
    findings: sampleFindings({
      text: null,
      mac: sampleMac({
        management: {
          state: 'enabled',
          isReachable: true,
          lastSeenAt: sampleNow - 40 * 86_400_000,
          identityEndsAt: sampleNow - 86_400_000,
        },
      }),
    }),
  },
  {
    code: 'mac_silent',
    confidence: 'likely',
    how: 'seen weeks ago, and commands wait',
    findings: sampleFindings({
      text: null,
      mac: sampleMac({
        plan: { givenVersion: 3, version: 3, waiting: 2, error: undefined },
        management: {
          state: 'enabled',
          isReachable: true,
          lastSeenAt: sampleNow - 40 * 86_400_000,
          identityEndsAt: sampleNow + 86_400_000,
        },
      }),
    }),
  },
  {
    code: 'app_not_hosted',
    confidence: 'certain',
    how: 'an alert of setup',
    findings: sampleFindings({
      text: null,
      events: [],
      mac: freshMac({
        setup: {
          lane: 'setup-assistant',
          state: 'released',
          release: 'watchdog',
          missing: ['org.example.companion'],
          accounts: ['ada'],
        },
        isPackageHosted: false,
        alerts: alert('setup_application_not_hosted', 'The package of the plan is not here.'),
      }),
    }),
  },
  {
    code: 'app_install_failed',
    confidence: 'certain',
    how: 'the Mac’s error',
    findings: sampleFindings({
      text: null,
      events: [],
      mac: freshMac({
        setup: {
          lane: 'setup-assistant',
          state: 'released',
          release: 'watchdog',
          missing: ['org.example.companion'],
          accounts: ['ada'],
        },
        commands: [command('InstallEnterpriseApplication', 'The package is not signed (PKInstallErrorDomain 102)')],
      }),
    }),
  },
  {
    code: 'app_missing_at_release',
    confidence: 'certain',
    how: 'let go by the watchdog',
    findings: sampleFindings({
      text: null,
      events: [],
      mac: freshMac({
        setup: {
          lane: 'setup-assistant',
          state: 'released',
          release: 'watchdog',
          missing: ['org.example.companion'],
          accounts: ['ada'],
        },
        alerts: alert('setup_released_by_watchdog', 'The app was not there after 15 minutes.'),
      }),
    }),
  },
  {
    code: 'extension_not_ready',
    confidence: 'likely',
    how: 'the log of the first seconds',
    findings: sampleFindings({ text: testdata('log-extension-not-ready'), mac: freshMac(), events: [] }),
  },
  {
    code: 'extension_not_registered_with_macos',
    confidence: 'likely',
    how: 'no such extension',
    findings: sampleFindings({
      text: '2026-09-01 08:10:02.112 E  AppSSOAgent[412:19aa] [com.apple.AppSSO:SOExtensionManager] no extension with identifier org.example.companion.ssoextension',
      mac: freshMac(),
      events: [],
    }),
  },
  {
    code: 'app_built_for_macos_13',
    confidence: 'certain',
    how: 'SDK 13.3 with shared keys wanted',
    findings: sampleFindings({
      text: edited(
        healthyText('Password'),
        ['15.199999999999999', '13.3'],
        ['"protocolVersion" : 1', '"protocolVersion" : 0'],
        [/^ {2}"user(?:Unlock|Decryption)\w+" : .*\n/gm, ''],
      ),
    }),
  },
  {
    code: 'other_extension',
    confidence: 'certain',
    how: 'another vendor’s registration',
    findings: sampleFindings({
      text: edited(
        healthyText('Password'),
        ['org.example.companion.ssoextension', 'com.microsoft.CompanyPortalMac.ssoextension'],
        [/https:\/\/id\.example\.org/g, 'https://login.microsoftonline.com'],
      ),
    }),
  },
  {
    code: 'sso_payload_misconfigured',
    confidence: 'certain',
    how: '10001 in a log',
    findings: sampleFindings({ text: testdata('log-misconfigured'), mac: freshMac(), events: [] }),
  },
  {
    code: 'sso_payload_misconfigured',
    confidence: 'certain',
    how: 'the linter',
    findings: sampleFindings({
      text: null,
      mac: freshMac(),
      events: [],
      plan: planOf('Password', {}, { findings: [finding('urls_missing', '10001')] }),
    }),
  },
  {
    code: 'sso_payload_doubled',
    confidence: 'certain',
    how: '10002 in a log',
    findings: sampleFindings({ text: testdata('log-doubled'), mac: freshMac(), events: [] }),
  },
  {
    code: 'sso_payload_doubled',
    confidence: 'certain',
    how: 'two payloads in a profile',
    findings: sampleFindings({ text: testdata('two-profiles'), mac: freshMac(), events: [] }),
  },
  {
    code: 'profile_refused',
    confidence: 'certain',
    how: 'InstallProfile failed',
    findings: sampleFindings({
      text: null,
      events: [],
      mac: freshMac({
        plan: { givenVersion: 3, version: 0, waiting: 0, error: 'InstallProfile: The payload is invalid.' },
      }),
    }),
  },
  {
    code: 'profile_not_on_mac',
    confidence: 'likely',
    how: 'everything is (null)',
    findings: sampleFindings({ text: nothing, mac: undefined, events: [] }),
  },
  {
    code: 'plan_not_delivered',
    confidence: 'certain',
    how: 'nothing was taken yet',
    findings: sampleFindings({
      text: null,
      events: [],
      mac: freshMac({ plan: { givenVersion: 3, version: 0, waiting: 2, error: undefined } }),
    }),
  },
  {
    code: 'macos_without_method',
    confidence: 'certain',
    how: 'OpenID on macOS 15',
    findings: sampleFindings({
      text: null,
      events: [],
      mac: freshMac({ osVersion: '15.6' }),
      plan: planOf('OpenID', {}, { method: undefined }),
    }),
  },
  {
    code: 'method_changed',
    confidence: 'certain',
    how: 'the Mac has Password, the plan Secure Enclave',
    findings: sampleFindings({ plan: planOf('UserSecureEnclaveKey') }),
  },
  {
    code: 'method_changed',
    confidence: 'likely',
    how: 'the server’s records alone',
    findings: sampleFindings({
      text: null,
      mac: sampleMac({ people: [samplePerson({ method: 'Password' })] }),
      plan: planOf('SmartCard'),
    }),
  },
  {
    code: 'shared_keys_changed',
    confidence: 'certain',
    how: 'keys of one person',
    findings: sampleFindings({
      text: edited(healthyText('Password'), ['"sharedDeviceKeys" : true', '"sharedDeviceKeys" : false']),
    }),
  },
  {
    code: 'device_config_unreadable',
    confidence: 'certain',
    how: 'macOS 15.1',
    findings: sampleFindings({ text: testdata('log-device-config'), mac: undefined, events: [] }),
  },
  {
    code: 'device_config_damaged',
    confidence: 'likely',
    how: 'the same words from macOS 15.6',
    findings: sampleFindings({
      text: edited(testdata('log-device-config'), ['15.1.1', '15.6'], ['24B91', '24G84']),
      mac: undefined,
      events: [],
    }),
  },
  {
    code: 'policies_need_newer_macos',
    confidence: 'likely',
    how: 'policies on macOS 14',
    findings: sampleFindings({
      text: null,
      mac: sampleMac({ osVersion: '14.6' }),
      plan: planOf('Password', { policies: { fileVault: ['AttemptAuthentication'] } }),
    }),
  },
  {
    code: 'policies_need_newer_macos',
    confidence: 'likely',
    how: 'FileVault on an Intel Mac',
    findings: sampleFindings({
      text: null,
      mac: sampleMac({ appleSilicon: false }),
      plan: planOf('Password', { policies: { fileVault: ['AttemptAuthentication'] } }),
    }),
  },
];
