/** Parts that the forms of several steps have. */
import { alertOf, escaped, hidden } from '#server/pages/page.ts';
import type { Turn } from './step.ts';
import type { StepName } from './step-name.ts';

/** A form of a step: its hidden fields, what is in it, and its buttons. */
export function formOf(
  { formToken, texts, otherWays }: Turn,
  step: StepName,
  { fields, go, attributes = '' }: { readonly fields: string; readonly go: string; readonly attributes?: string },
): string {
  return `<form method="post"${attributes}>
${hidden('token', formToken)}
${hidden('step', step)}
${fields}<button type="submit">${escaped(go)}</button>
${otherWays.length > 0 ? `<button type="submit" class="plain" name="choose" value="yes" formnovalidate>${escaped(texts.anotherWay)}</button>\n` : ''}<button type="submit" class="plain" name="cancel" value="yes" formnovalidate>${escaped(texts.cancel)}</button>
</form>`;
}

/** What makes the script give a password to the Mac whose window this is, once its form is sent. @param field its name */
export function syncAttribute({ visit }: Turn, field: string): string {
  return visit.syncsPassword === true ? ` data-sync-password="${field}"` : '';
}

/** Who is signing in, where that is known. */
export function accountLine({ user, texts }: Turn): string {
  if (!user) return '';
  return `<p class="faint">${escaped(texts.signedInAs)} <strong>${escaped(user.userPrincipalName)}</strong></p>\n`;
}

/** What is asked, and what went wrong. */
export function leadOf(hint: string, problem: string | undefined): string {
  return `<p class="faint" id="hint">${escaped(hint)}</p>\n${alertOf(problem)}`;
}

/** Ids of what describes a field. */
export function describedBy(problem: string | undefined): string {
  return ` aria-describedby="${problem === undefined ? 'hint' : 'problem hint'}"`;
}
