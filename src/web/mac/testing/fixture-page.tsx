/**
 * The screen of a Mac alone, without a desk behind it. A test sets the view (`shown.view`), reads what was done
 * (`shown.acts`) and says what comes of it (`shown.outcomes`, by kind of act; a word alone refuses with it).
 */
import { render } from 'preact';
import type { ActAnswer, DeskAct, PromptAnswer } from '#api/desk/acts.ts';
import type { MacView } from '#api/desk/view.ts';
import { type MacActions, DeskFailure } from '../mac-actions.ts';
import { MacScreen } from '../screen/mac-screen.tsx';
import './fixture-page.css';

/** What a test sees of the page. */
export interface Shown {
  acts: DeskAct[];
  answers: (readonly [string, PromptAnswer])[];
  outcomes: Record<string, ActAnswer['outcome'] | string>;
  show: (view: MacView) => void;
}

const place = document.querySelector('#app');
const shown: Shown = {
  acts: [],
  answers: [],
  outcomes: {},
  show(view) {
    if (place) render(<MacScreen mac={view} desk={desk} />, place);
  },
};

const desk: MacActions = {
  act(act) {
    shown.acts.push(act);
    const step = 'step' in act && typeof act.step === 'string' ? ` ${act.step}` : '';
    const outcome = shown.outcomes[`${act.kind}${step}`] ?? { kind: 'done' };
    if (typeof outcome !== 'string') return Promise.resolve({ outcome });
    return Promise.reject(new DeskFailure('refused', outcome));
  },
  answer(prompt, answer) {
    shown.answers.push([prompt, answer]);
    return Promise.resolve();
  },
  pageAddress: () => 'about:blank',
};

(globalThis as { shown?: Shown }).shown = shown;
