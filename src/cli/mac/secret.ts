/** What is typed at the login window and the lock screen: a password, or a card's PIN. */
import type { Secret } from '#mac/virtual-mac.ts';
import type { Answers } from './answers.ts';

/** Asks for it. */
export async function askForSecret(answers: Answers, byCard: boolean, who: string): Promise<Secret> {
  if (byCard) return { kind: 'pin', pin: await answers.to('pin') };
  return { kind: 'password', password: await answers.to('password', `Password of ${who}`) };
}
