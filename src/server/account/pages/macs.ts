/** Macs that the person is registered on, and the way off one that is lost, for whoever proves that it is they. */
import { escaped } from '#server/pages/page.ts';
import type { OwnMac } from '../account-ports.ts';
import { buttonForm, dayOf, noticeOf, rowOf, rowsOf } from '../markup.ts';
import type { AccountPage, Call } from '../page.ts';
import { Refusal } from '../refusal.ts';
import { texts } from '../texts.ts';
import { whenConfirmed } from './confirm.ts';

const words = texts.macs;

/** The page. */
export const macsPage: AccountPage = {
  title: words.title,
  show: async (call, notice) => {
    const macs = await call.account.ports.macsOf(call.user.id);
    const isConfirmed = call.confirmation.kind === 'confirmed';
    const rows = macs.map((mac) => row(call, mac, isConfirmed));
    const list = rows.length > 0 ? rowsOf(rows) : `<p>${escaped(words.empty)}</p>`;
    const way = rows.length === 0 ? '' : whenConfirmed(call, 'macs', () => '');
    return { content: `<p class="faint">${escaped(words.hint)}</p>\n${noticeOf(notice)}${list}\n${way}` };
  },
  acts: {
    remove: {
      isGuarded: true,
      run: async ({ account, user }, fields) => {
        const id = fields.get('mac') ?? '';
        const mac = (await account.ports.macsOf(user.id)).find((one) => one.id === id);
        if (!mac || !(await account.ports.endMac(user.id, id))) throw new Refusal('mac_unknown');
        return { kind: 'told', told: words.removed(titleOf(mac)) };
      },
    },
  },
};

function row({ formToken }: Call, mac: OwnMac, isConfirmed: boolean): string {
  const { id, method, createdAt, lastLoginAt } = mac;
  const last = lastLoginAt === undefined ? undefined : dayOf(lastLoginAt);
  const facts = words.facts(words.methods[method], dayOf(createdAt), last);
  const title = titleOf(mac);
  if (!isConfirmed) return rowOf(title, facts);
  const form = { formToken, step: 'remove', fields: { mac: id } };
  return rowOf(
    title,
    facts,
    buttonForm(form, { label: words.remove, name: `${words.remove}: ${title}`, isPlain: true }),
  );
}

function titleOf({ name, serialNumber }: OwnMac): string {
  return `${name ?? words.unnamed} (${serialNumber})`;
}
