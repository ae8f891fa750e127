/** A secret that is shown this once. */
import { Button, Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { Code } from '../../../parts/code.tsx';
import css from './actions.module.css';

/** Shows it until it is closed. */
export function ShownOnce({
  title,
  secret,
  label,
  children,
  onClose,
}: {
  readonly title: string;
  readonly secret: string;
  /** What the secret is, for the button that copies it. */
  readonly label: string;
  readonly children: ReactNode;
  readonly onClose: () => void;
}) {
  return (
    <Modal opened onClose={onClose} title={title} closeOnClickOutside={false}>
      <div className={css['secret']}>
        <Code block copyable label={label}>
          {secret}
        </Code>
        <p className={css['once']}>{children}</p>
        <div className={css['buttons']}>
          <Button variant="filled" onClick={onClose}>
            I have noted it
          </Button>
        </div>
      </div>
    </Modal>
  );
}
