/** The change guard's report: how many Macs do what, why, and which of them are disturbed. */
import { Collapse } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Link } from 'wouter';
import type { PlanPreview } from '#api/sign-in-plan.ts';
import { Problem } from '../../../parts/problem.tsx';
import { State, type Tone } from '../../../parts/state.tsx';
import { effectOrder, effectSentence, macsWords } from './guard-words.ts';
import css from './guard-report.module.css';

const tones: Readonly<Record<(typeof effectOrder)[number], Tone>> = {
  unregister: 'bad',
  'register-again': 'warn',
  'sign-in-again': 'warn',
  'profile-updated': 'good',
  nothing: 'still',
};

const most = 50;

/** What the report is given. */
export interface GuardReportProps {
  readonly preview: PlanPreview | undefined;
  /** Why there is no report, as thrown. */
  readonly problem?: unknown;
  readonly onRetry?: () => void;
}

/** Shows it. */
export function GuardReport({ preview, problem, onRetry }: GuardReportProps) {
  if (problem) return <Problem of={problem} {...(onRetry ? { onRetry } : {})} />;
  if (preview === undefined) return <p className={css['waiting']}>Looking at every Mac…</p>;
  const counts = effectOrder.filter((effect) => (preview.counts[effect] ?? 0) > 0);
  if (counts.length === 0) return <p className={css['waiting']}>There are no Macs yet.</p>;
  return (
    <div className={css['report']}>
      <ul className={css['counts']}>
        {counts.map((effect) => (
          <li key={effect}>
            <State of={effectSentence(preview.counts[effect] ?? 0, effect)} tone={tones[effect]} />
          </li>
        ))}
      </ul>
      {preview.reasons.length > 0 && (
        <ul className={css['reasons']}>
          {preview.reasons.map(({ reason, macs, message }) => (
            <li key={reason}>
              <strong>{macsWords(macs)}</strong> {message}
            </li>
          ))}
        </ul>
      )}
      {preview.macs.length > 0 && <Named preview={preview} />}
    </div>
  );
}

function Named({ preview }: { readonly preview: PlanPreview }) {
  const [isOpen, list] = useDisclosure(false);
  const shown = preview.macs.slice(0, most);
  return (
    <div>
      <button type="button" className={css['toggle']} aria-expanded={isOpen} onClick={list.toggle}>
        {isOpen ? 'Hide the Macs' : 'Which Macs?'}
      </button>
      <Collapse expanded={isOpen}>
        <ul className={css['macs']}>
          {shown.map((mac) => (
            <li key={mac.serialNumber}>
              <Link href={`/macs/${encodeURIComponent(mac.serialNumber)}`}>{mac.serialNumber}</Link>
              <span>{mac.osVersion === null ? 'macOS unknown' : `macOS ${mac.osVersion}`}</span>
            </li>
          ))}
        </ul>
        {preview.affected > shown.length && (
          <p className={css['waiting']}>and {macsWords(preview.affected - shown.length)} more</p>
        )}
      </Collapse>
    </div>
  );
}
