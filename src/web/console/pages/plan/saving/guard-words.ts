/** What an edit does to Macs, in one sentence. */
import type { PlanEffect, PlanPreview } from '#api/sign-in-plan.ts';

/** Effects as people say them, after a number of Macs. */
const effectWords: Readonly<Record<PlanEffect, string>> = {
  unregister: 'lose the registration',
  'register-again': 'have to register again',
  'sign-in-again': 'sign in once more',
  'profile-updated': 'get a new profile quietly',
  nothing: 'are not touched',
};

/** The gravest first. */
export const effectOrder: readonly PlanEffect[] = [
  'unregister',
  'register-again',
  'sign-in-again',
  'profile-updated',
  'nothing',
];

/** A number of Macs. */
export function macsWords(count: number): string {
  return `${count.toLocaleString('en')} Mac${count === 1 ? '' : 's'}`;
}

/** The gravest effects; of those that nobody notices, how many. */
export function guardWords(preview: PlanPreview | undefined): string {
  if (preview === undefined) return '';
  const disturbing = effectOrder.slice(0, 3).filter((effect) => (preview.counts[effect] ?? 0) > 0);
  if (disturbing.length > 0) {
    return disturbing.map((effect) => effectSentence(preview.counts[effect] ?? 0, effect)).join(', ');
  }
  const quiet = preview.counts['profile-updated'] ?? 0;
  return quiet === 0 ? 'No Mac is touched' : `${effectSentence(quiet, 'profile-updated')}; nobody notices`;
}

/** How many Macs, and what happens to them. */
export function effectSentence(count: number, effect: PlanEffect): string {
  const words = effectWords[effect];
  return `${macsWords(count)} ${
    count === 1
      ? words
          .replace(/^lose /, 'loses ')
          .replace(/^have /, 'has ')
          .replace(/^sign /, 'signs ')
          .replace(/^get /, 'gets ')
      : words
  }`;
}
