/** EraseDevice: everything on the Mac is gone (Apple, "EraseDevice"). */
import { Select } from '@mantine/core';
import { useState } from 'react';
import { ConfirmAction } from '../../../parts/confirm-action.tsx';
import { usePerform } from '../../../parts/use-operation.ts';
import type { ActionDialogProps } from './action-dialog.ts';
import css from './actions.module.css';
import { commandPlist } from './command-plist.ts';
import { isPin, PinField } from './pin-field.tsx';
import { ShownOnce } from './shown-once.tsx';
import { nameOf } from './simple-dialogs.tsx';

const behaviours = [
  { value: 'Default', label: 'Erase the volume, warn the server if it cannot be done cleanly (Default)' },
  { value: 'DoNotObliterate', label: 'Only cleanly: leave the Mac as it is otherwise (DoNotObliterate)' },
  { value: 'ObliterateWithWarning', label: 'Erase in any case, and say so (ObliterateWithWarning)' },
  { value: 'Always', label: 'Erase the whole disk, macOS with it (Always)' },
];

/** The dialog. */
export function EraseDialog({ detail, onClose }: ActionDialogProps) {
  const [pin, setPin] = useState('');
  const [behaviour, setBehaviour] = useState('Default');
  const { perform, isPending, problem } = usePerform('sendCommand', { invalidates: ['listCommands', 'getMac'] });
  const [isSent, setSent] = useState(false);
  const [isTried, setTried] = useState(false);
  const erase = async () => {
    const plist = commandPlist({ PIN: pin, ObliterationBehavior: behaviour });
    const sent = await perform({
      params: { enrollment: detail.mac.serialNumber },
      body: { requestType: 'EraseDevice', plist },
    });
    if (sent === undefined) return;
    if (pin === '') onClose();
    else setSent(true);
  };
  if (isSent) {
    return (
      <ShownOnce title="The Mac will be erased" secret={pin} label="Copy the PIN" onClose={onClose}>
        Macs with an Intel processor ask for this PIN afterwards. It is sealed in the command, and not shown again.
      </ShownOnce>
    );
  }
  const people = detail.registration?.people ?? [];
  return (
    <ConfirmAction
      opened
      onClose={onClose}
      title={`Erase ${nameOf({ detail })}?`}
      text={
        <>
          Everything on the Mac is gone as soon as it connects, for good: accounts, files, apps.{' '}
          {people.length > 0 && `${people.join(', ')} ${people.length === 1 ? 'works' : 'work'} on it. `}
          {detail.assignment === null
            ? 'It does not come back by itself: it is not assigned at Apple.'
            : 'It enrolls again out of Setup Assistant, since it is assigned at Apple.'}{' '}
          The action is audited.
        </>
      }
      confirmWord={detail.mac.serialNumber}
      action="Erase"
      isPending={isPending}
      problem={problem}
      onConfirm={() => (pin === '' || isPin(pin) ? erase() : setTried(true))}
    >
      <div className={css['form']}>
        <Select
          label="If it cannot be done cleanly"
          data={behaviours}
          value={behaviour}
          onChange={(next) => setBehaviour(next ?? 'Default')}
        />
        <PinField
          isWrong={isTried && !isPin(pin)}
          value={pin}
          onChange={setPin}
          description="For Macs with an Intel processor only; leave empty for Apple silicon."
        />
      </div>
    </ConfirmAction>
  );
}
