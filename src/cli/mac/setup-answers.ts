/** What to answer on each pane of Setup Assistant, from whoever gives answers. */
import type { SetupAnswer } from '#mac/setup-assistant/answers.ts';
import type { SetupView } from '#mac/setup-assistant/setup-view.ts';
import type { WebAnswers } from '#mac/web-view/web-view.ts';
import type { Answers } from './answers.ts';

/** What is known of the Mac besides the pane. */
export interface SetupScene {
  readonly method: 'Password' | 'UserSecureEnclaveKey' | 'SmartCard' | undefined;
  /** The person signed in already on the way here, so that the extension asks for nothing. */
  readonly signedIn: boolean;
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
  'web-sign-in': async (view, _scene, answers) => ({ kind: 'web', answers: await webAnswers(view, answers) }),
  'platform-sso': async (_view, scene, answers) => ({ kind: 'register', answers: await registration(scene, answers) }),
  account: async (view, _scene, answers) => ({ kind: 'account', account: await account(view, answers) }),
};

/** Only what the page asks for. */
async function webAnswers({ page }: SetupView, answers: Answers): Promise<WebAnswers> {
  const fields = page?.forms[0]?.fields ?? [];
  const asks = (...words: readonly string[]) =>
    fields.some(({ autocomplete, type }) => words.some((word) => autocomplete.includes(word) || type === word));
  return {
    userName: asks('username', 'email') ? await answers.to('user-name') : undefined,
    password: asks('current-password', 'password') ? await answers.to('password') : undefined,
    code: asks('one-time-code') ? await answers.again('code') : undefined,
  };
}

async function registration({ method, signedIn }: SetupScene, answers: Answers) {
  if (method === 'SmartCard') return { pin: await answers.to('pin') };
  if (signedIn && method !== 'Password') return {};
  return { signIn: { userName: await answers.to('user-name'), password: await answers.to('password') } };
}

async function account({ account: pane }: SetupView, answers: Answers) {
  const fullName = pane?.locked ? undefined : ((await answers.ifAny('full-name')) ?? pane?.fullName);
  const shortName = pane?.locked ? undefined : (pane?.shortName ?? (await answers.to('account-name')));
  const password = pane?.passwordKnown ? '' : await answers.to('local-password');
  return {
    password,
    ...(fullName === undefined ? {} : { fullName }),
    ...(shortName === undefined ? {} : { shortName }),
  };
}
