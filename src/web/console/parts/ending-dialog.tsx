/** Something that ends: what with it, beforehand; and when what had ended, afterwards. */
import { Button, Loader, Modal } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { EndingPreview, EndingResult } from '#api/endings.ts';
import type { OperationInput, OperationName } from '#api/operations.ts';
import { ConfirmAction } from './confirm-action.tsx';
import { EndedList, EndingList } from './endings.tsx';
import { Problem } from './problem.tsx';
import { usePerform } from './use-operation.ts';

/** Operations that answer what has ended. */
export type EndingOperation = 'disableUser' | 'deleteUser' | 'revokeDevice' | 'revokeRegistration' | 'endUserSessions';

/** What is asked and done. */
export interface EndingDialogProps<Name extends EndingOperation> {
  readonly operation: Name;
  readonly input: OperationInput<Name>;
  readonly opened: boolean;
  readonly onClose: () => void;
  /** After the moments were read, where the page itself is gone. */
  readonly onLeave?: () => void;
  /** What would end; undefined where the text says it. */
  readonly preview?: { readonly data: EndingPreview | undefined; readonly error: unknown };
  /** Whether something is kept for later. */
  readonly isKept?: boolean;
  readonly title: string;
  readonly text: ReactNode;
  readonly confirmWord?: string;
  readonly action: string;
  readonly doneTitle: string;
  readonly invalidates: readonly OperationName[];
}

/** The dialog. */
export function EndingDialog<Name extends EndingOperation>(props: EndingDialogProps<Name>) {
  const { operation, input, opened, onClose, onLeave, preview, isKept = true, doneTitle, invalidates } = props;
  const [result, setResult] = useState<EndingResult>();
  const act = usePerform(operation, { invalidates, quiet: true });
  const close = () => {
    act.reset();
    onClose();
  };
  const leave = () => {
    setResult(undefined);
    onLeave?.();
  };
  const { title, text, confirmWord, action } = props;
  return (
    <>
      <ConfirmAction
        opened={opened}
        onClose={close}
        title={title}
        text={text}
        {...(confirmWord === undefined ? {} : { confirmWord })}
        action={action}
        isPending={act.isPending}
        problem={act.problem}
        onConfirm={async () => {
          const done = await act.perform(input);
          if (done === undefined) return;
          setResult(done as unknown as EndingResult);
          onClose();
        }}
      >
        {preview && <Preview {...preview} isKept={isKept} />}
      </ConfirmAction>
      <Modal opened={result !== undefined} onClose={leave} title={doneTitle} size="md">
        {result && <EndedList result={result} />}
        <div style={{ display: 'flex', justifyContent: 'flex-end', marginTop: 16 }}>
          <Button onClick={leave} data-autofocus>
            Close
          </Button>
        </div>
      </Modal>
    </>
  );
}

function Preview({
  data,
  error,
  isKept,
}: {
  readonly data: EndingPreview | undefined;
  readonly error: unknown;
  readonly isKept: boolean;
}) {
  if (error) return <Problem of={error} />;
  return data ? (
    <EndingList endings={data.endings} isKept={isKept} />
  ) : (
    <Loader size="sm" aria-label="Looking what ends" />
  );
}
