/** Everything that the linter says, with the way to each place. */
import { useDisclosure } from '@mantine/hooks';
import { IconChevronDown } from '@tabler/icons-react';
import { planKeyAt } from '#api/plan-words/plan-words.ts';
import { State } from '../../../parts/state.tsx';
import type { PlanCheck } from '../draft/use-plan-check.ts';
import { gravityWords } from './finding-lines.tsx';
import css from './finding-summary.module.css';
import { counted } from './section-rail.tsx';

const tones = { error: 'bad', warning: 'warn', note: 'still' } as const;

/** The counts in words. */
export function summaryWords({ errors, warnings, notes }: Pick<PlanCheck, 'errors' | 'warnings' | 'notes'>): string {
  const parts = [
    ...(errors > 0 ? [counted(errors, 'error')] : []),
    ...(warnings > 0 ? [counted(warnings, 'warning')] : []),
    ...(notes > 0 ? [counted(notes, 'note')] : []),
  ];
  return parts.length === 0 ? 'Nothing is wrong with this plan' : parts.join(', ');
}

/** Shows it; folded away where there are no errors. */
export function FindingSummary({
  check,
  onJump,
}: {
  readonly check: PlanCheck;
  readonly onJump: (member: string) => void;
}) {
  const [isOpen, list] = useDisclosure(false);
  const { findings, errors, warnings } = check;
  const tone = errors > 0 ? 'bad' : warnings > 0 ? 'warn' : 'good';
  const isShown = isOpen && findings.length > 0;
  return (
    <div className={css['summary']} data-tone={tone}>
      <div className={css['head']} role="status">
        <State of={summaryWords(check)} tone={tone} />
        {findings.length > 0 && (
          <button type="button" className={css['toggle']} aria-expanded={isShown} onClick={list.toggle}>
            {isShown ? 'Hide' : 'Show'}
            <IconChevronDown size={14} aria-hidden data-open={isShown || undefined} />
          </button>
        )}
      </div>
      {isShown && (
        <ul className={css['list']}>
          {findings.map((finding) => {
            const key = planKeyAt(finding.member);
            return (
              <li key={`${finding.code} ${finding.member}`}>
                <State of={gravityWords[finding.severity]} tone={tones[finding.severity]} />
                <span className={css['message']}>
                  {key !== undefined && (
                    <button type="button" className={css['jump']} onClick={() => onJump(finding.member)}>
                      {key.title}
                    </button>
                  )}{' '}
                  {finding.message}
                </span>
              </li>
            );
          })}
        </ul>
      )}
    </div>
  );
}
