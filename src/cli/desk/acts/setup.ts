/** Setup Assistant. */
import type { DeskAct } from '#api/desk/acts.ts';
import type { SetupAnswer } from '#mac/setup-assistant/answers.ts';
import { methodOf } from '../../mac/method-of.ts';
import { rememberTyped } from '../page/typed-entries.ts';
import type { Performers, Play } from './play.ts';

type Given = Extract<DeskAct, { kind: 'setup' }>['answer'];

/** Acts on its panes and its page. */
export const setupActs: Performers<'setup' | 'setup-page'> = {
  async setup(play, { answer }) {
    const given = await answerOf(play, answer);
    return (await play.hand.act((mac) => mac.answerSetup(given))).outcome;
  },
  async 'setup-page'({ hand, secrets }, { act }) {
    rememberTyped(act, hand.mac.shownPage('setup')?.html ?? '', secrets);
    return (await hand.act((mac) => mac.answerSetup({ kind: 'page', move: act }))).outcome;
  },
};

async function answerOf({ hand, person, secrets }: Play, answer: Given): Promise<SetupAnswer> {
  if (answer.kind === 'account') {
    const { password, fullName, shortName } = answer;
    secrets.add(password);
    const names = {
      ...(fullName === undefined ? {} : { fullName }),
      ...(shortName === undefined ? {} : { shortName }),
    };
    return { kind: 'account', account: { password, ...names } };
  }
  if (answer.kind !== 'register') return answer;
  if (methodOf(hand.mac.state()) !== 'SmartCard') {
    const organisationPassword = (userName: string) => person.organisationPassword(userName);
    return { kind: 'register', answers: { signIn: person.pages, organisationPassword } };
  }
  const pin = await person.pin('Enter the PIN of your smart card to register this Mac.');
  return { kind: 'register', answers: pin === undefined ? {} : { pin } };
}
