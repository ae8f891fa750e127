/** The sign-in plans of the tour: one for each way in which its Macs sign in. */
import { ApiError } from '#api/error.ts';
import type { OperationInput } from '#api/operations.ts';
import { type Stage, expect, say } from '../stage.ts';

type Plan = OperationInput<'saveSignInPlan'>['body']['plan'];

/** What differs from plan to plan. */
export interface PlanWish {
  readonly method: 'Password' | 'UserSecureEnclaveKey' | 'SmartCard';
  /** `page`: a page to sign in on before enrollment; `platform-sso`: that of macOS 26 and later; `none`: nothing. */
  readonly before: 'page' | 'platform-sso' | 'none';
  readonly packageName: string;
}

/** Panes that the organisation leaves out. */
const skipped = [
  'Accessibility',
  'Appearance',
  'AppleID',
  'Biometric',
  'Diagnostics',
  'EnableLockdownMode',
  'FileVault',
  'Intelligence',
  'Location',
  'Payment',
  'Privacy',
  'Restore',
  'ScreenTime',
  'Siri',
  'SoftwareUpdate',
  'TOS',
  'UnlockWithWatch',
  'Welcome',
  'AdditionalPrivacySettings',
  'LiquidGlass',
  'DeviceFeaturesTour',
];

/** Saves the plan over the one in force, with the number of Macs that it disturbs. */
export async function putPlan(stage: Stage, wish: PlanWish): Promise<void> {
  const plan = planOf(stage, wish);
  const basedOn = await currentVersion(stage);
  const { findings, affected } = await stage.api.previewSignInPlan({ body: { plan } });
  const errors = findings.filter(({ severity }) => severity === 'error');
  expect(errors.length === 0, errors.map(({ code, message }) => `${code}: ${message}`).join(' '));
  await stage.api.saveSignInPlan({ body: { plan, basedOn, ...(affected === 0 ? {} : { confirm: { affected } }) } });
  say(stage, 'sign-in plan', `${wish.method}, sign-in before enrollment: ${words[wish.before]}`);
}

const words = { page: 'on a page', 'platform-sso': 'by Platform SSO', none: 'none' } as const;

function planOf(stage: Stage, { method, before, packageName }: PlanWish): Plan {
  const issuer = stage.connection.issuer;
  const duringSetup = before === 'platform-sso';
  return {
    organisation: 'Porchlight',
    accountDisplayName: 'Porchlight',
    method,
    urls: [`${issuer}/`],
    application: {
      teamIdentifier: 'PRCHLGHT01',
      bundleIdentifier: 'org.porchlight.companion',
      extensionIdentifier: 'org.porchlight.companion.ssoextension',
      package: { file: packageName, bundleVersion: '1', signed: true },
    },
    associatedDomains: [{ host: new URL(issuer).host }],
    registration: { duringSetup },
    setup: {
      skipPanes: skipped,
      signInPage: before === 'page',
      requirePlatformSso: duringSetup,
      department: 'Porchlight',
      primaryAccount: { lock: false },
    },
  };
}

async function currentVersion(stage: Stage): Promise<number> {
  try {
    return (await stage.api.getSignInPlan()).version;
  } catch (error) {
    if (error instanceof ApiError && error.code === 'plan_not_found') return 0;
    throw error;
  }
}
