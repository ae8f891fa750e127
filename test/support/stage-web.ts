/** The window of a web sign-in (macOS 27) on the stage: a Mac that has it, and people who know what to do there. */
import type { WebMove, AnswerPages } from '#mac/platform-sso-agent/web-window.ts';
import type { Page } from '#mac/web-view/page.ts';
import type { Secret } from '#mac/virtual-mac.ts';
import type { JsonObject } from '#protocol/encoding/json.ts';
import type { Person, Stage } from './stage.ts';
import { type MacWish, prepareMac, register, signedIn, type StageMac } from './stage-mac.ts';

/** What a profile says of web sign-ins: the window loads this server. */
export function webPlan({ url }: Pick<Stage, 'url'>, more: JsonObject = {}): JsonObject {
  return { WebLoginURLAllowList: [url], ...more };
}

/** Somebody who types name and password, and closes the window when a page says the same again. */
export function typing({
  userPrincipalName: userName,
  password,
}: Pick<Person, 'userPrincipalName' | 'password'>): AnswerPages {
  let last = '';
  return ({ text }: Page): WebMove => {
    if (text === last) return undefined;
    last = text;
    return { userName, password };
  };
}

/** The same as what lets in. */
export function web(person: Pick<Person, 'userPrincipalName' | 'password'>): Extract<Secret, { kind: 'web' }> {
  return { kind: 'web', answerPages: typing(person) };
}

/** A Mac with macOS 27 whose person is registered and has signed in on the web. */
export async function joinWebMac(stage: Stage, person: Person, wish: Partial<MacWish> = {}): Promise<StageMac> {
  const subject = await prepareMac(stage, {
    person,
    method: 'OpenID',
    macos: '27.0',
    ...wish,
    plan: webPlan(stage, wish.plan),
  });
  await register(subject);
  signedIn((await subject.mac.signInWhenAsked(web(person))).outcome);
  return subject;
}
