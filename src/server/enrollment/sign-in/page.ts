/** The pages of the sign-in. They are shown in Setup Assistant's sheet, so they hold nothing that leads away. */
import { authenticationResultsScheme } from '#protocol/ade/authentication-results.ts';
import { answerPage } from '#server/pages/page.ts';
import { codeForm, passwordForm } from '#server/pages/sign-in-form.ts';
import type { Answer } from '../context.ts';

/** What a page shows. */
export interface SignInPage {
  readonly organisation: string;
  /** What is asked for. */
  readonly step: 'password' | 'code';
  /** Proves that the form comes from here. */
  readonly formToken: string;
  /** What was typed before. */
  readonly userName: string;
  /** What went wrong. */
  readonly problem: string | undefined;
}

/** The answer with a page, whose form may lead to the scheme of the sign-in's end. */
export function answerSignInPage(page: SignInPage): Answer {
  const { organisation, problem } = page;
  const reason = `This Mac belongs to ${organisation}. Use your work account to set it up.`;
  const content = page.step === 'password' ? passwordForm({ ...page, reason }) : codeForm({ ...page, reason });
  return answerPage({ title: `Sign in to ${organisation}`, problem, content }, [`${authenticationResultsScheme}:`]);
}
