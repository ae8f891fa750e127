/** Macs that the person is registered on. To end one is an administrator's business. */
import { escaped } from '#server/pages/page.ts';
import { dayOf, noticeOf, rowOf, rowsOf } from '../markup.ts';
import type { AccountPage } from '../page.ts';
import { texts } from '../texts.ts';

const words = texts.macs;

/** The page. */
export const macsPage: AccountPage = {
  title: words.title,
  show: async ({ account, user }, notice) => {
    const macs = await account.ports.macsOf(user.id);
    const rows = macs.map(({ name, serialNumber, method, createdAt, lastLoginAt }) => {
      const last = lastLoginAt === undefined ? undefined : dayOf(lastLoginAt);
      const title = `${name ?? words.unnamed} (${serialNumber})`;
      return rowOf(title, words.facts(words.methods[method], dayOf(createdAt), last));
    });
    const list = rows.length > 0 ? rowsOf(rows) : `<p>${escaped(words.empty)}</p>`;
    return { content: `<p class="faint">${escaped(words.hint)}</p>\n${noticeOf(notice)}${list}` };
  },
  acts: {},
};
