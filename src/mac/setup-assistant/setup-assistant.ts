/**
 * Setup Assistant, from "Hello" to the home screen: one pane at a time, each answered by a person or by a script. What an
 * answer does is decided by the pane alone; a pane that fails shows an alert and can be answered again.
 */
import { reachApple } from '../apple-services/reach-apple.ts';
import type { MacParts } from '../mac-parts.ts';
import { isAtLeast, macosVersions } from '../macos/versions.ts';
import { connect } from '../mdm-client/command-loop.ts';
import { PlatformSsoError } from '../platform-sso-agent/failure.ts';
import { finishSetup, makePrimaryAccount } from './account-pane.ts';
import type { SetupAnswer, SetupOutcome } from './answers.ts';
import { advancesAlone, paneAfter } from './course.ts';
import { registerInSetup } from './registration-pane.ts';
import { type PageAnswers, type RemoteManagementStep, answerPage, requestEnrollment } from './remote-management.ts';
import { isLanguage } from './setup-languages.ts';
import type { Pane, SetupState } from './setup-state.ts';

/** Answers the pane. */
export async function answerPane(mac: MacParts, answer: SetupAnswer): Promise<SetupOutcome> {
  const { setup } = mac.state;
  if (!setup) return { kind: 'not-in-setup', sentence: 'This Mac is set up already.' };
  setup.alert = undefined;
  try {
    return await step(mac, setup, answer);
  } catch (error) {
    if (error instanceof PlatformSsoError) return stay(setup, error.message);
    throw error;
  }
}

type Reply = SetupOutcome | Promise<SetupOutcome>;

/** What a pane does with an answer of its kind, and what it says to any other. */
interface PaneRule<Kind extends SetupAnswer['kind']> {
  readonly takes: Kind;
  readonly otherwise: string;
  reply(mac: MacParts, setup: SetupState, answer: Extract<SetupAnswer, { kind: Kind }>): Reply;
}

function rule<Kind extends SetupAnswer['kind']>(takes: Kind, otherwise: string, reply: PaneRule<Kind>['reply']) {
  return (mac: MacParts, setup: SetupState, answer: SetupAnswer): Reply =>
    isOfKind(answer, takes)
      ? reply(mac, setup, answer)
      : { kind: 'not-an-answer', pane: setup.pane, sentence: otherwise };
}

function isOfKind<Kind extends SetupAnswer['kind']>(
  answer: SetupAnswer,
  kind: Kind,
): answer is Extract<SetupAnswer, { kind: Kind }> {
  return answer.kind === kind;
}

const plain = rule('continue', 'The pane asks nothing.', onward);

const webPane = rule('web', 'The page wants a sign-in.', (mac, setup, { answers }) => usePage(mac, setup, answers));

const rules: Partial<Record<Pane, ReturnType<typeof rule>>> = {
  hello: (mac, setup, answer) => {
    if (answer.kind !== 'language') return plain(mac, setup, answer);
    if (!isLanguage(answer.language))
      return { kind: 'not-an-answer', pane: setup.pane, sentence: 'Choose a language.' };
    setup.language = answer.language;
    return onward(mac, setup);
  },
  country: rule('country', 'Choose a country or region.', (mac, setup, { country }) => {
    setup.country = country;
    return onward(mac, setup);
  }),
  network: rule('network', 'Choose a network.', (mac, setup, { network }) => joinNetwork(mac, setup, network)),
  'remote-management': rule('continue', 'Continue is all there is to choose.', manage),
  'web-sign-in': (mac, setup, answer) =>
    answer.kind === 'page' ? usePage(mac, setup, answer.move) : webPane(mac, setup, answer),
  'software-update': rule('continue', 'The Mac has to be updated.', updateMacos),
  'awaiting-configuration': rule('continue', 'The Mac is being configured.', awaitConfiguration),
  'platform-sso': rule('register', 'This Mac wants to register.', async (mac, setup, { answers }) =>
    goneWell(mac, setup, await registerInSetup(mac, setup, answers)),
  ),
  account: rule('account', 'Make an account.', async (mac, setup, { account }) =>
    goneWell(mac, setup, await makePrimaryAccount(mac, setup, account)),
  ),
};

