/** Answers of the feature: pages and ways on, each with the cookies that it sets. */
import { answerPage, alertOf, type Brand, type PageAnswer } from '#server/pages/page.ts';
import { buttonLink } from './markup.ts';
import { type Refusal, refusals, sentenceOf } from './refusal.ts';
import { texts } from './texts.ts';

/** An answer. */
export type AccountAnswer =
  | (PageAnswer & { readonly cookies?: readonly string[] })
  | { readonly status: 303; readonly location: string; readonly cookies?: readonly string[] };

/** The way to another page. */
export function leadTo(location: string, cookies: readonly string[] = []): AccountAnswer {
  return { status: 303, location, cookies };
}

/** The page of a refusal that no form of ours can have led to. */
export function refusedPage(refusal: Refusal, brand: Brand | undefined): AccountAnswer {
  const problem = sentenceOf(refusal);
  const content = `${alertOf(problem)}<p class="faint"><code>${refusal.code}</code></p>
${buttonLink('/account', texts.back)}`;
  const page = { title: texts.title, problem, content, look: 'account', brand } as const;
  return answerPage(page, [], refusals[refusal.code].status);
}
