/** The plan in force as a profile, for another MDM server. */
import { Button, Modal, Switch, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { fromBase64 } from '#protocol/encoding/base64.ts';
import { ChangeButton } from '../../parts/change-button.tsx';
import { Problem } from '../../parts/problem.tsx';
import { usePerform } from '../../parts/use-operation.ts';
import { downloadBytes } from './download.ts';
import { MacosChoice } from './preview/macos-choice.tsx';
import css from './export-dialog.module.css';

/** Shows it. */
export function ExportDialog({ onClose }: { readonly onClose: () => void }) {
  const [macos, setMacos] = useState('13');
  const [serialNumber, setSerialNumber] = useState('');
  const [signed, setSigned] = useState(false);
  const ask = usePerform('exportSignInPlan', {
    quiet: true,
    onDone: ({ fileName, contentType, content }) => {
      downloadBytes(fileName, contentType, fromBase64(content) ?? new Uint8Array());
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const serial = serialNumber.trim();
    void ask.perform({ body: { macos, signed, ...(serial === '' ? {} : { serialNumber: serial }) } });
  };
  return (
    <Modal opened onClose={onClose} title="Export the profile" size="md">
      <form onSubmit={submit} className={css['form']}>
        <p>
          The plan in force as a configuration profile. It must be installed by an MDM server: macOS lets nobody install
          Platform SSO by hand. Edits that are not saved are not in it.
        </p>
        <MacosChoice value={macos} onChange={setMacos} />
        <p className={css['hint']}>Choose the oldest version among the Macs that it is for.</p>
        <TextInput
          label="Serial number"
          description="With a registration token for this one Mac, good for a day. None unless given."
          value={serialNumber}
          maxLength={64}
          autoComplete="off"
          spellCheck={false}
          onChange={({ currentTarget }) => setSerialNumber(currentTarget.value)}
        />
        <Switch
          checked={signed}
          label="Signed with the key of this server"
          onChange={({ currentTarget }) => setSigned(currentTarget.checked)}
        />
        {ask.problem !== undefined && <Problem of={ask.problem} />}
        <div className={css['buttons']}>
          <Button onClick={onClose}>Cancel</Button>
          <ChangeButton type="submit" variant="filled" loading={ask.isPending}>
            Download
          </ChangeButton>
        </div>
      </form>
    </Modal>
  );
}
