/** What to answer on each pane of Setup Assistant, from whoever gives answers. */
import type { AuthenticationMethod } from '#protocol/platform-sso/registration/user-registration.ts';
import type { SetupAnswer } from '#mac/setup-assistant/answers.ts';
import type { SetupView } from '#mac/setup-assistant/setup-view.ts';
import type { WebAnswers } from '#mac/web-view/web-view.ts';
import type { Page } from '#mac/web-view/page.ts';
import type { Answers, Question } from './answers.ts';

/** What is known of the Mac besides the pane. */
export interface SetupScene {
  readonly method: AuthenticationMethod | undefined;
  /** The person signed in already on the way here, so that the extension asks for nothing. */
  readonly signedIn: boolean;
  /** What was given already and did not do: the person is asked anew. */
  readonly given: Set<Question>;
  /** Numbers of pages that were told already. */
  readonly told: Set<string>;
}

/** The answer to a pane. @throws {CommandRefusal} `not_answered` */
export async function answerTo(view: SetupView, scene: SetupScene, answers: Answers): Promise<SetupAnswer> {
  const giver = givers[view.pane];
  return giver ? giver(view, scene, answers) : { kind: 'continue' };
}

type Giver = (view: SetupView, scene: SetupScene, answers: Answers) => Promise<SetupAnswer>;

const givers: Partial<Record<SetupView['pane'], Giver>> = {
  country: async (_view, _scene, answers) => ({
    kind: 'country',
    country: (await answers.ifAny('country')) ?? 'United Kingdom',
  }),
  network: async (_view, _scene, answers) => ({
    kind: 'network',
    network: (await answers.ifAny('network')) ?? 'Ethernet',
  }),
  'web-sign-in': async (view, scene, answers) => ({ kind: 'web', answers: await pageAnswers(view, scene, answers) }),
  'platform-sso': async (_view, scene, answers) => ({ kind: 'register', answers: await registration(scene, answers) }),
  account: async (view, scene, answers) => ({ kind: 'account', account: await account(view, scene, answers) }),
};

/** A number is told once; then somebody has to answer elsewhere. */
async function pageAnswers(
  { page }: SetupView,
  scene: SetupScene,
  answers: Answers,
): Promise<WebAnswers | 'look again'> {
  if (page?.number === undefined) return webAnswers({ page }, scene.given, answers);
  if (scene.told.has(page.number)) return 'look again';
  scene.told.add(page.number);
  await answers.approve(page.number);
  return 'look again';
}

/** Only what the page asks for. @param given what was given already and did not do */
export async function webAnswers(
  { page }: { readonly page?: Pick<Page, 'forms'> | undefined },
  given: Set<Question>,
  answers: Answers,
): Promise<WebAnswers> {
  const scene = { given };
  const fields = page?.forms[0]?.fields ?? [];
  const asks = (...words: readonly string[]) =>
    fields.some(({ autocomplete, type }) => words.some((word) => autocomplete.includes(word) || type === word));
  return {
    userName: asks('username', 'email') ? await give(scene, answers, 'user-name') : undefined,
    password: asks('current-password', 'password') ? await give(scene, answers, 'password') : undefined,
    code: asks('one-time-code') ? await answers.again('code') : undefined,
  };
}

async function give({ given }: Pick<SetupScene, 'given'>, answers: Answers, question: Question): Promise<string> {
  if (given.has(question)) await answers.again(question);
  given.add(question);
  return answers.to(question);
}

async function registration(scene: SetupScene, answers: Answers) {
  const { method, signedIn } = scene;
  if (method === 'SmartCard') return { pin: await give(scene, answers, 'pin') };
  if (signedIn && method !== 'Password') return {};
  const userName = await give(scene, answers, 'user-name');
  const onNumber = (number: string) => answers.approve(number);
  return { signIn: { userName, password: await give(scene, answers, 'password'), onNumber } };
}

async function account({ account: pane }: SetupView, scene: SetupScene, answers: Answers) {
  const fullName = pane?.locked ? undefined : ((await answers.ifAny('full-name')) ?? pane?.fullName);
  const shortName = pane?.locked ? undefined : (pane?.shortName ?? (await give(scene, answers, 'account-name')));
  const password = pane?.passwordKnown ? '' : await give(scene, answers, 'local-password');
  return {
    password,
    ...(fullName === undefined ? {} : { fullName }),
    ...(shortName === undefined ? {} : { shortName }),
  };
}
