/** Platform SSO at the desktop: "Registration Required", Repair, "Authentication Required". */
import type { RegistrationAnswers, Secret } from '#mac/virtual-mac.ts';
import { attendedBy } from '#mac/platform-sso-agent/web-window.ts';
import { methodOf } from '../../mac/method-of.ts';
import type { Outcome, Performers, Play } from './play.ts';

/** Acts of registering and signing in. */
export const registrationActs: Performers<'register' | 'repair' | 'sign-in' | 'dismiss'> = {
  register: async (play) => {
    const answers = await registrationAnswers(play);
    if (!answers) return closed;
    return (await play.hand.act((mac) => mac.register(answers))).outcome;
  },
  repair: async (play, { newKeys = false }) => {
    const answers = await registrationAnswers(play);
    if (!answers) return closed;
    return (await play.hand.act((mac) => mac.repair(answers, { newKeys }))).outcome;
  },
  'sign-in': async (play) => {
    const secret = await secretFor(play);
    if (secret === 'closed') return closed;
    return (await play.hand.act((mac) => mac.signInWhenAsked(secret))).outcome;
  },
  dismiss: async ({ hand }, { notification }) =>
    (await hand.act((mac) => mac.dismissNotification(notification))).outcome,
};

const closed: Outcome = { kind: 'closed' };

/** macOS asks for the local password first, and for a card's PIN; undefined: the person closed the question. */
async function registrationAnswers({ hand, person }: Play): Promise<RegistrationAnswers | undefined> {
  const { session } = hand.mac.state();
  if (session.kind !== 'desktop') return {};
  const text = 'Enter your password to register this Mac with your organisation.';
  const localPassword = await person.localPassword(session.user, text);
  if (localPassword === undefined) return undefined;
  if (methodOf(hand.mac.state()) !== 'SmartCard') return { localPassword, signIn: person.pages };
  const pin = await person.pin('Enter the PIN of your smart card to register this Mac.');
  return pin === undefined ? undefined : { localPassword, pin };
}

async function secretFor({ hand, person }: Play): Promise<Secret | undefined | 'closed'> {
  const state = hand.mac.state();
  const { session, platformSso } = state;
  const user = session.kind === 'desktop' ? platformSso.users[session.user] : undefined;
  switch (user?.loginType) {
    case 'OpenID':
      return { kind: 'web', answerPages: attendedBy(person.pages) };
    case 'SmartCard': {
      const pin = await person.pin('Enter the PIN of your smart card to sign in.');
      return pin === undefined ? 'closed' : { kind: 'pin', pin };
    }
    case 'Password': {
      const password = await person.organisationPassword(user.loginUserName ?? '');
      return password === undefined ? 'closed' : { kind: 'password', password };
    }
    case 'UserSecureEnclaveKey':
    case 'None':
    case undefined:
      return undefined;
  }
}
