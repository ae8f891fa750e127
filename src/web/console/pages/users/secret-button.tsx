/** A button that makes a secret and shows it once, to be handed over. */
import { Button, type ButtonProps, Modal, Stack } from '@mantine/core';
import { useState } from 'react';
import { ChangeButton } from '../../parts/change-button.tsx';
import { Code } from '../../parts/code.tsx';
import { QrCode } from './qr-code.tsx';
import css from './users.module.css';

/** What is made, and what is said of it. */
export interface SecretButtonProps extends ButtonProps {
  readonly label: string;
  readonly title: string;
  readonly text: string;
  /** Undefined when it was refused. */
  readonly make: () => Promise<readonly string[] | undefined>;
  /** Shown as a QR code, too. */
  readonly isQr?: boolean;
}

/** Shows it. */
export function SecretButton({ label, title, text, make, isQr = false, ...button }: SecretButtonProps) {
  const [secrets, setSecrets] = useState<readonly string[]>();
  const [isPending, setPending] = useState(false);
  const click = async () => {
    setPending(true);
    const made = await make();
    setPending(false);
    setSecrets(made);
  };
  return (
    <>
      <ChangeButton {...button} loading={isPending} onClick={() => void click()}>
        {label}
      </ChangeButton>
      <SecretDialog
        {...{ title, text, isQr }}
        {...(secrets === undefined ? {} : { secrets })}
        onClose={() => setSecrets(undefined)}
      />
    </>
  );
}

/** Shows secrets once; nothing where there are none. */
export function SecretDialog({
  secrets,
  title,
  text,
  isQr = false,
  onClose,
}: {
  readonly secrets?: readonly string[];
  readonly title: string;
  readonly text: string;
  readonly isQr?: boolean;
  readonly onClose: () => void;
}) {
  return (
    <Modal
      opened={secrets !== undefined}
      onClose={onClose}
      title={title}
      size="md"
      closeOnClickOutside={false}
      closeOnEscape={false}
    >
      <Stack gap="sm">
        <p style={{ margin: 0 }}>{text}</p>
        {isQr && secrets?.[0] !== undefined && <QrCode text={secrets[0]} label="QR code for the phone" />}
        <div className={css['secret']}>
          {secrets?.map((secret) => (
            <Code key={secret} block copyable label={`Copy ${secrets.length > 1 ? secret : 'it'}`}>
              {secret}
            </Code>
          ))}
        </div>
        <div style={{ display: 'flex', justifyContent: 'flex-end' }}>
          <Button variant="filled" onClick={onClose} data-autofocus>
            Done
          </Button>
        </div>
      </Stack>
    </Modal>
  );
}
