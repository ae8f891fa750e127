import type { MacView, SetupScreen } from '#api/desk/view.ts';
import type { MacActions } from '../mac-actions.ts';
import type { SetupWords } from './setup-words.ts';
import type { Answering } from './use-answer.ts';

/** What every pane is drawn from. */
export interface PaneProps {
  readonly mac: MacView;
  readonly setup: SetupScreen;
  readonly desk: MacActions;
  readonly words: SetupWords;
  readonly answering: Answering;
}
