/** DeviceLock: the Mac restarts and asks for the PIN (Apple, "DeviceLock"). */
import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { ConfirmAction } from '../../../parts/confirm-action.tsx';
import { usePerform } from '../../../parts/use-operation.ts';
import type { ActionDialogProps } from './action-dialog.ts';
import css from './actions.module.css';
import { commandPlist } from './command-plist.ts';
import { isPin, PinField } from './pin-field.tsx';
import { ShownOnce } from './shown-once.tsx';
import { nameOf } from './simple-dialogs.tsx';

/** The dialog. */
export function LockDialog({ detail, onClose }: ActionDialogProps) {
  const [pin, setPin] = useState('');
  const [message, setMessage] = useState('');
  const [phone, setPhone] = useState('');
  const { perform, isPending, problem } = usePerform('sendCommand', { invalidates: ['listCommands', 'getMac'] });
  const [isSent, setSent] = useState(false);
  const [isTried, setTried] = useState(false);
  const lock = async () => {
    const plist = commandPlist({ PIN: pin, Message: message.trim(), PhoneNumber: phone.trim() });
    const sent = await perform({
      params: { enrollment: detail.mac.serialNumber },
      body: { requestType: 'DeviceLock', plist },
    });
    setSent(sent !== undefined);
  };
  if (isSent) {
    return (
      <ShownOnce title="The Mac will be locked" secret={pin} label="Copy the PIN" onClose={onClose}>
        Whoever is to open the Mac again needs this PIN. It is sealed in the command, and not shown again.
      </ShownOnce>
    );
  }
  return (
    <ConfirmAction
      opened
      onClose={onClose}
      title={`Lock ${nameOf({ detail })}?`}
      text="The Mac restarts as soon as it connects, and opens only with the PIN. What was not saved is lost. The action is audited."
      action="Lock"
      isPending={isPending}
      problem={problem}
      onConfirm={() => (isPin(pin) ? lock() : setTried(true))}
    >
      <div className={css['form']}>
        <PinField
          isWrong={isTried && !isPin(pin)}
          value={pin}
          onChange={setPin}
          description="Six digits that open the Mac again."
        />
        <TextInput
          label="Message"
          description="Shown on the lock screen."
          maxLength={200}
          value={message}
          onChange={({ currentTarget }) => setMessage(currentTarget.value)}
        />
        <TextInput
          label="Phone number"
          type="tel"
          description="Whom a finder may call."
          maxLength={40}
          value={phone}
          onChange={({ currentTarget }) => setPhone(currentTarget.value)}
        />
      </div>
    </ConfirmAction>
  );
}
