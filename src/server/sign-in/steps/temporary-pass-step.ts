/** A pass that an administrator gave, for who has lost everything else, or has nothing yet. */
import { alertOf, escaped } from '#server/pages/page.ts';
import { guessKeys } from '../budgets.ts';
import { accountLine, describedBy, formOf } from '../form-parts.ts';
import { Refusal } from '../refusal.ts';
import type { Step } from '../step.ts';

/** The step. An unknown name, a wrong pass and one that is over are one answer. */
export const temporaryPassStep: Step = {
  page: async (turn, { problem, userName }) => {
    const { user, texts } = turn;
    const name = user
      ? accountLine(turn)
      : `<label for="username">${escaped(texts.userName)}</label>
<input id="username" name="username" type="text" autocomplete="username" autocapitalize="none" autocorrect="off" spellcheck="false" maxlength="256" required value="${escaped(userName)}">
`;
    const fields = `${name}<label for="pass">${escaped(texts.pass.label)}</label>
<input id="pass" name="pass" type="password" autocomplete="off" spellcheck="false" maxlength="64" required autofocus${describedBy(problem)}>
`;
    const form = formOf(turn, 'temporary-pass', { fields, go: texts.signIn });
    return { content: `<p class="faint" id="hint">${escaped(texts.pass.hint)}</p>\n${alertOf(problem)}${form}` };
  },
  take: async ({ context, visit, user: known }, fields) => {
    const { ports, budgets } = context;
    const name = known?.userPrincipalName ?? (fields.get('username') ?? '').trim();
    const pass = (fields.get('pass') ?? '').trim();
    if (name === '' || pass === '') throw new Refusal('password_missing');
    const keys = guessKeys(name, visit);
    budgets.check(keys);
    const user = known ?? (await ports.people.findUser(name));
    // Nobody's pass is looked up for an unknown name, so that it takes as long.
    const verdict = (await ports.temporaryPasses?.check(user?.id ?? '', pass)) ?? 'wrong';
    if (verdict === 'accepted' && user?.state === 'active') return { kind: 'proved', user, method: 'temporary-pass' };
    budgets.charge(keys);
    throw new Refusal('wrong_credential', { userId: user?.id, reason: `temporary pass ${verdict}` });
  },
};
