/** Browsers in which the person is signed in: one of them ended, or all. */
import { appendAudit } from '#server/audit/audit.ts';
import type { PersonSession } from '#server/http/person-session.ts';
import { escaped } from '#server/pages/page.ts';
import { buttonForm, momentOf, noticeOf, rowOf, rowsOf } from '../markup.ts';
import type { Acted, AccountPage, Call } from '../page.ts';
import { Refusal } from '../refusal.ts';
import { endSessionNamed, ownSessionName, sessionsOf } from '../sessions.ts';
import { texts } from '../texts.ts';

const words = texts.sessions;

/** The page. */
export const sessionsPage: AccountPage = {
  title: words.title,
  show: async (call, notice) => {
    const sessions = await sessionsIn(call);
    const present = ownSessionName(call.session);
    const rows = sessions.map((session) => row(call, session, session.id === present));
    const form = buttonForm({ formToken: call.formToken, step: 'sign-out-everywhere' }, { label: words.signOut });
    const content = `<p class="faint">${escaped(words.hint)}</p>
${noticeOf(notice)}${rowsOf(rows)}
<p class="faint">${escaped(words.everywhere)}</p>
${form}`;
    return { content };
  },
  acts: {
    end: { isGuarded: false, run: end },
    'sign-out-everywhere': { isGuarded: false, run: signOutEverywhere },
  },
};

/** Every session of the person, this one first, then the last used. */
export async function sessionsIn({ account, user, session }: Call): Promise<readonly PersonSession[]> {
  const { database, clock, otherSessions } = account.ports;
  const [own, others] = await Promise.all([sessionsOf(database, user.id, clock.now()), otherSessions.list(user.id)]);
  const present = ownSessionName(session);
  const rank = ({ id, usedAt }: PersonSession) => (id === present ? Infinity : usedAt);
  return [...own, ...others].toSorted((a, b) => rank(b) - rank(a));
}

function row({ formToken }: Call, session: PersonSession, isPresent: boolean): string {
  const { id, browser, address, purpose, applications, begunAt, usedAt } = session;
  const title = browser ?? words.unknownBrowser;
  const what = purpose === 'applications' ? applications.join(', ') || words.unused : words.purposes[purpose];
  const place = address === undefined ? '' : `${words.from(address)} `;
  const times = isPresent ? words.since(momentOf(begunAt)) : words.times(momentOf(begunAt), momentOf(usedAt));
  const facts = `${isPresent ? `${words.here} ` : ''}${what}. ${place}${times}`;
  if (isPresent) return rowOf(title, facts);
  const form = { formToken, step: 'end', fields: { session: id } };
  return rowOf(title, facts, buttonForm(form, { label: words.end, name: `${words.end}: ${title}`, isPlain: true }));
}

async function end({ account, user, address }: Call, fields: URLSearchParams): Promise<Acted> {
  const { database, clock, otherSessions } = account.ports;
  const id = fields.get('session') ?? '';
  const isOwn = await database.write((writer) => endSessionNamed(writer, user.id, id));
  if (!isOwn && !(await otherSessions.end(user.id, id))) throw new Refusal('session_unknown');
  const event = { type: 'account.session-ended', outcome: 'changed', userId: user.id, address } as const;
  await database.write(async (writer) => appendAudit(writer, clock.now(), [{ ...event, actor: user.id }]));
  return { kind: 'told', told: words.ended };
}

async function signOutEverywhere(call: Call): Promise<Acted> {
  const { account, user, session } = call;
  const { database, clock, endSessionsOf, grantsOf } = account.ports;
  const sessions = (await sessionsIn(call)).filter(({ id }) => id !== ownSessionName(session));
  const applications = [...new Set((await grantsOf(user.id)).map(({ application }) => application))];
  await endSessionsOf(user.id);
  const detail = { sessions: sessions.length, applications: applications.join(', ') };
  const event = { type: 'account.signed-out-everywhere', outcome: 'changed', userId: user.id, detail } as const;
  await database.write(async (writer) =>
    appendAudit(writer, clock.now(), [{ ...event, actor: user.id, address: call.address }]),
  );
  return { kind: 'told', told: words.done(sessions.length, applications), isSessionNew: true };
}
