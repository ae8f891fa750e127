/** The plan as JSON, to copy out and to paste in; the same that `porchlight plan set` takes. */
import { Button, CopyButton, Modal, Textarea } from '@mantine/core';
import { useState } from 'react';
import { signInPlan } from '#api/sign-in-plan.ts';
import { ChangeButton } from '../../parts/change-button.tsx';
import { useMayChange } from '../../parts/use-operation.ts';
import { isPlanObject, type PlanObject } from './draft/plan-object.ts';
import type { PlanEdit } from './draft/use-plan-edit.ts';
import css from './export-dialog.module.css';

type Read = { readonly kind: 'plan'; readonly plan: PlanObject } | { readonly kind: 'wrong'; readonly message: string };

/** Reads what was pasted. What is left out is filled in, so that the editor can compare; what is wrong is named. */
export function readPlanText(text: string): Read {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { kind: 'wrong', message: 'This is no JSON.' };
  }
  // What the command line prints has the plan inside.
  const inner = isPlanObject(value) && isPlanObject(value['plan']) ? value['plan'] : value;
  const parsed = signInPlan.safeParse(inner);
  if (parsed.success) return { kind: 'plan', plan: parsed.data };
  const problems = parsed.error.issues
    .slice(0, 5)
    .map(({ path, message }) => `${path.join('.') || 'plan'}: ${message}`);
  return { kind: 'wrong', message: `This is no plan. ${problems.join('; ')}` };
}

/** Shows it. */
export function JsonDialog({ edit, onClose }: { readonly edit: PlanEdit; readonly onClose: () => void }) {
  const [text, setText] = useState(() => `${JSON.stringify(edit.plan ?? {}, undefined, 2)}\n`);
  const [problem, setProblem] = useState<string>();
  const mayChange = useMayChange();
  const take = () => {
    const read = readPlanText(text);
    if (read.kind === 'wrong') {
      setProblem(read.message);
      return;
    }
    edit.replace(read.plan);
    onClose();
  };
  return (
    <Modal opened onClose={onClose} title="The plan as JSON" size="xl">
      <div className={css['form']}>
        <Textarea
          aria-label="JSON"
          value={text}
          readOnly={!mayChange}
          error={problem}
          autosize
          minRows={14}
          maxRows={26}
          spellCheck={false}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: '12px' } }}
          onChange={({ currentTarget }) => {
            setText(currentTarget.value);
            setProblem(undefined);
          }}
        />
        <div className={css['buttons']}>
          <CopyButton value={text}>
            {({ copied, copy }) => <Button onClick={copy}>{copied ? 'Copied' : 'Copy'}</Button>}
          </CopyButton>
          <Button onClick={onClose}>Close</Button>
          <ChangeButton variant="filled" onClick={take}>
            Take over into the editor
          </ChangeButton>
        </div>
      </div>
    </Modal>
  );
}
