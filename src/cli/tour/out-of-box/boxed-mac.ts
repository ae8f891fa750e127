/** One Mac of the out-of-box tour: bought, assigned, unboxed, set up, and told pane by pane. */
import type { Exchange } from '#mac/evidence.ts';
import type { MacosVersion } from '#mac/macos/versions.ts';
import type { SetupOutcome } from '#mac/setup-assistant/answers.ts';
import { methodWords } from '../../mac/method-of.ts';
import { withMac } from '../../mac/open-mac.ts';
import { runSetup } from '../../mac/setup.ts';
import { paint } from '../../mac/steps.ts';
import { unboxMac } from '../../mac/unbox.ts';
import { type Stage, type TourPerson, expect, freshPassword, makePerson, say } from '../stage.ts';
import { type TourMac, type TourResult, replaceMac, resultOf, tourMac } from '../tour-mac.ts';
import { giveAuthenticator } from '../authenticator.ts';
import { fixedAnswers } from './fixed-answers.ts';
import { serverName } from '../../server-name.ts';
import type { Organisation } from './organisation.ts';
import { type PlanWish, putPlan } from './plans.ts';

/** A Mac of the tour. */
export interface BoxedAct {
  readonly name: string;
  readonly macos: MacosVersion;
  readonly method: PlanWish['method'];
  readonly before: PlanWish['before'];
  readonly accountName: string;
  readonly fullName: string;
  /** What happens at the home screen. */
  readonly story: (mac: TourMac) => Promise<void>;
}

/** Plays it from the shop to joined. */
export async function playBoxedMac(stage: Stage, organisation: Organisation, act: BoxedAct): Promise<TourResult> {
  const { name, macos, method, before } = act;
  stage.write(`\n${paint(`${name}: ${methodWords[method]}, macOS ${macos}, out of the box`, 1, stage.colour)}\n`);
  await putPlan(stage, { method, before, packageName: organisation.packageName });
  const person = await makePerson(stage, act.accountName, act.fullName);
  const authenticator = await giveAuthenticator(stage, person.accountName);
  const serialNumber = await buyMac(stage, organisation, act);
  return withMac(stage.home, name, stage.surroundings, async (hand) => {
    const localPassword = freshPassword(stage);
    const known = {
      country: 'United Kingdom',
      network: 'Office Wi-Fi',
      'user-name': person.userPrincipalName,
      password: person.password,
      'full-name': person.fullName,
      'account-name': person.accountName,
      'local-password': localPassword,
    };
    const answers = fixedAnswers(known, (number) => authenticator.approve(number));
    const { write: tell, surroundings } = stage;
    const outcome = await runSetup(hand, answers, { until: undefined, tell, surroundings });
    expect(outcome.kind === 'finished', whyNot(outcome));
    const mac = tourMac(stage, hand, { person, authenticator, localPassword });
    await act.story(mac);
    await expectJoined(stage, serialNumber, person);
    say(stage, 'password', `of the organisation, typed ${times(countSignIns(hand.evidence()))} from Hello to joined`);
    return resultOf(name, mac);
  });
}

function whyNot(outcome: SetupOutcome): string {
  if ('sentence' in outcome) return outcome.sentence;
  return (outcome.kind === 'pane' ? outcome.alert : undefined) ?? 'Setup Assistant does not go on.';
}

/** Apple sells it to the organisation; our server hears of it and says what it is to do. */
async function buyMac(stage: Stage, { apple }: Organisation, { name, macos }: BoxedAct): Promise<string> {
  await replaceMac(stage, name);
  const { connection, surroundings, home } = stage;
  const { serialNumber, model } = await unboxMac(
    home,
    { name, macos, serialNumber: undefined, connection },
    surroundings,
  );
  await apple('add-device', { serial: serialNumber, server: serverName });
  const { assigned } = await stage.api.syncAde();
  expect(assigned > 0, 'The server did not assign its enrollment profile to the Mac.');
  say(stage, 'assigned', `${model} ${serialNumber}, in Apple Business Manager and by our server`);
  return serialNumber;
}

async function expectJoined(stage: Stage, serialNumber: string, person: TourPerson): Promise<void> {
  const { mac } = await stage.api.getMac({ params: { serialNumber } });
  expect(mac.stage === 'joined', `The server does not count the Mac as joined: ${mac.reason}`);
  say(stage, 'joined', `${serialNumber} with ${person.userPrincipalName}, says the server`);
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}

/** How often a password of the organisation was typed. */
function countSignIns(evidence: readonly Exchange[]): number {
  return evidence.filter(
    ({ purpose, sent }) => purpose === 'web sign-in' && sent.method === 'POST' && /password=/.test(sent.body),
  ).length;
}
