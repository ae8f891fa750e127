/** The two forms of a sign-in by password: name and password, then a one-time code. */
import { alertOf, escaped, hidden } from './page.ts';

/** What a form of a sign-in shows. */
export interface SignInFormFacts {
  /** Proves that the form comes from here. */
  readonly formToken: string;
  /** What was typed before. */
  readonly userName: string;
  /** What went wrong. */
  readonly problem: string | undefined;
  /** Why the person is asked, as text. */
  readonly reason: string;
  /** Further hidden fields. */
  readonly hiddenFields?: Readonly<Record<string, string>>;
}

/** Asks for name and password: fields `token`, `step`, `username`, `password`, and `cancel` for the second button. */
export function passwordForm({ reason, formToken, userName, problem }: SignInFormFacts): string {
  const described = problem === undefined ? '' : ' aria-describedby="problem"';
  return `<p class="faint">${escaped(reason)}</p>
${alertOf(problem)}<form method="post">
${hidden('token', formToken)}
${hidden('step', 'password')}
<label for="username">User name</label>
<input id="username" name="username" type="text" autocomplete="username" autocapitalize="none" autocorrect="off" spellcheck="false" maxlength="256" required value="${escaped(userName)}"${userName === '' ? ' autofocus' : ''}${described}>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" maxlength="1024" required${userName === '' ? '' : ' autofocus'}${described}>
${buttons('Sign In')}
</form>`;
}

/** Asks for a one-time code: fields `token`, `step`, `code`, and `cancel` for the second button. */
export function codeForm({ formToken, problem, hiddenFields = {} }: SignInFormFacts): string {
  const described = problem === undefined ? 'hint' : 'problem hint';
  const further = Object.entries(hiddenFields).map(([name, value]) => `${hidden(name, value)}\n`);
  return `<p class="faint" id="hint">Enter the six digits that your authenticator shows.</p>
${alertOf(problem)}<form method="post">
${hidden('token', formToken)}
${hidden('step', 'code')}
${further.join('')}<label for="code">One-time code</label>
<input id="code" name="code" type="text" inputmode="numeric" autocomplete="one-time-code" maxlength="12" required autofocus aria-describedby="${described}">
${buttons('Continue')}
</form>`;
}

/** Two buttons: whoever presses Return presses the first; the second sends `cancel`. */
export function buttons(go: string): string {
  return `<button type="submit">${escaped(go)}</button>
<button type="submit" class="plain" name="cancel" value="yes" formnovalidate>Cancel</button>`;
}
