/** What is given at the login window and the lock screen: a password, a card's PIN, or answers to the organisation's pages. */
import type { Secret } from '#mac/virtual-mac.ts';
import type { MacState } from '#mac/mac-state.ts';
import type { Answers } from './answers.ts';
import type { CliIo } from './io.ts';
import { methodOf } from './method-of.ts';
import { answerPages } from './web-answers.ts';

/** What lets in: a card's PIN, the organisation's pages, or a password. */
export type SecretKind = 'card' | 'web' | 'password';

/** What an account of this Mac is asked for, unless the person wants the local password. */
export function secretKindOf(
  state: MacState,
  account: string,
  options: { readonly smartCard?: boolean; readonly localPassword?: boolean },
): SecretKind {
  if (options.smartCard === true) return 'card';
  if (options.localPassword === true || state.session.kind === 'pre-boot') return 'password';
  const { users } = state.platformSso;
  const known = users[account] ?? Object.values(users).find(({ loginUserName }) => loginUserName === account);
  const isLocal = state.accounts.some(({ shortName }) => shortName === account);
  const isNew = known === undefined && !isLocal && methodOf(state) === 'OpenID';
  return known?.loginType === 'OpenID' || isNew ? 'web' : 'password';
}

/** Asks for it. */
export async function askForSecret(answers: Answers, io: CliIo, kind: SecretKind, who: string): Promise<Secret> {
  if (kind === 'card') return { kind: 'pin', pin: await answers.to('pin') };
  if (kind === 'web') return { kind: 'web', answerPages: answerPages(answers, io) };
  return { kind: 'password', password: await answers.to('password', `Password of ${who}`) };
}
