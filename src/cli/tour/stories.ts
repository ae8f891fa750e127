/** The three stories: what a person with each method lives through in a first day. */
import type { SignInOutcome, UnlockOutcome } from '#mac/outcomes.ts';
import type { RegistrationAnswers, Secret } from '#mac/virtual-mac.ts';
import { insertNewCard, trustCards } from '../mac/card.ts';
import { failureSentence } from '../mac/outcome.ts';
import { expect, freshPassword, say } from './stage.ts';
import type { TourMac } from './tour-mac.ts';

const password = (text: string): Secret => ({ kind: 'password', password: text });

/** Password: the local password follows that of the organisation, the old one stops working. */
export async function passwordStory(mac: TourMac): Promise<void> {
  const { person, localPassword, stage } = mac;
  await register(mac, { localPassword, signIn: signInOf(mac) });
  const signIn = await mac.act((present) => present.signInWhenAsked(password(person.password)));
  expectSignedIn(signIn);
  expect(signIn.localPasswordReplaced, 'The local password was not replaced.');
  say(stage, 'local password', "replaced by the organisation's");
  await mac.act((present) => present.lock());
  const old = await mac.act((present) => present.unlock(password(localPassword)));
  expect(old.kind === 'refused', 'The old local password still unlocks the Mac.');
  say(stage, 'old password', `refused: ${old.sentence}`);
  expectUnlocked(await mac.act((present) => present.unlock(password(person.password))));
  say(stage, 'new password', 'unlocks the screen');
  await changedPassword(mac);
}

/** The organisation's password changes; the next unlock with it goes through the key service. */
async function changedPassword(mac: TourMac): Promise<void> {
  const next = freshPassword(mac.stage);
  await mac.stage.api.setPassword({ params: { user: mac.person.accountName }, body: { password: next } });
  say(mac.stage, 'password changed', 'on the server, by an administrator');
  await mac.act((present) => present.lock());
  const outcome = await mac.act((present) => present.unlock(password(next)));
  expectUnlocked(outcome);
  expect(outcome.by === 'identity-provider', 'The changed password did not come from the identity provider.');
  expect(outcome.localPasswordReplaced, 'The local password did not follow.');
  say(mac.stage, 'changed password', 'unlocks the screen; the local password follows');
}

/** Secure Enclave: a key that never leaves the Mac signs in silently; the local password stays. */
export async function secureEnclaveStory(mac: TourMac): Promise<void> {
  const { localPassword, stage } = mac;
  await register(mac, { localPassword, signIn: signInOf(mac) });
  if (mac.hand.mac.notifications().some(({ kind }) => kind === 'authentication-required')) {
    expectSignedIn(await mac.act((present) => present.signInWhenAsked()));
  }
  await mac.act((present) => present.lock());
  expectUnlocked(await mac.act((present) => present.unlock(password(localPassword))));
  say(stage, 'local password', 'unchanged, unlocks the screen');
  const renewal = await mac.act((present) => present.renewTokens({ evenIfFresh: true }));
  expect(renewal.kind === 'renewed', 'The tokens were not renewed.');
  say(stage, 'tokens', `renewed silently, by ${renewal.by}`);
}

/** Smart card: paired with the account, it registers, signs in and unlocks. */
export async function smartCardStory(mac: TourMac): Promise<void> {
  const { localPassword, person, stage } = mac;
  say(stage, 'card authority', await trustCards(stage.api, stage.cards));
  const pin = '274906';
  const label = 'Certificate For PIV Authentication';
  const hash = await insertNewCard(mac.hand, stage.cards, { name: person.userPrincipalName, label, pin });
  await mac.terminal('sudo', 'sc_auth', 'pair', '-u', person.accountName, '-h', hash);
  say(stage, 'card paired', `sudo sc_auth pair -u ${person.accountName} -h ${hash}`);
  await register(mac, { localPassword, pin, signIn: signInOf(mac) });
  if (mac.hand.mac.notifications().some(({ kind }) => kind === 'authentication-required')) {
    expectSignedIn(await mac.act((present) => present.signInWhenAsked({ kind: 'pin', pin })));
  }
  await mac.act((present) => present.lock());
  const wrong = await mac.act((present) => present.unlock({ kind: 'pin', pin: '000000' }));
  expect(wrong.kind === 'refused', 'A wrong PIN unlocks the Mac.');
  say(stage, 'wrong PIN', `refused: ${wrong.sentence}`);
  const outcome = await mac.act((present) => present.unlock({ kind: 'pin', pin }));
  expectUnlocked(outcome);
  expect(outcome.by === 'smart-card', 'The Mac was unlocked, but not by the card.');
  say(stage, 'card and PIN', 'unlock the screen');
}

async function register(mac: TourMac, answers: RegistrationAnswers): Promise<void> {
  const outcome = await mac.act((present) => present.register(answers));
  expect(outcome.kind === 'registered', outcome.kind === 'registered' ? '' : outcome.sentence);
  say(mac.stage, 'registered', `this Mac, and ${outcome.loginUserName} on it`);
}

function signInOf({ person, authenticator }: TourMac) {
  const onNumber = (number: string) => authenticator.approve(number);
  return { userName: person.userPrincipalName, password: person.password, onNumber };
}

function expectSignedIn(outcome: SignInOutcome): asserts outcome is Extract<SignInOutcome, { kind: 'signed-in' }> {
  if (outcome.kind === 'signed-in') return;
  expect(false, outcome.kind === 'failed' ? failureSentence(outcome.failure) : outcome.sentence);
}

function expectUnlocked(outcome: UnlockOutcome): asserts outcome is Extract<UnlockOutcome, { kind: 'unlocked' }> {
  expect(outcome.kind === 'unlocked', outcome.kind === 'unlocked' ? '' : outcome.sentence);
}
