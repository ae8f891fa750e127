/** What is on the screen of a Mac. */
import type { MacView } from '#api/desk/view.ts';
import type { MacActions } from '../mac-actions.ts';

interface Props {
  readonly mac: MacView;
  readonly desk: MacActions;
}

/** Draws it. */
export function MacScreen({ mac }: Props) {
  return <p>{mac.screen.kind}</p>;
}
