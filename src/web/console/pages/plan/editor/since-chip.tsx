/** From which macOS on something counts. */
import css from './since-chip.module.css';

/** Shows it; nothing where every macOS knows it. */
export function SinceChip({ since }: { readonly since: string | undefined }) {
  if (since === undefined) return null;
  return <span className={css['chip']}>macOS {since.replace(/\.0$/, '')}+</span>;
}
