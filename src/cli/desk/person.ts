/** The person in front of a Mac: what macOS asks becomes a question on the screen, and its answer comes from there. */
import type { PageAct, PromptAnswer } from '#api/desk/acts.ts';
import { findAccount, isPassword } from '#mac/local-accounts/local-accounts.ts';
import type { AskForConsent, PasskeyConsent, PasskeyQuestion } from '#mac/passkey-provider/user-verification.ts';
import type { Ask } from '#mac/terminal/command.ts';
import type { VirtualMac } from '#mac/virtual-mac.ts';
import type { Attendant, AttendedPage } from '#mac/web-view/attendant.ts';
import type { OpenPrompts } from './open-prompts.ts';
import { versionOf } from './page/page-version.ts';
import { rememberTyped } from './page/typed-entries.ts';
import type { TypedSecrets } from './typed-secrets.ts';

/** What an act may ask. Undefined: the person closed the question. */
export interface Person {
  /** The password of a local account, asked for again where it is wrong. */
  localPassword(shortName: string, text: string, title?: string): Promise<string | undefined>;
  /** A password that only the organisation knows to be right. */
  organisationPassword(userName: string): Promise<string | undefined>;
  pin(text: string): Promise<string | undefined>;
  readonly pages: Attendant;
  readonly consent: AskForConsent;
  readonly terminal: Ask;
}

/** macOS asks so often for a password. */
const tries = 3;

/** Somebody who answers what stands among the open prompts. */
export function person(mac: VirtualMac, prompts: OpenPrompts, secrets: TypedSecrets): Person {
  const textOf = (answer: PromptAnswer) => (answer.kind === 'text' ? answer.text : undefined);
  return {
    async localPassword(shortName, text, title = 'Platform Single Sign-On') {
      const { accounts } = mac.state();
      const account = findAccount(accounts, shortName);
      let said = text;
      for (let count = 0; count < tries; count += 1) {
        const question = { kind: 'password', title, user: shortName, text: said } as const;
        const typed = textOf(await prompts.ask(question));
        if (typed === undefined || (account && isPassword(account, typed))) return typed;
        said = `The password is wrong. ${text}`;
      }
      return undefined;
    },
    organisationPassword: async (userName) =>
      textOf(
        await prompts.ask({
          kind: 'password',
          title: 'Authentication Required',
          text: `Enter the password of your organisation account ${userName}.`,
          user: userName,
        }),
      ),
    async pin(text) {
      const { inserted, known } = mac.state().smartCards;
      const card = known.find(({ id }) => id === inserted)?.label ?? 'the smart card';
      return textOf(await prompts.ask({ kind: 'pin', title: 'Smart Card', text, card }));
    },
    pages: { page: (shown) => moveOn(shown, prompts, secrets) },
    consent: async (question) => consentOf(await prompts.ask(touchQuestion(mac, question))),
    terminal: async (text) => textOf(await prompts.ask({ kind: 'terminal', title: 'Terminal', text })),
  };
}

async function moveOn(shown: AttendedPage, prompts: OpenPrompts, secrets: TypedSecrets): Promise<PageAct> {
  const { url: address, html, title, isWaiting } = shown;
  const answer = await prompts.askOnPage({ address, html, title, isWaiting, version: versionOf(shown) }, title);
  if (answer.kind !== 'page') return { kind: 'close' };
  rememberTyped(answer.act, html, secrets);
  return answer.act;
}

function touchQuestion(mac: VirtualMac, { ceremony, relyingParty, userNames }: PasskeyQuestion) {
  const { session } = mac.state();
  const user = 'user' in session ? session.user : '';
  const verb = ceremony === 'create' ? 'Save a passkey' : 'Sign in with a passkey';
  const who = userNames.length === 1 ? ` as ${userNames[0] ?? ''}` : '';
  return {
    kind: 'touch-id',
    title: ceremony === 'create' ? 'Save a passkey?' : 'Sign in?',
    text: `${verb} for “${relyingParty}”${who}.`,
    user,
    choices: userNames,
  } as const;
}

function consentOf(answer: PromptAnswer): PasskeyConsent | undefined {
  if (answer.kind === 'text') return { kind: 'password', password: answer.text };
  if (answer.kind !== 'touch') return undefined;
  return { kind: 'touch-id', ...(answer.choice === undefined ? {} : { userName: answer.choice }) };
}
