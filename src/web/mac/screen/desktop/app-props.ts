/** What an application on the desktop is drawn from. */
import type { WindowActs } from '../../look/window.tsx';
import type { OpenOptions } from '../app-names.ts';
import type { MacProps } from '../parts.ts';

/** What a window's content needs to draw its frame. */
export interface Framed extends WindowActs {
  readonly isActive: boolean;
}

/** The Mac, who sits in front of it, the frame, and where the application was opened. */
export interface AppProps extends MacProps {
  /** Short name of whoever is at the desktop. */
  readonly person: string;
  readonly framed: Framed;
  readonly options: OpenOptions;
}
