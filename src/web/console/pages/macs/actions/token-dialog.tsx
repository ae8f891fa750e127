/** A token with which one Mac may register once. */
import { Select } from '@mantine/core';
import { useState } from 'react';
import { ConfirmAction } from '../../../parts/confirm-action.tsx';
import { usePerform } from '../../../parts/use-operation.ts';
import type { ActionDialogProps } from './action-dialog.ts';
import { ShownOnce } from './shown-once.tsx';

const lives = [
  { value: '3600', label: 'One hour' },
  { value: '86400', label: 'One day' },
  { value: '604800', label: 'One week' },
];

/** The dialog. */
export function TokenDialog({ detail, onClose }: ActionDialogProps) {
  const [life, setLife] = useState('86400');
  const [token, setToken] = useState<string>();
  const { perform, isPending, problem } = usePerform('issueRegistrationToken', { quiet: true });
  if (token !== undefined) {
    return (
      <ShownOnce title="Registration token" secret={token} label="Copy the token" onClose={onClose}>
        Put it into the profile of this Mac as RegistrationToken. It serves once, and is not shown again.
      </ShownOnce>
    );
  }
  const make = async () => {
    const body = { serialNumber: detail.mac.serialNumber, lifeSeconds: Number(life) };
    setToken((await perform({ body }))?.token);
  };
  return (
    <ConfirmAction
      opened
      onClose={onClose}
      title="Make a registration token"
      text="Macs under this server’s management get theirs by themselves. Make one for a Mac whose profile comes from elsewhere."
      action="Make token"
      isHarmful={false}
      isPending={isPending}
      problem={problem}
      onConfirm={make}
    >
      <Select label="It may be used for" data={lives} value={life} onChange={(next) => setLife(next ?? '86400')} />
    </ConfirmAction>
  );
}
