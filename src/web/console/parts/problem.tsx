/** Shows what went wrong, with the stable code and what to know beside it. */
import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { type ConsoleProblem, problemOf } from './problem-of.ts';
import css from './problem.module.css';

/** Shows a problem; nothing where there is none. @param of a problem, or whatever was thrown */
export function Problem({ of, onRetry }: { readonly of: unknown; readonly onRetry?: () => void }) {
  const problem = isProblem(of) ? of : problemOf(of);
  if (problem === undefined) return null;
  const members = Object.entries(problem.members).filter(([member]) => member !== '');
  return (
    <div className={css['problem']} role="alert">
      <IconAlertTriangle size={18} aria-hidden className={css['icon']} />
      <div className={css['words']}>
        <p className={css['text']}>{problem.text}</p>
        {problem.more !== undefined && <p className={css['more']}>{problem.more}</p>}
        {members.length > 0 && (
          <ul className={css['members']}>
            {members.map(([member, message]) => (
              <li key={member}>
                <code>{member}</code> {message}
              </li>
            ))}
          </ul>
        )}
        <p className={css['code']}>{problem.code}</p>
      </div>
      {onRetry && (
        <Button size="compact-xs" onClick={onRetry}>
          Try again
        </Button>
      )}
    </div>
  );
}

function isProblem(value: unknown): value is ConsoleProblem {
  return typeof value === 'object' && value !== null && 'code' in value && 'members' in value && 'text' in value;
}
