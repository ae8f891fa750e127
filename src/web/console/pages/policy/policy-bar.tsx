/** At the foot of the page while rules are not saved. */
import { Button, Modal } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { FormEvent } from 'react';
import { ChangeButton } from '../../parts/change-button.tsx';
import { ConfirmAction } from '../../parts/confirm-action.tsx';
import { Problem } from '../../parts/problem.tsx';
import { State } from '../../parts/state.tsx';
import { usePerform } from '../../parts/use-operation.ts';
import { counted } from '../plan/editor/section-rail.tsx';
import bar from '../plan/saving/save-bar.module.css';
import css from '../plan/saving/save-dialog.module.css';
import { MergeRules } from './merge-rules.tsx';
import { ruleDifferences } from './policy-edit.ts';
import { RuleDifferences } from './rule-differences.tsx';
import { RuleFindings } from './rule-findings.tsx';
import type { PolicyEdit } from './use-policy-edit.ts';

/** Shows it; nothing while nothing is edited. */
export function PolicyBar({ edit }: { readonly edit: PolicyEdit }) {
  const [isSaving, saving] = useDisclosure(false);
  const [isDiscarding, discarding] = useDisclosure(false);
  if (!edit.isChanged) return null;
  const { errors, warnings } = countsOf(edit);
  return (
    <div className={bar['bar']} role="region" aria-label="Unsaved changes">
      <div className={bar['words']} role="status">
        <strong>{counted(ruleDifferences(edit.base, edit.rules).length, 'rule')} changed</strong>
        {edit.policy === undefined && <State of="A name is missing" tone="bad" />}
        {errors > 0 && <State of={counted(errors, 'error')} tone="bad" />}
        {errors === 0 && warnings > 0 && <State of={counted(warnings, 'warning')} tone="warn" />}
        <span className={bar['guard']}>{edit.isChecking ? 'Checking…' : ''}</span>
      </div>
      <div className={bar['buttons']}>
        <Button onClick={discarding.open}>Discard</Button>
        <ChangeButton variant="filled" onClick={saving.open}>
          Review and save
        </ChangeButton>
      </div>
      {isSaving && <SavePolicyDialog edit={edit} onClose={saving.close} />}
      <ConfirmAction
        opened={isDiscarding}
        onClose={discarding.close}
        title="Discard what is not saved?"
        text="The policy in force stays as it is. What you changed is gone."
        action="Discard"
        onConfirm={() => {
          edit.discard();
          discarding.close();
        }}
      >
        <RuleDifferences differences={ruleDifferences(edit.base, edit.rules)} />
      </ConfirmAction>
    </div>
  );
}

function countsOf({ findings }: PolicyEdit) {
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  return { errors, warnings: findings.length - errors };
}

/** The last look before rules are saved; where somebody else has saved meanwhile, both edits are put together first. */
export function SavePolicyDialog({ edit, onClose }: { readonly edit: PolicyEdit; readonly onClose: () => void }) {
  const isMerging = edit.isBehind;
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={isMerging ? 'Somebody else has saved the policy' : 'Save the policy'}
    >
      {isMerging ? <MergeRules edit={edit} onClose={onClose} /> : <Review edit={edit} onClose={onClose} />}
    </Modal>
  );
}

function Review({ edit, onClose }: { readonly edit: PolicyEdit; readonly onClose: () => void }) {
  const save = usePerform('savePolicy', {
    invalidates: ['getPolicy', 'listPolicyVersions', 'askPolicy'],
    quiet: true,
    done: ({ version }) => `Saved as version ${version}.`,
    onDone: () => {
      edit.discard();
      onClose();
    },
  });
  const { errors } = countsOf(edit);
  const { policy } = edit;
  const isReady = policy !== undefined && errors === 0 && !edit.isChecking;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isReady || policy === undefined) return;
    void save.perform({ body: { policy, basedOn: edit.basedOn } }).then((done) => {
      if (done === undefined) edit.retry();
    });
  };
  return (
    <form className={css['review']} onSubmit={submit}>
      <section className={css['part']} aria-label="Changes">
        <h3>What changes, from the next sign-in on</h3>
        <RuleDifferences differences={ruleDifferences(edit.base, edit.rules)} />
      </section>
      {edit.findings.length > 0 && (
        <section className={css['part']} aria-label="Findings">
          <h3>{errors > 0 ? 'A policy with errors is not saved' : 'Worth a look'}</h3>
          <RuleFindings findings={edit.findings} />
        </section>
      )}
      {save.problem !== undefined && <Problem of={save.problem} />}
      <div className={css['buttons']}>
        <Button onClick={onClose}>Cancel</Button>
        <ChangeButton type="submit" variant="filled" disabled={!isReady} loading={save.isPending}>
          Save
        </ChangeButton>
      </div>
    </form>
  );
}
