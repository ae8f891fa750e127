/** Which of the accounts that signed in in this browser before. Names of others are not told to anybody. */
import { alertOf, escaped, hidden } from '#server/pages/page.ts';
import { Refusal } from '../refusal.ts';
import { rememberedUsers } from '../dispatcher.ts';
import type { Step } from '../step.ts';

/** The step. */
export const accountStep: Step = {
  page: async (turn, { problem }) => {
    const { texts, formToken } = turn;
    const accounts = (await rememberedUsers(turn.context, turn.visit)).map(
      ({ id, fullName, userPrincipalName }) =>
        `<button type="submit" class="plain account" name="account" value="${escaped(id)}"><strong>${escaped(fullName)}</strong><br>${escaped(userPrincipalName)}</button>\n`,
    );
    const content = `<p class="faint">${escaped(texts.account.hint)}</p>
${alertOf(problem)}<form method="post">
${hidden('token', formToken)}
${hidden('step', 'account')}
${accounts.join('')}<button type="submit" class="plain" name="account" value="">${escaped(texts.account.another)}</button>
<button type="submit" class="plain" name="cancel" value="yes" formnovalidate>${escaped(texts.cancel)}</button>
</form>`;
    return { title: texts.account.title, content };
  },
  take: async (turn, fields) => {
    const wanted = fields.get('account') ?? '';
    if (wanted === '') return { kind: 'again', attempt: { ...turn.attempt, picked: '' } };
    const user = (await rememberedUsers(turn.context, turn.visit)).find(({ id }) => id === wanted);
    if (!user) throw new Refusal('method_unknown');
    return { kind: 'again', attempt: { ...turn.attempt, picked: user.userPrincipalName } };
  },
};
