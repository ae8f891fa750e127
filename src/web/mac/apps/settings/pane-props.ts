/** What every pane of System Settings is drawn from. */
import type { AppProps } from '../../screen/desktop/app-props.ts';
import type { PaneId } from './panes.ts';

/** The Mac, and the way to another pane. */
export interface PaneProps extends AppProps {
  readonly onOpen: (pane: PaneId) => void;
}
