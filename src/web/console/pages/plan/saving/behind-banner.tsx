/** Says that somebody else has saved the plan while it is edited here. */
import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconGitMerge } from '@tabler/icons-react';
import { Actor } from '../../../parts/actor.tsx';
import { Moment } from '../../../parts/moment.tsx';
import type { PlanCheck } from '../draft/use-plan-check.ts';
import type { PlanEdit } from '../draft/use-plan-edit.ts';
import css from './behind-banner.module.css';
import { SaveDialog } from './save-dialog.tsx';

/** Shows it; nothing where nobody has. */
export function BehindBanner({ edit, check }: { readonly edit: PlanEdit; readonly check: PlanCheck }) {
  const [isOpen, dialog] = useDisclosure(false);
  const { saved } = edit;
  if (!edit.isBehind || saved === undefined) return null;
  return (
    <div className={css['banner']} role="alert">
      <IconGitMerge size={18} aria-hidden className={css['icon']} />
      <p>
        <strong>
          <Actor id={saved.savedBy} />
        </strong>{' '}
        saved version {saved.version} <Moment at={saved.savedAt} />. Your edit is of version {edit.basedOn}, and has to
        be merged before it can be saved.
      </p>
      <Button onClick={dialog.open}>See what changed</Button>
      {isOpen && <SaveDialog edit={edit} check={check} onClose={dialog.close} />}
    </div>
  );
}
