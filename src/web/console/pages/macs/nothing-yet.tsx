import type { ReactNode } from 'react';
import { EmptyState } from '../../parts/empty-state.tsx';
import css from './mac-page.module.css';

/** A part of a page that has nothing to show yet: why, and the next step. */
export function NothingYet({ title, text }: { readonly title: string; readonly text: ReactNode }) {
  return (
    <div className={css['nothing']}>
      <EmptyState title={title} text={text} />
    </div>
  );
}
