/** The choice between the ways that lead on. */
import { alertOf, escaped, hidden } from '#server/pages/page.ts';
import { accountLine } from '../form-parts.ts';
import { Refusal } from '../refusal.ts';
import type { Step, Turn } from '../step.ts';
import type { StepName } from '../step-name.ts';

/** The step. */
export const chooseStep: Step = {
  page: async (turn, { problem }) => {
    const { texts, formToken, otherWays } = turn;
    const buttons = otherWays.map(
      (way) =>
        `<button type="submit" class="plain" name="way" value="${way}">${escaped(texts.ways[way as keyof typeof texts.ways])}</button>\n`,
    );
    const content = `${accountLine(turn)}<p class="faint">${escaped(texts.choose.hint)}</p>
${alertOf(problem)}<form method="post">
${hidden('token', formToken)}
${hidden('step', 'choose')}
${buttons.join('')}<button type="submit" class="plain" name="cancel" value="yes" formnovalidate>${escaped(texts.cancel)}</button>
</form>`;
    return { title: texts.choose.title, content };
  },
  take: async (turn, fields) => ({ kind: 'chosen', step: wayOf(turn, fields.get('way')) }),
};

function wayOf({ otherWays, user }: Turn, wanted: string | null): StepName {
  // Without a way the person wants to see the choice.
  if (wanted === null) return 'choose';
  const way = otherWays.find((one) => one === wanted);
  if (way === undefined) throw new Refusal('method_unknown', { userId: user?.id });
  return way;
}
