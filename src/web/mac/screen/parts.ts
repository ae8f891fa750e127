/** What stands on a Mac's screen and is at home elsewhere. */
import type { ComponentType } from 'preact';
import type { MacView } from '#api/desk/view.ts';
import type { MacActions } from '../mac-actions.ts';

/** What every part of a Mac's screen is drawn from. */
export interface MacProps {
  readonly mac: MacView;
  readonly desk: MacActions;
}

interface Parts {
  readonly SetupAssistant?: ComponentType<MacProps>;
  readonly Prompts?: ComponentType<MacProps>;
  readonly Safari?: ComponentType<MacProps>;
}

/** Those that exist. */
export const parts: Parts = {};
