/** The first page: who the person is, how they sign in, and what is to be done next. */
import { escaped } from '#server/pages/page.ts';
import { noticeOf, rowsOf } from '../markup.ts';
import { sessionsIn } from './sessions.ts';
import type { AccountPage, Call } from '../page.ts';
import { texts } from '../texts.ts';

const words = texts.overview;
/** Fewer recovery codes than this are few. */
const fewCodes = 3;

/** What the person has. Undefined: this server does not offer it. */
interface Standing {
  readonly authenticators: number | undefined;
  readonly passkeys: number | undefined;
  readonly hasCodes: boolean;
  readonly recoveryCodes: number;
  readonly macs: number;
  readonly sessions: number;
}

/** The page. */
export const overviewPage: AccountPage = {
  title: texts.title,
  show: async (call, notice) => {
    const { user, account } = call;
    const standing = await standingOf(call);
    const content = `<p><strong>${escaped(user.fullName)}</strong><br><span class="faint">${escaped(user.userPrincipalName)} · ${escaped(account.ports.organisation)}</span></p>
${noticeOf(notice)}${nextSteps(standing)}
<h2>${escaped(words.ways)}</h2>
${rowsOf(ways(standing))}
<h2>${escaped(words.devices)}</h2>
${rowsOf(places(standing))}`;
    return { content };
  },
  acts: {},
};

async function standingOf(call: Call): Promise<Standing> {
  const { account, user } = call;
  const { id } = user;
  const { authenticators, passkeys, factors, macsOf } = account.ports;
  const [phones, keys, hasCodes, recoveryCodes, macs, sessions] = await Promise.all([
    authenticators?.list(id),
    passkeys?.list(id),
    factors.oneTimeCodes.isEnrolled(id),
    factors.recoveryCodes.left(id),
    macsOf(id),
    sessionsIn(call),
  ]);
  return {
    authenticators: phones?.length,
    passkeys: keys?.length,
    hasCodes,
    recoveryCodes,
    macs: macs.length,
    sessions: sessions.length,
  };
}

function ways({ authenticators, passkeys, hasCodes, recoveryCodes }: Standing): readonly string[] {
  const some = (number: number, one: string, many: string) =>
    number === 0 ? texts.none : words.count(number, one, many);
  return [
    ...(authenticators === undefined
      ? []
      : [link('authenticator', texts.authenticator.title, some(authenticators, 'phone', 'phones'))]),
    ...(passkeys === undefined ? [] : [link('passkeys', texts.passkeys.title, some(passkeys, 'passkey', 'passkeys'))]),
    link('one-time-codes', texts.oneTimeCodes.title, hasCodes ? words.setUp : texts.none),
    link('recovery-codes', texts.recoveryCodes.title, recoveryCodes === 0 ? texts.none : words.left(recoveryCodes)),
    link('password', texts.password.title, words.password),
  ];
}

function places({ macs, sessions }: Standing): readonly string[] {
  return [
    link('macs', texts.macs.title, words.count(macs, 'Mac', 'Macs')),
    link('sessions', texts.sessions.title, words.count(sessions, 'browser', 'browsers')),
  ];
}

function link(page: string, name: string, state: string): string {
  return `<a href="/account/${page}"><span>${escaped(name)}</span><span class="faint">${escaped(state)}</span></a>`;
}

function nextSteps(standing: Standing): string {
  const { next } = texts;
  const { authenticators, passkeys, hasCodes, recoveryCodes } = standing;
  const hasSecond = (authenticators ?? 0) > 0 || (passkeys ?? 0) > 0 || hasCodes;
  const steps = [
    ...(hasSecond ? [] : [step(authenticators === undefined ? 'one-time-codes' : 'authenticator', next.factor)]),
    ...(recoveryCodes === 0 ? [step('recovery-codes', next.noCodes)] : []),
    ...(recoveryCodes > 0 && recoveryCodes < fewCodes ? [step('recovery-codes', next.fewCodes(recoveryCodes))] : []),
    ...(passkeys === 0 && hasSecond ? [step('passkeys', next.passkey)] : []),
  ];
  const content =
    steps.length === 0 ? `<p>${escaped(next.nothing)}</p>` : `<ul class="steps">\n${steps.join('\n')}\n</ul>`;
  return `<h2>${escaped(next.heading)}</h2>\n${content}`;
}

function step(page: string, words: string): string {
  return `<li><a href="/account/${page}">${escaped(words)}</a></li>`;
}
