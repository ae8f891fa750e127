/** The password, changed by whoever knows the present one. */
import { DirectoryError } from '#server/directory/directory-error.ts';
import type { PasswordProblem } from '#server/directory/directory.ts';
import { changePasswordForm } from '#server/pages/change-password-form.ts';
import { escaped } from '#server/pages/page.ts';
import type { Acted, AccountPage, Call } from '../page.ts';
import { noticeOf } from '../markup.ts';
import { Refusal } from '../refusal.ts';
import { texts } from '../texts.ts';

const words = texts.password;

/** The page. */
export const passwordPage: AccountPage = {
  title: words.title,
  show: async ({ account, user, formToken }, { told, problem }) => {
    const form = changePasswordForm({
      formToken,
      userName: user.userPrincipalName,
      problem,
      words: { ...words, rules: words.rules(account.ports.shortestPassword) },
    });
    return { content: `<p class="faint">${escaped(words.hint)}</p>\n${noticeOf({ told })}${form}` };
  },
  // The present password is the confirmation.
  acts: { 'change-password': { isGuarded: false, run: change } },
};

async function change({ account, user }: Call, fields: URLSearchParams): Promise<Acted> {
  const { passwords, shortestPassword } = account.ports;
  const [present = '', next = '', repeat = ''] = ['present', 'next', 'repeat'].map((name) => fields.get(name) ?? '');
  if (present === '' || next === '' || repeat === '') throw new Refusal('password_missing');
  if (next !== repeat) throw new Refusal('password_repeat_differs');
  if (account.guesses.check(user.id).kind === 'limited') throw new Refusal('too_many_attempts');
  const outcome = await passwords.changePassword(user.userPrincipalName, present, next).catch((error: unknown) => {
    throw error instanceof DirectoryError ? new Refusal('directory_busy') : error;
  });
  switch (outcome.kind) {
    case 'changed':
      return { kind: 'told', told: words.changed, isSessionNew: true };
    case 'refused':
      account.guesses.charge(user.id);
      throw new Refusal('password_wrong', { reason: outcome.reason });
    case 'password-refused':
      throw new Refusal('password_unfit', {
        reason: outcome.problems.join(' '),
        told: `${words.unfit} ${sentencesOf(outcome.problems, shortestPassword)}`,
      });
  }
}

function sentencesOf(problems: readonly PasswordProblem[], shortest: number): string {
  return problems.map((problem) => words.problems[problem](shortest)).join(' ');
}
