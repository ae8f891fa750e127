/** `porchlight mac register`: "Registration Required", answered. Device, person, then the first sign-in. */
import type { Command } from 'commander';
import type { RegistrationOutcome } from '#mac/outcomes.ts';
import type { RegistrationAnswers } from '#mac/virtual-mac.ts';
import { type AnswerOptions, type Answers, openAnswers } from './answers.ts';
import { type CommonOptions, macSubcommand, performing } from './command.ts';
import { methodOf } from './method-of.ts';
import { type MacInHand, withMac } from './open-mac.ts';
import { addAnswerOptions } from './options.ts';
import { type Verdict, joined, tell } from './outcome.ts';
import { secretForMethod, signInVerdict } from './sign-in.ts';
import type { Surroundings } from './surroundings.ts';

interface Options extends CommonOptions, AnswerOptions {
  readonly repair?: boolean;
  readonly newKeys?: boolean;
  readonly silently?: boolean;
}

/** Registers the Mac and the person at it. */
export function registerCommand(surroundings: Surroundings): Command {
  return addAnswerOptions(macSubcommand('register', 'register this Mac and the person at it', surroundings))
    .argument('<mac>', 'name or serial number')
    .option('--silently', 'as far as it goes without a person: the device, with the token of the profile')
    .option('--repair', 'register again, as by Settings > Users & Groups > Repair')
    .option('--new-keys', 'with --repair: make new device keys')
    .action(
      performing(surroundings, async (mac: string, options: Options) =>
        withMac(options.home, mac, surroundings, (hand) => register(hand, options, surroundings)),
      ),
    );
}

async function register(hand: MacInHand, options: Options, surroundings: Surroundings): Promise<number> {
  const answers = await openAnswers(surroundings.io, options);
  const given = options.silently === true ? undefined : await registrationAnswers(hand, answers);
  const { outcome } = await hand.act((mac) =>
    options.repair === true ? mac.repair(given ?? {}, { newKeys: options.newKeys === true }) : mac.register(given),
  );
  if (outcome.kind !== 'registered' || !outcome.authenticationRequired) {
    return tell(surroundings, joined(outcome, hand.evidence()), registrationVerdict(outcome, hand.name), options.json);
  }
  const secret = await secretForMethod(methodOf(hand.mac.state()), answers, surroundings.io);
  const { outcome: signIn } = await hand.act((mac) => mac.signInWhenAsked(secret));
  const verdict = signInVerdict(signIn);
  const sentence = verdict.well
    ? `${registered(hand.name, outcome.loginUserName)} ${verdict.sentence}`
    : verdict.sentence;
  const result = joined({ registration: outcome, signIn }, hand.evidence());
  return tell(surroundings, result, { ...verdict, sentence }, options.json);
}

/** What the person types, by method. An extension that only holds a configuration has no window to type into. */
async function registrationAnswers(hand: MacInHand, answers: Answers): Promise<RegistrationAnswers> {
  const state = hand.mac.state();
  const localPassword = await answers.to('local-password');
  if (methodOf(state) === 'SmartCard') return { localPassword, pin: await answers.to('pin') };
  if (state.extensions.some(({ kind }) => kind.kind === 'configuration-file')) return { localPassword };
  const userName = await answers.to('user-name');
  const onNumber = (number: string) => answers.approve(number);
  return { localPassword, signIn: { userName, password: await answers.to('password'), onNumber } };
}

function registered(mac: string, name: string): string {
  return `${mac} is registered for ${name}.`;
}

function registrationVerdict(outcome: RegistrationOutcome, mac: string): Verdict {
  switch (outcome.kind) {
    case 'registered':
      return { well: true, sentence: registered(mac, outcome.loginUserName) };
    case 'user-interface-required':
      return {
        well: outcome.deviceRegistered,
        sentence: outcome.sentence,
        hint: `"porchlight mac register ${mac}" goes on with the person.`,
      };
    case 'failed':
      return {
        well: false,
        sentence: outcome.sentence,
        hint: `macOS tries again by itself: "porchlight mac work ${mac}".`,
      };
    case 'failed-no-retry':
      return {
        well: false,
        sentence: outcome.sentence,
        hint: 'Not tried again until the profile or the extension changes.',
      };
    case 'not-possible':
      return { well: false, sentence: outcome.sentence, hint: obstacleHint(outcome.code, mac) };
  }
}

function obstacleHint(code: string, mac: string): string | undefined {
  if (code === 'no-session') return `"porchlight mac login ${mac}" brings somebody to the desktop.`;
  if (code === 'no-smart-card') return `"porchlight mac card new ${mac}" makes a card and puts it into the reader.`;
  if (code === 'offline') return `"porchlight mac online ${mac}".`;
  return undefined;
}
