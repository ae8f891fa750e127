/** The administrator that setup made on a Mac, with its password: the asking is audited. */
import { ConfirmAction } from '../../../parts/confirm-action.tsx';
import { usePerform } from '../../../parts/use-operation.ts';
import type { ActionDialogProps } from './action-dialog.ts';
import { useState } from 'react';
import { ShownOnce } from './shown-once.tsx';

/** The dialog. */
export function AdministratorDialog({ detail, onClose }: ActionDialogProps) {
  const { perform, isPending, problem } = usePerform('showMacAdministrator', { quiet: true });
  const [found, setFound] = useState<{ readonly shortName: string; readonly password: string }>();
  if (found !== undefined) {
    return (
      <ShownOnce
        title={`Administrator ${found.shortName}`}
        secret={found.password}
        label="Copy the password"
        onClose={onClose}
      >
        The password of the account “{found.shortName}” on this Mac. It is written in the audit that you have seen it.
      </ShownOnce>
    );
  }
  return (
    <ConfirmAction
      opened
      onClose={onClose}
      title="Show the managed administrator?"
      text="Setup made an administrator’s account on this Mac, with a password of its own. It is audited that you looked."
      action="Show it"
      isHarmful={false}
      isPending={isPending}
      problem={problem}
      onConfirm={async () => setFound(await perform({ params: { serialNumber: detail.mac.serialNumber } }))}
    />
  );
}
