/** Says that somebody else has saved the policy while it is edited here. */
import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconGitMerge } from '@tabler/icons-react';
import { Actor } from '../../parts/actor.tsx';
import css from '../plan/saving/behind-banner.module.css';
import { SavePolicyDialog } from './policy-bar.tsx';
import type { PolicyEdit } from './use-policy-edit.ts';

/** Shows it; nothing where nobody has. */
export function PolicyBehind({ edit }: { readonly edit: PolicyEdit }) {
  const [isOpen, dialog] = useDisclosure(false);
  const { saved } = edit;
  if (!edit.isBehind || saved === undefined) return null;
  return (
    <div className={css['banner']} role="alert">
      <IconGitMerge size={18} aria-hidden className={css['icon']} />
      <p>
        <strong>
          <Actor id={saved.savedBy ?? ''} />
        </strong>{' '}
        saved version {saved.version}. Your edit is of version {edit.basedOn}, and has to be merged before it can be
        saved.
      </p>
      <Button onClick={dialog.open}>See what changed</Button>
      {isOpen && <SavePolicyDialog edit={edit} onClose={dialog.close} />}
    </div>
  );
}