function step(mac: MacParts, setup: SetupState, answer: SetupAnswer): Reply {
  if (answer.kind === 'back') return back(setup);
  return (rules[setup.pane] ?? plain)(mac, setup, answer);
}

/** Goes on, or stays with what went wrong. */
function goneWell(mac: MacParts, setup: SetupState, problem: string | undefined): Reply {
  return problem === undefined ? onward(mac, setup) : stay(setup, problem);
}

/** Goes to the next pane, or home. */
async function onward(mac: MacParts, setup: SetupState): Promise<SetupOutcome> {
  const next = paneAfter(mac, setup, setup.pane);
  if (next === undefined) return { kind: 'finished', user: await finishSetup(mac) };
  setup.pane = next;
  return at(setup);
}

function at({ pane, alert }: SetupState): SetupOutcome {
  return { kind: 'pane', pane, alert };
}

function stay(setup: SetupState, sentence: string): SetupOutcome {
  setup.alert = sentence;
  return at(setup);
}

function back(setup: SetupState): SetupOutcome {
  const before: Partial<Record<Pane, Pane>> = {
    country: 'hello',
    network: 'country',
    'remote-management': 'network',
    'web-sign-in': 'remote-management',
  };
  setup.webView = undefined;
  setup.pane = before[setup.pane] ?? setup.pane;
  return at(setup);
}

async function usePage(mac: MacParts, setup: SetupState, answers: PageAnswers): Promise<SetupOutcome> {
  const made = await answerPage(mac, setup, answers);
  return made.kind === 'closed' ? back(setup) : after(mac, setup, made);
}

/** With a network the Mac asks Apple whose it is. */
async function joinNetwork(mac: MacParts, setup: SetupState, network: string): Promise<SetupOutcome> {
  setup.network = network;
  const { serialNumber } = mac.state.hardware;
  setup.enrollmentProfile = await reachApple(mac, (apple) => apple.cloudConfiguration(serialNumber));
  mac.state.deviceEnrollment = setup.enrollmentProfile;
  const outcome = await onward(mac, setup);
  return setup.pane === 'remote-management' && advancesAlone(setup) ? manage(mac, setup) : outcome;
}

async function manage(mac: MacParts, setup: SetupState): Promise<SetupOutcome> {
  return after(mac, setup, await requestEnrollment(mac, setup));
}

function after(mac: MacParts, setup: SetupState, made: RemoteManagementStep): SetupOutcome | Promise<SetupOutcome> {
  switch (made.kind) {
    case 'enrolled':
      setup.pane = 'remote-management';
      return onward(mac, setup);
    case 'alert':
      setup.pane = 'remote-management';
      setup.webView = undefined;
      return stay(setup, made.sentence);
    case 'web-sign-in':
    case 'software-update':
      setup.pane = made.kind;
      return at(setup);
  }
}

/** Updates to the oldest macOS that will do, restarts, and asks again. */
function updateMacos(mac: MacParts, setup: SetupState): SetupOutcome {
  const wanted = setup.updateTo ?? mac.state.macos;
  const version = macosVersions.find((one) => isAtLeast(one, wanted) && isAtLeast(one, mac.state.macos));
  setup.pane = 'remote-management';
  setup.updateTo = undefined;
  if (version === undefined) return stay(setup, `macOS ${wanted} is not to be had for this Mac.`);
  mac.state.macos = version;
  return at(setup);
}

/** "Awaiting final configuration": the Mac does what the server wants until it is let go. */
async function awaitConfiguration(mac: MacParts, setup: SetupState): Promise<SetupOutcome> {
  const connection = await connect(mac, undefined);
  if (connection.kind === 'unenrolled' || !mac.state.management) {
    setup.pane = 'network';
    return stay(setup, 'The server of your organisation does not know this Mac any more.');
  }
  if (connection.kind === 'refused' || connection.kind === 'unreachable') return stay(setup, connection.sentence);
  return mac.state.management.awaitingConfiguration ? at(setup) : onward(mac, setup);
}
