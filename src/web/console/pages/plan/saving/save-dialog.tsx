/** The last look before a plan is saved: what changes, what it does to Macs, and their number where it disturbs people. */
import { Button, Modal, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { PlanPreview } from '#api/sign-in-plan.ts';
import { ChangeButton } from '../../../parts/change-button.tsx';
import { Problem } from '../../../parts/problem.tsx';
import { usePerform } from '../../../parts/use-operation.ts';
import type { PlanCheck } from '../draft/use-plan-check.ts';
import type { PlanEdit } from '../draft/use-plan-edit.ts';
import { FindingLines } from '../editor/finding-lines.tsx';
import { ChangeList } from './change-list.tsx';
import { GuardReport } from './guard-report.tsx';
import { macsWords } from './guard-words.ts';
import { MergePanel } from './merge-panel.tsx';
import css from './save-dialog.module.css';

/** What the dialog is given. */
export interface SaveDialogProps {
  readonly edit: PlanEdit;
  readonly check: PlanCheck;
  readonly onClose: () => void;
}

/** Shows it. Where somebody else has saved meanwhile, both edits are put together first. */
export function SaveDialog({ edit, check, onClose }: SaveDialogProps) {
  const isMerging = edit.isBehind && edit.saved !== undefined;
  return (
    <Modal opened onClose={onClose} size="lg" title={isMerging ? 'Somebody else has saved the plan' : 'Save the plan'}>
      {isMerging ? (
        <MergePanel edit={edit} onClose={onClose} />
      ) : (
        <Review edit={edit} check={check} onClose={onClose} />
      )}
    </Modal>
  );
}

function Review({ edit, check, onClose }: SaveDialogProps) {
  const [typed, setTyped] = useState('');
  const save = usePerform('saveSignInPlan', {
    invalidates: ['getSignInPlan', 'listSignInPlanVersions', 'showSignInPlanRollout', 'listSignInPlanMacs'],
    quiet: true,
    done: ({ version }) => `Saved as version ${version}.`,
    onDone: () => {
      edit.discard();
      onClose();
    },
  });
  const { preview, parsed } = check;
  const affected = preview?.affected ?? 0;
  const isConfirmed = affected === 0 || typed.trim() === String(affected);
  const isReady =
    parsed !== undefined && check.errors === 0 && preview !== undefined && !check.isChecking && isConfirmed;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isReady || parsed === undefined) return;
    const confirm = affected === 0 ? {} : { confirm: { affected } };
    void save.perform({ body: { plan: parsed, basedOn: edit.basedOn, ...confirm } }).then((done) => {
      // Whatever was refused is out of date here: another version, or another number of Macs.
      if (done === undefined) edit.retry();
    });
  };
  return (
    <form className={css['review']} onSubmit={submit}>
      {edit.base !== undefined && (
        <section aria-label="Changes" className={css['part']}>
          <h3>What changes</h3>
          <ChangeList keys={edit.changed} before={edit.base} after={edit.plan ?? {}} withEffects />
        </section>
      )}
      <section aria-label="Effect on Macs" className={css['part']}>
        <h3>What it does to Macs</h3>
        <GuardReport preview={preview} problem={check.problem} onRetry={check.retry} />
      </section>
      <Errors check={check} />
      {affected > 0 && check.errors === 0 && <Confirmation preview={preview} typed={typed} onType={setTyped} />}
      {save.problem !== undefined && <Problem of={save.problem} />}
      <div className={css['buttons']}>
        <Button onClick={onClose}>Cancel</Button>
        <ChangeButton type="submit" variant="filled" disabled={!isReady} loading={save.isPending}>
          {affected > 0 ? `Save, and disturb ${macsWords(affected)}` : 'Save'}
        </ChangeButton>
      </div>
    </form>
  );
}

function Errors({ check }: { readonly check: PlanCheck }) {
  const errors = check.findings.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return null;
  return (
    <section aria-label="Errors" className={css['part']}>
      <h3>A plan with errors is not saved</h3>
      <FindingLines findings={errors} />
    </section>
  );
}

function Confirmation({
  preview,
  typed,
  onType,
}: {
  readonly preview: PlanPreview | undefined;
  readonly typed: string;
  readonly onType: (text: string) => void;
}) {
  return (
    <TextInput
      label={`Type the number of Macs whose people will notice: ${preview?.affected ?? 0}`}
      description="So that nobody disturbs more people than they mean to. The server counts again when it saves."
      inputMode="numeric"
      autoComplete="off"
      value={typed}
      maxLength={10}
      onChange={({ currentTarget }) => onType(currentTarget.value)}
      data-autofocus
    />
  );
}
