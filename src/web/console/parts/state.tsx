/** A state in words, with a shape and a colour: never the colour alone (WCAG 2.2, 1.4.1). */
import type { ReactNode } from 'react';
import css from './state.module.css';

/** `good`: as it should be. `busy`: under way. `warn`: wants to be looked at. `bad`: does not work. `still`: nothing to say. */
export type Tone = 'good' | 'busy' | 'warn' | 'bad' | 'still';

/** Shows it. */
export function State({ of, tone = 'still' }: { readonly of: ReactNode; readonly tone?: Tone }) {
  return (
    <span className={css['state']} data-tone={tone}>
      <svg width="8" height="8" viewBox="0 0 8 8" aria-hidden className={css['shape']}>
        {shapes[tone]}
      </svg>
      <span className={css['words']}>{of}</span>
    </span>
  );
}

const shapes: Readonly<Record<Tone, ReactNode>> = {
  good: <circle cx="4" cy="4" r="3.5" fill="currentColor" />,
  busy: (
    <path
      d="M4 .75a3.25 3.25 0 0 1 0 6.5z M4 .75a3.25 3.25 0 1 0 0 6.5"
      fill="currentColor"
      fillOpacity=".9"
      stroke="currentColor"
    />
  ),
  warn: <path d="M4 .5 7.800 7.300H.2z" fill="currentColor" />,
  bad: <path d="M.5.5h7v7h-7z" fill="currentColor" />,
  still: <circle cx="4" cy="4" r="3" fill="none" stroke="currentColor" strokeWidth="1.500" />,
};
