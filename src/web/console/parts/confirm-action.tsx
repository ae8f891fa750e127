/** A question before something that hurts. */
import { Button, Modal, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import css from './confirm-action.module.css';
import { Problem } from './problem.tsx';
import type { ConsoleProblem } from './problem-of.ts';

/** What is asked. */
export interface ConfirmActionProps {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly title: string;
  /** What happens, and what does not come back. */
  readonly text: ReactNode;
  /** Has to be typed before the button works. */
  readonly confirmWord?: string;
  /** The button, by the verb of what it does: `Disable Ada`. */
  readonly action: string;
  /** Whether it takes something away. */
  readonly isHarmful?: boolean;
  readonly onConfirm: () => Promise<unknown> | void;
  readonly isPending?: boolean;
  readonly problem?: ConsoleProblem | undefined;
  /** Further content, such as a preview of what ends. */
  readonly children?: ReactNode;
}

/** Asks. */
export function ConfirmAction(props: ConfirmActionProps) {
  const { opened, onClose, title, text, children, problem } = props;
  return (
    <Modal opened={opened} onClose={onClose} title={title} size="md">
      <div className={css['content']}>
        <div className={css['text']}>{text}</div>
        {children}
        <Problem of={problem} />
        {opened && <Answer {...props} />}
      </div>
    </Modal>
  );
}

function Answer({ confirmWord, action, isHarmful = true, onConfirm, onClose, isPending = false }: ConfirmActionProps) {
  const [typed, setTyped] = useState('');
  const isReady = confirmWord === undefined || typed.trim() === confirmWord;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isReady && !isPending) void onConfirm();
  };
  return (
    <form onSubmit={submit} className={css['content']}>
      {confirmWord !== undefined && (
        <TextInput
          label={
            <>
              Type <span className={css['word']}>{confirmWord}</span> to confirm
            </>
          }
          value={typed}
          onChange={({ currentTarget }) => setTyped(currentTarget.value)}
          autoComplete="off"
          spellCheck={false}
          data-autofocus
        />
      )}
      <div className={css['buttons']}>
        <Button onClick={onClose}>Cancel</Button>
        <Button
          type="submit"
          variant="filled"
          {...(isHarmful ? { color: 'red.8' } : {})}
          disabled={!isReady}
          loading={isPending}
        >
          {action}
        </Button>
      </div>
    </form>
  );
}
