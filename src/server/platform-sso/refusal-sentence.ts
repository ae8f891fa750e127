import { refusals } from './refusals.ts';

/** What a refusal of Platform SSO means to an administrator, by the code that its audit event has. */
export function adminSentence(code: string): string | undefined {
  return Object.hasOwn(refusals, code) ? refusals[code as keyof typeof refusals].admin : undefined;
}
