/** The story in Setup Assistant. */
import { isAtLeast, parseMacosVersion } from './macos-version.ts';
import type { StoryFacts, StoryStep } from './story-step.ts';

/** The steps until the desktop. */
export function setupSteps(facts: StoryFacts): readonly StoryStep[] {
  return [
    hello(facts),
    ...update(facts),
    ...beforeEnrollment(facts),
    ...waiting(facts),
    ...registration(facts),
    ...account(facts),
    ...panes(facts),
  ];
}

const place = 'Setup Assistant';
const quiet = { place, signsIn: false } as const;

function hello({ plan: { setup } }: StoryFacts): StoryStep {
  const given = [setup.language, setup.region].filter((one) => one !== undefined).join('-');
  const chosen = given === '' ? 'The person chooses language and region' : `Language and region are ${given}`;
  return {
    ...quiet,
    scene: 'hello',
    title: setup.autoAdvance ? 'The Mac sets itself up' : 'Hello',
    text: setup.autoAdvance
      ? 'Setup Assistant goes through on its own; nobody sits at the Mac.'
      : `${chosen}, then the network.`,
    picture: { heading: 'Hello', lines: [given === '' ? 'Language · Region' : given] },
    members: ['setup.language', 'setup.region', 'setup.autoAdvance'],
  };
}

function update({ plan: { setup }, macos }: StoryFacts): readonly StoryStep[] {
  const minimum = setup.minimumMacos;
  const parsed = minimum === undefined ? undefined : parseMacosVersion(minimum);
  if (parsed === undefined || isAtLeast(macos, parsed)) return [];
  return [
    {
      ...quiet,
      scene: 'update',
      title: 'Software Update',
      text: `This macOS is too old: the Mac installs macOS ${minimum} and begins again. What follows is how it would go on without.`,
      picture: { heading: 'Software Update', lines: [`macOS ${minimum} is required`], button: 'Update' },
      members: ['setup.minimumMacos'],
    },
  ];
}

function beforeEnrollment({ plan, isFirst }: StoryFacts): readonly StoryStep[] {
  const { organisation, setup } = plan;
  const help = [setup.department, setup.supportPhone, setup.supportEmail].filter((one) => one !== undefined);
  const management: StoryStep = {
    ...quiet,
    scene: 'management',
    title: 'Remote Management',
    text: `The Mac says that ${organisation} will manage it.${help.length === 0 ? '' : ` Help: ${help.join(', ')}.`}`,
    picture: { heading: 'Remote Management', lines: [organisation, ...help], button: 'Continue' },
    members: ['organisation', 'setup.department', 'setup.supportPhone', 'setup.supportEmail'],
  };
  if (setup.autoAdvance || (!isFirst && !setup.signInPage)) return [management];
  const page: StoryStep = {
    place,
    signsIn: true,
    scene: 'sign-in-page',
    title: `Sign in to ${organisation}`,
    text: isFirst
      ? 'The sign-in page of this server, with the factors that the policy asks for. The same sign-in registers Mac and person.'
      : 'The sign-in page of this server, with the factors that the policy asks for. The Mac enrolls after it.',
    picture: { heading: organisation, lines: ['ada@example.org', '••••••••'], button: 'Sign in' },
    members: [isFirst ? 'setup.requirePlatformSso' : 'setup.signInPage'],
  };
  return [management, page];
}

function waiting({ plan: { setup, application } }: StoryFacts): readonly StoryStep[] {
  if (!setup.awaitConfigured && !setup.autoAdvance) return [];
  const app = application.package === undefined ? 'the profiles' : 'the app and the profiles';
  const text = `Setup Assistant waits while this server installs ${app}.`;
  return [
    {
      ...quiet,
      scene: 'waiting',
      title: 'Configuring the Mac',
      text,
      picture: { heading: 'Configuring your Mac', lines: ['Awaiting final configuration'] },
      members: ['setup.awaitConfigured', 'application.package'],
    },
  ];
}

function registration({ plan, isFirst, isDuringSetup }: StoryFacts): readonly StoryStep[] {
  if (!isDuringSetup || isFirst || plan.setup.autoAdvance) return [];
  return [
    {
      place,
      signsIn: true,
      scene: 'registration',
      title: `Register with ${plan.accountDisplayName}`,
      text: 'The extension shows the sign-in page once more, and Mac and person register.',
      picture: { heading: plan.accountDisplayName, lines: ['Sign in to register', 'this Mac'], button: 'Continue' },
      members: ['registration.duringSetup', 'accountDisplayName'],
    },
  ];
}

function account(facts: StoryFacts): readonly StoryStep[] {
  const { plan, method, isAccountMade } = facts;
  const { primaryAccount: primary, managedAdministrator, autoAdvance } = plan.setup;
  if (autoAdvance || (primary.skip && managedAdministrator !== undefined)) return [];
  const knowsPerson = facts.isFirst || plan.setup.signInPage;
  const rights = primary.regularUser && managedAdministrator !== undefined ? 'a standard account' : 'an administrator';
  const made =
    method === 'Password' ? 'Its password is that of the directory.' : 'The person gives it a local password.';
  const text = isAccountMade
    ? `The account is made from the directory. ${made}`
    : `The person makes an account with a local password, ${rights}.${
        primary.prefill && knowsPerson ? ` The name is filled in${primary.lock ? ' and stays' : ''}.` : ''
      }`;
  return [
    {
      ...quiet,
      scene: 'account',
      title: isAccountMade ? 'The account of the directory' : 'Create a Mac account',
      text,
      picture: {
        heading: isAccountMade ? plan.accountDisplayName : 'Create a Mac Account',
        lines: ['Ada Lovelace', 'ada', '••••••••'],
        button: 'Continue',
      },
      members: isAccountMade
        ? ['accounts.createFirstUserDuringSetup', 'method']
        : ['setup.primaryAccount.prefill', 'setup.primaryAccount.lock', 'setup.primaryAccount.regularUser'],
    },
  ];
}

function panes({ plan: { setup } }: StoryFacts): readonly StoryStep[] {
  if (setup.autoAdvance) return [];
  const count = setup.skipPanes.length;
  const left = count === 0 ? 'No pane is left out.' : `${count === 1 ? 'One is' : `${count} are`} left out.`;
  return [
    {
      ...quiet,
      scene: 'panes',
      title: 'The other panes',
      text: `Those that this macOS has, one after the other. ${left}`,
      picture: {
        heading: 'Setup Assistant',
        lines: count === 0 ? ['All panes'] : setup.skipPanes.slice(0, 3).map((pane) => `no ${pane}`),
      },
      members: ['setup.skipPanes'],
    },
  ];
}
