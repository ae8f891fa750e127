/** Another password in place of a temporary one, once everything else is proved. */
import { escaped } from '#server/pages/page.ts';
import { DirectoryError } from '#server/directory/directory-error.ts';
import { usualPolicy } from '#server/directory/feature.ts';
import { guessKeys } from '../budgets.ts';
import { accountLine, describedBy, formOf, leadOf, syncAttribute } from '../form-parts.ts';
import { Refusal } from '../refusal.ts';
import type { Step } from '../step.ts';

/** The step. */
export const changePasswordStep: Step = {
  page: async (turn, { problem }) => {
    const { changePassword: words } = turn.texts;
    const field = (name: string, label: string, autocomplete: string, more = '') =>
      `<label for="${name}">${escaped(label)}</label>
<input id="${name}" name="${name}" type="password" autocomplete="${autocomplete}" maxlength="1024" required${more}>
`;
    const fields = `${field('present', words.present, 'current-password', ' autofocus')}<p class="faint" id="rules">${escaped(words.rules(usualPolicy.minimumLength))}</p>
${field('next', words.next, 'new-password', describedBy(problem).replace('hint"', 'rules"'))}${field('repeat', words.repeat, 'new-password')}`;
    const form = formOf({ ...turn, otherWays: [] }, 'change-password', {
      fields,
      go: words.change,
      attributes: syncAttribute(turn, 'next'),
    });
    const content = `${accountLine(turn)}${leadOf(words.hint, problem)}${form}`;
    return { title: words.title, content, script: turn.visit.syncsPassword === true };
  },
  take: async ({ context, visit, user, texts }, fields) => {
    if (!user) throw new Refusal('one_time_code_late');
    const [present, next, repeat] = ['present', 'next', 'repeat'].map((name) => fields.get(name) ?? '') as [
      string,
      string,
      string,
    ];
    if (next !== repeat) throw new Refusal('password_repeat_differs', { userId: user.id });
    const keys = guessKeys(user.userPrincipalName, visit);
    context.budgets.check(keys);
    const outcome = await context.ports.people
      .changePassword(user.userPrincipalName, present, next)
      .catch((error: unknown) => {
        throw error instanceof DirectoryError ? new Refusal('directory_busy') : error;
      });
    switch (outcome.kind) {
      case 'changed':
        return { kind: 'changed-password' };
      case 'password-refused': {
        const problems = outcome.problems.map((problem) => texts.passwordProblems[problem] ?? '').join(' ');
        throw new Refusal('password_unfit', { userId: user.id, reason: outcome.problems.join(' '), problems });
      }
      case 'refused':
        context.budgets.charge(keys);
        throw new Refusal('wrong_credential', { userId: user.id, reason: outcome.reason });
    }
  },
};
