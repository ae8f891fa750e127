/** Passkeys: the part of the page that changes them is that feature's own. */
import { escaped } from '#server/pages/page.ts';
import type { AccountPasskeys } from '../account-ports.ts';
import { dayOf, noticeOf, rowOf, rowsOf } from '../markup.ts';
import type { AccountPage, Act } from '../page.ts';
import { Refusal } from '../refusal.ts';
import { texts } from '../texts.ts';
import { whenConfirmed } from './confirm.ts';

const words = texts.passkeys;

/** The page. */
export function passkeysPage(passkeys: AccountPasskeys): AccountPage {
  const act: Act = {
    isGuarded: true,
    run: async ({ user, attempt, address }, fields) => {
      const outcome = await passkeys.submit({ userId: user.id, attempt, fields, address });
      if (outcome.kind === 'other') throw new Refusal('action_unknown');
      if (outcome.kind === 'refused')
        throw new Refusal('passkey_refused', { reason: outcome.code, told: outcome.told });
      const told = { kind: 'told', told: outcome.told } as const;
      return fields.get('step') === 'passkey-add' ? { ...told, proved: 'passkey' } : told;
    },
  };
  return {
    title: words.title,
    show: async (call, notice) => {
      const { user, attempt, formToken, confirmation } = call;
      const isConfirmed = confirmation.kind === 'confirmed';
      const section = isConfirmed ? await passkeys.show({ userId: user.id, attempt, formToken }) : '';
      const names = isConfirmed ? '' : await namesOf(passkeys, user.id);
      const content = `<p class="faint">${escaped(words.hint)}</p>
${noticeOf(notice)}${names}${whenConfirmed(call, 'passkeys', () => section)}`;
      return { content, script: isConfirmed };
    },
    acts: { 'passkey-add': act, 'passkey-rename': act, 'passkey-remove': act },
  };
}

async function namesOf(passkeys: AccountPasskeys, userId: string): Promise<string> {
  const list = await passkeys.list(userId);
  if (list.length === 0) return `<p>${escaped(words.empty)}</p>`;
  return rowsOf(list.map(({ name, createdAt }) => rowOf(name, texts.authenticator.added(dayOf(createdAt)))));
}
