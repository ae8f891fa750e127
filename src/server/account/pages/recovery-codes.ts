/** Recovery codes: how many are left, and new ones, shown once and fit for paper. */
import { escaped } from '#server/pages/page.ts';
import { buttonForm, buttonLink, noticeOf } from '../markup.ts';
import type { Acted, AccountPage, Call } from '../page.ts';
import { Refusal } from '../refusal.ts';
import { texts } from '../texts.ts';
import { whenConfirmed } from './confirm.ts';

const words = texts.recoveryCodes;

/** The page. */
export const recoveryCodesPage: AccountPage = {
  title: words.title,
  show: async (call, notice) => {
    const left = await call.account.ports.factors.recoveryCodes.left(call.user.id);
    const forms = () =>
      `${left > 0 ? `<p class="faint">${escaped(words.ends)}</p>\n` : ''}${buttonForm(
        { formToken: call.formToken, step: 'make' },
        { label: left > 0 ? words.again : words.make },
      )}`;
    const content = `<p class="faint">${escaped(words.hint)}</p>
${noticeOf(notice)}<p>${escaped(left > 0 ? words.left(left) : words.empty)}</p>
${whenConfirmed(call, 'recovery-codes', forms)}`;
    return { content };
  },
  acts: { make: { isGuarded: true, run: make } },
};

async function make({ account, user }: Call): Promise<Acted> {
  const { factors, organisation } = account.ports;
  const outcome = await factors.recoveryCodes.make(user.id, user.id);
  if (outcome.kind !== 'made') throw new Refusal('action_unknown');
  const { made } = words;
  const items = outcome.codes.map((code) => `<li><code>${escaped(code)}</code></li>`).join('\n');
  const content = `<p class="faint">${escaped(made.hint)}</p>
<p class="faint">${escaped(made.whose(user.userPrincipalName, organisation))}</p>
<ol class="codes">
${items}
</ol>
${buttonLink('/account/recovery-codes', made.done)}`;
  return { kind: 'shown', title: made.title, content };
}
