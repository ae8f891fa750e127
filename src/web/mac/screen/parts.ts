import type { MacView } from '#api/desk/view.ts';
import type { MacActions } from '../mac-actions.ts';

/** What every part of a Mac's screen is drawn from. */
export interface MacProps {
  readonly mac: MacView;
  readonly desk: MacActions;
}
