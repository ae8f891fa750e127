/** What the linter says of a key, beneath its control. */
import { IconAlertTriangle, IconInfoCircle, IconXboxX } from '@tabler/icons-react';
import type { PlanFinding } from '#api/sign-in-plan.ts';
import css from './finding-lines.module.css';

const icons = { error: IconXboxX, warning: IconAlertTriangle, note: IconInfoCircle } as const;

/** Names of the gravities, for those who see no colours. */
export const gravityWords = { error: 'Error', warning: 'Warning', note: 'Note' } as const;

/** Shows them. */
export function FindingLines({ findings }: { readonly findings: readonly PlanFinding[] }) {
  if (findings.length === 0) return null;
  return (
    <ul className={css['lines']}>
      {findings.map((finding) => {
        const Icon = icons[finding.severity];
        return (
          <li key={`${finding.code} ${finding.member}`} data-severity={finding.severity} className={css['line']}>
            <Icon size={15} aria-hidden className={css['icon']} />
            <span>
              <span className="visually-hidden">{gravityWords[finding.severity]}: </span>
              {finding.message}
              {finding.microsoft !== undefined && (
                <span className={css['code']}> Microsoft’s {finding.microsoft}.</span>
              )}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
