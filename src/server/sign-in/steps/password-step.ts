/** Name and password. */
import { alertOf, escaped } from '#server/pages/page.ts';
import { DirectoryError } from '#server/directory/directory-error.ts';
import { guessKeys } from '../budgets.ts';
import { accountLine, formOf, syncAttribute } from '../form-parts.ts';
import { Refusal } from '../refusal.ts';
import type { Step } from '../step.ts';

/** The step. */
export const passwordStep: Step = {
  page: async (turn, { problem, userName }) => {
    const { visit, user, texts } = turn;
    const described = problem === undefined ? '' : ' aria-describedby="problem"';
    const hasName = user !== undefined || userName !== '';
    // A password manager finds the name also where it is settled.
    const name = user
      ? `${accountLine(turn)}<input type="hidden" name="username" autocomplete="username" value="${escaped(user.userPrincipalName)}">\n`
      : `<label for="username">${escaped(texts.userName)}</label>
<input id="username" name="username" type="text" autocomplete="username" autocapitalize="none" autocorrect="off" spellcheck="false" maxlength="256" required value="${escaped(userName)}"${hasName ? '' : ' autofocus'}${described}>
`;
    const fields = `${name}<label for="password">${escaped(texts.password)}</label>
<input id="password" name="password" type="password" autocomplete="current-password" maxlength="1024" required${hasName ? ' autofocus' : ''}${described}>
`;
    const attributes = syncAttribute(turn, 'password');
    const form = formOf(turn, 'password', { fields, go: texts.signIn, attributes });
    const content = `<p class="faint">${escaped(visit.reason)}</p>\n${alertOf(problem)}${form}`;
    return { content, script: visit.syncsPassword === true };
  },
  take: async ({ context, visit, user }, fields) => {
    const name = user?.userPrincipalName ?? (fields.get('username') ?? '').trim();
    const password = fields.get('password') ?? '';
    if (name === '' || password === '') throw new Refusal('password_missing');
    const { ports, budgets } = context;
    const keys = guessKeys(name, visit);
    budgets.check(keys);
    const outcome = await ports.people.checkPassword(name, password).catch((error: unknown) => {
      throw error instanceof DirectoryError ? new Refusal('directory_busy') : error;
    });
    if (outcome.kind === 'refused') {
      budgets.charge(keys);
      throw new Refusal('wrong_credential', { userId: outcome.user?.id, reason: outcome.reason });
    }
    return { kind: 'proved', user: outcome.user, method: 'password', mustChange: outcome.kind === 'must-change' };
  },
};
