/** The story on the desktop, at the login window and at the lock screen. */
import type { PlanMethod, PolicyWord } from '../plan-parts.ts';
import { durationWords, policyHas, type StoryFacts, type StoryStep } from './story-step.ts';

/** The steps from the desktop on. */
export function afterSetupSteps(facts: StoryFacts): readonly StoryStep[] {
  const { method, isDuringSetup, plan } = facts;
  if (method === undefined) return [without(facts)];
  const isUnattended = plan.setup.autoAdvance;
  return [
    ...(isUnattended ? [] : [isDuringSetup ? registered(facts) : notification(facts, method)]),
    ...fileVault(facts),
    loginWindow(facts, method),
    ...somebodyElse(facts),
    lockScreen(facts, method),
  ];
}

const quiet = { signsIn: false } as const;

function without({ plan }: StoryFacts): StoryStep {
  return {
    ...quiet,
    place: 'Desktop',
    scene: 'desktop',
    title: 'No Platform SSO',
    text: 'The plan has no method for this macOS. The extension signs in to web pages and apps; the Mac keeps its local password.',
    picture: { heading: plan.accountDisplayName, lines: ['Single sign-on only'] },
    members: ['method', 'fallback'],
  };
}

function registered({ plan }: StoryFacts): StoryStep {
  return {
    ...quiet,
    place: 'Desktop',
    scene: 'desktop',
    title: 'Registered',
    text: 'The desktop, with nothing more to do: Users & Groups says “Registered”.',
    picture: { heading: 'Network Account Server', lines: [plan.accountDisplayName, 'Registered'] },
    members: ['registration.duringSetup'],
  };
}

const afterRegister: Readonly<Record<PlanMethod, string>> = {
  Password:
    'the sign-in page; then, where the passwords differ, “Authentication Required”: the directory’s takes the place of the local one.',
  UserSecureEnclaveKey: 'the sign-in page. The local password stays, and Touch ID works.',
  SmartCard: 'the sign-in page and the PIN of the card. The local password stays.',
  OpenID: 'the sign-in page. The local password stays, unless it is kept the same.',
};

function notification({ plan }: StoryFacts, method: PlanMethod): StoryStep {
  return {
    place: 'Desktop',
    signsIn: true,
    scene: 'notification',
    title: 'Registration Required',
    text: `A notification at the top right, every ten minutes until it is done. Register asks for the local password, then shows ${afterRegister[method]}`,
    picture: { heading: 'Registration Required', lines: [plan.accountDisplayName], button: 'Register' },
    members: ['registration.duringSetup', 'accountDisplayName'],
  };
}

function requires(facts: StoryFacts, policy: readonly PolicyWord[]): string | undefined {
  const { offlineGracePeriod } = facts.plan.policies;
  if (policyHas(facts, policy, 'RequireAuthentication')) {
    const isAllowed = policyHas(facts, policy, 'AllowOfflineGracePeriod') && offlineGracePeriod !== undefined;
    const offline = isAllowed
      ? `Without a network the password is enough for ${durationWords(offlineGracePeriod)}.`
      : 'Without a network nobody comes in.';
    return `This server must say yes first. ${offline}`;
  }
  if (policyHas(facts, policy, 'AttemptAuthentication')) {
    return 'This server is asked if it can be reached; without a network the local password is enough.';
  }
  return undefined;
}

function touch(facts: StoryFacts, policy: readonly PolicyWord[]): string {
  if (policyHas(facts, policy, 'RequireTouchID')) return ' Touch ID is required.';
  return policyHas(facts, policy, 'RequireTouchIDOrWatch') ? ' Touch ID or an Apple Watch is required.' : '';
}

/** Policies count where the person types a password that this server knows, or signs in on its page. */
function countsPolicies({ method }: StoryFacts): boolean {
  return method === 'Password' || method === 'OpenID';
}

function fileVault(facts: StoryFacts): readonly StoryStep[] {
  const { fileVault: policy } = facts.plan.policies;
  const asked = countsPolicies(facts) ? requires(facts, policy) : undefined;
  const text = `${asked ?? ''}${touch(facts, policy)}`.trim();
  if (text === '') return [];
  return [
    {
      ...quiet,
      place: 'Start',
      scene: 'file-vault',
      title: 'After a restart',
      text: `Before macOS starts, on Macs with Apple silicon. ${text}`,
      picture: { heading: 'Ada Lovelace', lines: ['••••••••'] },
      members: ['policies.fileVault', 'policies.offlineGracePeriod'],
    },
  ];
}

const atLogin: Readonly<Record<PlanMethod, string>> = {
  Password: 'The password of the directory opens the Mac.',
  UserSecureEnclaveKey: 'The local password opens the Mac; tokens come by the key in the Secure Enclave.',
  SmartCard: 'The card and its PIN open the Mac.',
  OpenID: 'A window with the sign-in page of this server opens the Mac.',
};

const field: Readonly<Record<PlanMethod, string>> = {
  Password: '••••••••',
  UserSecureEnclaveKey: '••••••••',
  SmartCard: 'PIN',
  OpenID: 'Sign in on the web',
};

function loginWindow(facts: StoryFacts, method: PlanMethod): StoryStep {
  const { login } = facts.plan.policies;
  const asked = countsPolicies(facts) ? requires(facts, login) : undefined;
  return {
    ...quiet,
    place: 'Login window',
    scene: 'login-window',
    title: 'At the login window',
    text: `${atLogin[method]}${asked === undefined ? '' : ` ${asked}`}${touch(facts, login)}`,
    picture: { heading: 'Ada Lovelace', lines: [field[method]] },
    members: ['method', 'policies.login', 'policies.offlineGracePeriod'],
  };
}

const rightsOf = {
  Standard: 'a standard account',
  Admin: 'an administrator',
  Groups: 'rights by groups',
  Temporary: 'a guest session that leaves nothing behind',
} as const;

function somebodyElse({ plan, macos }: StoryFacts): readonly StoryStep[] {
  const { createUserAtLogin, newUserAuthorizationMode: mode = 'Standard' } = plan.accounts;
  if (!createUserAtLogin || macos[0] < 14 || (mode === 'Temporary' && macos[0] < 26)) return [];
  return [
    {
      ...quiet,
      place: 'Login window',
      scene: 'login-window',
      title: 'Somebody else',
      text: `Anybody of the directory may sign in here and gets ${rightsOf[mode]}.`,
      picture: { heading: 'Other…', lines: ['grace@example.org', '••••••••'] },
      members: ['accounts.createUserAtLogin', 'accounts.newUserAuthorizationMode'],
    },
  ];
}

function lockScreen(facts: StoryFacts, method: PlanMethod): StoryStep {
  const { unlock } = facts.plan.policies;
  const asked = countsPolicies(facts) ? requires(facts, unlock) : undefined;
  const finger = policyHas(facts, unlock, 'AllowTouchIDOrWatchForUnlock')
    ? ' Touch ID or an Apple Watch is enough.'
    : touch(facts, unlock);
  const opens =
    method === 'SmartCard' ? 'The card and its PIN unlock.' : 'The same as at the login window, or Touch ID.';
  return {
    ...quiet,
    place: 'Lock screen',
    scene: 'lock-screen',
    title: 'At the lock screen',
    text: `${asked ?? opens}${finger}`,
    picture: { heading: 'Ada Lovelace', lines: [field[method]] },
    members: ['policies.unlock'],
  };
}
