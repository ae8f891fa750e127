/** Browsers in which the person is signed in, and the way out of all of them. */
import { escaped } from '#server/pages/page.ts';
import { buttonForm, momentOf, noticeOf, rowOf, rowsOf } from '../markup.ts';
import type { AccountPage } from '../page.ts';
import { texts } from '../texts.ts';

const words = texts.sessions;

/** The page. */
export const sessionsPage: AccountPage = {
  title: words.title,
  show: async ({ account, user, formToken }, notice) => {
    const sessions = await account.ports.sessionsOf(user.id);
    const rows = sessions.map(({ signedInAt, applications }) =>
      rowOf(words.since(momentOf(signedInAt)), applications.join(', ') || words.unused),
    );
    const list = rows.length > 0 ? rowsOf(rows) : `<p>${escaped(words.empty)}</p>`;
    const form = buttonForm({ formToken, step: 'sign-out-everywhere' }, { label: words.signOut, isPlain: true });
    return { content: `<p class="faint">${escaped(words.hint)}</p>\n${noticeOf(notice)}${list}\n${form}` };
  },
  acts: {
    'sign-out-everywhere': {
      isGuarded: false,
      run: async ({ account, user }) => {
        await account.ports.endSessionsOf(user.id);
        return { kind: 'told', told: words.done, isSessionNew: true };
      },
    },
  },
};
