/** The form in which somebody replaces a password that they know. */
import { alertOf, escaped, hidden } from './page.ts';

/** What the form shows. */
export interface ChangePasswordFacts {
  /** Proves that the form comes from here. */
  readonly formToken: string;
  /** Whose it is, for whatever keeps passwords for the person. */
  readonly userName: string;
  /** What went wrong. */
  readonly problem: string | undefined;
  readonly words: {
    readonly present: string;
    readonly next: string;
    readonly repeat: string;
    readonly change: string;
    /** What is asked of a new password, said before it is chosen. */
    readonly rules: string;
  };
}

/** Asks for the present password once and for the new one twice: fields `token`, `step`, `present`, `next`, `repeat`. */
export function changePasswordForm({ formToken, userName, problem, words }: ChangePasswordFacts): string {
  const described = problem === undefined ? '' : ' aria-describedby="problem"';
  const rules = problem === undefined ? 'rules' : 'problem rules';
  return `${alertOf(problem)}<form method="post">
${hidden('token', formToken)}
${hidden('step', 'change-password')}
<input type="text" name="username" autocomplete="username" value="${escaped(userName)}" hidden readonly>
${field('present', words.present, `autocomplete="current-password" autofocus${described}`)}
<p class="faint" id="rules">${escaped(words.rules)}</p>
${field('next', words.next, `autocomplete="new-password" aria-describedby="${rules}"`)}
${field('repeat', words.repeat, 'autocomplete="new-password"')}
<button type="submit">${escaped(words.change)}</button>
</form>`;
}

function field(name: string, label: string, attributes: string): string {
  return `<label for="${name}">${escaped(label)}</label>
<input id="${name}" name="${name}" type="password" maxlength="1024" required ${attributes}>`;
}
