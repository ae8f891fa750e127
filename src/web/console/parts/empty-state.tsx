/** In place of what is not there yet: why, and the next step. */
import type { ReactNode } from 'react';
import css from './empty-state.module.css';

/** Shows it. */
export function EmptyState({
  title,
  text,
  action,
  icon,
}: {
  readonly title: string;
  readonly text?: ReactNode;
  readonly action?: ReactNode;
  readonly icon?: ReactNode;
}) {
  return (
    <div className={css['empty']}>
      {icon !== undefined && <div className={css['icon']}>{icon}</div>}
      <p className={css['title']}>{title}</p>
      {text !== undefined && <div className={css['text']}>{text}</div>}
      {action !== undefined && <div className={css['action']}>{action}</div>}
    </div>
  );
}
