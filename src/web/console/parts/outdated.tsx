/** Says that somebody else has saved while this was edited. */
import { Button } from '@mantine/core';
import css from './outdated.module.css';

/** Shows it. */
export function Outdated({ when, onTake }: { readonly when: boolean; readonly onTake: () => void }) {
  if (!when) return null;
  return (
    <div className={css['outdated']} role="status">
      <p>Somebody else has saved this meanwhile. What you have typed stays; saving it replaces theirs.</p>
      <Button size="compact-xs" onClick={onTake}>
        Show theirs
      </Button>
    </div>
  );
}
