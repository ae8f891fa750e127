/** What the linter says of a rule, each with the way out. */
import { IconAlertTriangle, IconXboxX } from '@tabler/icons-react';
import type { PolicyFinding } from '#api/policy.ts';
import css from '../plan/editor/finding-lines.module.css';

/** Shows it. */
export function RuleFindings({ findings }: { readonly findings: readonly PolicyFinding[] }) {
  if (findings.length === 0) return null;
  return (
    <ul className={css['lines']}>
      {findings.map(({ code, about, severity, message, wayOut }) => {
        const Icon = severity === 'error' ? IconXboxX : IconAlertTriangle;
        return (
          <li key={`${code} ${about}`} data-severity={severity} className={css['line']}>
            <Icon size={15} aria-hidden className={css['icon']} />
            <span>
              <span className="visually-hidden">{severity === 'error' ? 'Error' : 'Warning'}: </span>
              {about !== null && <strong>{about}: </strong>}
              {message} {wayOut}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
