/** At the foot of the page while something is not saved: what, what is wrong, what it would do, and what to do now. */
import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { ChangeButton } from '../../../parts/change-button.tsx';
import { ConfirmAction } from '../../../parts/confirm-action.tsx';
import { State } from '../../../parts/state.tsx';
import type { PlanCheck } from '../draft/use-plan-check.ts';
import type { PlanEdit } from '../draft/use-plan-edit.ts';
import { counted } from '../editor/section-rail.tsx';
import { ChangeList } from './change-list.tsx';
import { guardWords } from './guard-words.ts';
import { SaveDialog } from './save-dialog.tsx';
import css from './save-bar.module.css';

/** Shows it; nothing while nothing is edited. */
export function SaveBar({ edit, check }: { readonly edit: PlanEdit; readonly check: PlanCheck }) {
  const [isSaving, saving] = useDisclosure(false);
  const [isDiscarding, discarding] = useDisclosure(false);
  if (!edit.isChanged) return null;
  const { affected } = check.preview ?? {};
  const guard = check.problem ? 'What it does to Macs is not known' : guardWords(check.preview);
  const what = edit.base === undefined ? 'A new plan' : counted(edit.changed.length, 'change');
  return (
    <div className={css['bar']} role="region" aria-label="Unsaved changes">
      <div className={css['words']} role="status">
        <strong>{what}</strong>
        {check.errors > 0 && <State of={counted(check.errors, 'error')} tone="bad" />}
        {check.errors === 0 && check.warnings > 0 && <State of={counted(check.warnings, 'warning')} tone="warn" />}
        <span className={css['guard']} data-disturbs={(affected ?? 0) > 0 || undefined}>
          {check.isChecking ? 'Looking at every Mac…' : guard}
        </span>
      </div>
      <div className={css['buttons']}>
        <Button onClick={discarding.open}>Discard</Button>
        <ChangeButton variant="filled" onClick={saving.open}>
          Review and save
        </ChangeButton>
      </div>
      {isSaving && <SaveDialog edit={edit} check={check} onClose={saving.close} />}
      <ConfirmAction
        opened={isDiscarding}
        onClose={discarding.close}
        title="Discard what is not saved?"
        text="The plan in force stays as it is. What you changed is gone."
        action="Discard"
        onConfirm={() => {
          edit.discard();
          discarding.close();
        }}
      >
        <ChangeList keys={edit.changed} before={edit.base} after={edit.plan ?? {}} />
      </ConfirmAction>
    </div>
  );
}
