import type { MacDetail } from '#api/macs.ts';

/** What the dialog of an action gets. */
export interface ActionDialogProps {
  readonly detail: MacDetail;
  readonly onClose: () => void;
}
