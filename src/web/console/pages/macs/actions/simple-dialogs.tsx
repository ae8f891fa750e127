/** Actions that need nothing but a yes. */
import { ConfirmAction } from '../../../parts/confirm-action.tsx';
import { usePerform } from '../../../parts/use-operation.ts';
import type { ActionDialogProps } from './action-dialog.ts';

const shown = [
  'getMac',
  'listMacs',
  'countMacs',
  'showMacTimeline',
  'getDevice',
  'listCommands',
  'listRegistrations',
] as const;

/** How people call a Mac. */
export function nameOf({ detail }: Pick<ActionDialogProps, 'detail'>): string {
  return detail.mac.name ?? detail.mac.serialNumber;
}

/** Makes the Mac connect. */
export function PushDialog({ detail, onClose }: ActionDialogProps) {
  const { perform, isPending, problem } = usePerform('pushEnrollment', {
    onDone: onClose,
    invalidates: shown,
    done: 'Apple was asked to wake the Mac',
  });
  return (
    <ConfirmAction
      opened
      onClose={onClose}
      title={`Make ${nameOf({ detail })} connect`}
      text="Apple’s push service wakes the Mac, which then asks this server for its commands. A Mac that is off or offline does so later."
      action="Push"
      isHarmful={false}
      isPending={isPending}
      problem={problem}
      onConfirm={() => perform({ params: { enrollment: detail.mac.serialNumber } })}
    />
  );
}

/** Asks for an attestation. */
export function AttestDialog({ detail, onClose }: ActionDialogProps) {
  const { perform, isPending, problem } = usePerform('attestMac', {
    onDone: onClose,
    invalidates: shown,
    done: 'The Mac was asked; its answer comes when it connects',
  });
  return (
    <ConfirmAction
      opened
      onClose={onClose}
      title="Ask for attestation"
      text="The Mac asks Apple to state what it is and how it is secured, and sends the signed answer. It makes a new one about every seven days, and repeats the last one until then."
      action="Ask"
      isHarmful={false}
      isPending={isPending}
      problem={problem}
      onConfirm={() => perform({ params: { serialNumber: detail.mac.serialNumber } })}
    />
  );
}

/** Restarts the Mac. */
export function RestartDialog({ detail, onClose }: ActionDialogProps) {
  const { perform, isPending, problem } = usePerform('sendCommand', {
    onDone: onClose,
    invalidates: shown,
    done: 'RestartDevice is in the queue',
  });
  return (
    <ConfirmAction
      opened
      onClose={onClose}
      title={`Restart ${nameOf({ detail })}?`}
      text="The Mac restarts as soon as it connects. Apps are closed; what was not saved may be lost. With FileVault, somebody has to unlock it at the Mac."
      action="Restart"
      isPending={isPending}
      problem={problem}
      onConfirm={() =>
        perform({ params: { enrollment: detail.mac.serialNumber }, body: { requestType: 'RestartDevice' } })
      }
    />
  );
}

/** Lets the Mac register again. */
export function RepairDialog({ detail, onClose }: ActionDialogProps) {
  const { perform, isPending, problem } = usePerform('repairDevice', {
    onDone: onClose,
    invalidates: shown,
    done: 'The Mac may register again',
  });
  return (
    <ConfirmAction
      opened
      onClose={onClose}
      title={`Let ${nameOf({ detail })} register again?`}
      text="Its next registration may bring new keys, and replaces those it has. Until then everything goes on as it is; a revoked Mac is let in again."
      action="Let it register"
      isHarmful={false}
      isPending={isPending}
      problem={problem}
      onConfirm={() => perform({ params: { device: detail.mac.serialNumber } })}
    />
  );
}

/** Revokes the Mac. */
export function RevokeDialog({ detail, onClose }: ActionDialogProps) {
  const { perform, isPending, problem } = usePerform('revokeDevice', {
    onDone: onClose,
    invalidates: shown,
    done: 'The Mac was revoked',
  });
  const people = detail.registration?.people ?? [];
  return (
    <ConfirmAction
      opened
      onClose={onClose}
      title={`Revoke ${nameOf({ detail })}?`}
      text={
        <>
          Every login, refresh and unlock from this Mac is refused at once, and its sessions in applications end.{' '}
          {people.length === 0
            ? 'Nobody is registered on it.'
            : `${people.length === 1 ? '1 person loses' : `${people.length} people lose`} single sign-on there: ${people.join(', ')}.`}{' '}
          It stays under management. “Let it register again” takes this back.
        </>
      }
      confirmWord={detail.mac.serialNumber}
      action="Revoke"
      isPending={isPending}
      problem={problem}
      onConfirm={() => perform({ params: { device: detail.mac.serialNumber } })}
    />
  );
}
