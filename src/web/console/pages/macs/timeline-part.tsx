/** The join of a Mac, stage by stage: how each stands, what says so, and what to do where it stopped. */
import { Anchor } from '@mantine/core';
import { IconCheck, IconLoader2, IconMinus, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { MacDetail, MacTimelineStage } from '#api/macs.ts';
import { Moment } from '../../parts/moment.tsx';
import { Card, Section } from '../../parts/page.tsx';
import { Problem } from '../../parts/problem.tsx';
import { State } from '../../parts/state.tsx';
import { useOperation } from '../../parts/use-operation.ts';
import { MacAlerts } from './mac-alerts.tsx';
import { MacLoading } from './mac-loading.tsx';
import { timelineWords } from './stage-words.ts';
import css from './timeline-part.module.css';

/** Shows it. */
export function TimelinePart({ detail }: { readonly detail: MacDetail }) {
  const { serialNumber } = detail.mac;
  const timeline = useOperation('showMacTimeline', { params: { serialNumber } }, { live: ['macs'] });
  return (
    <>
      <MacAlerts alerts={detail.alerts} />
      {timeline.error && <Problem of={timeline.error} onRetry={() => void timeline.refetch()} />}
      {timeline.data === undefined && !timeline.error && <MacLoading />}
      {timeline.data !== undefined && (
        <Section title="The join, stage by stage">
          <Card flush>
            <ol className={css['timeline']}>
              {timeline.data.stages.map((stage) => (
                <Stage key={stage.stage} stage={stage} serialNumber={serialNumber} />
              ))}
            </ol>
          </Card>
        </Section>
      )}
    </>
  );
}

const icons: Readonly<Record<MacTimelineStage['state'], ReactNode>> = {
  done: <IconCheck size={14} stroke={2.5} aria-hidden />,
  'under-way': <IconLoader2 size={14} stroke={2.2} aria-hidden />,
  stopped: <IconX size={14} stroke={2.5} aria-hidden />,
  'not-yet': null,
  'not-asked-for': <IconMinus size={14} stroke={2} aria-hidden />,
};

function Stage({ stage, serialNumber }: { readonly stage: MacTimelineStage; readonly serialNumber: string }) {
  const { title, state, at, evidence, why, whatToDo } = stage;
  const { label, tone } = timelineWords[state];
  const isUrgent = state === 'stopped' || state === 'under-way';
  return (
    <li className={css['stage']} data-state={state} data-stage={stage.stage}>
      <span className={css['mark']}>{icons[state]}</span>
      <div className={css['body']}>
        <div className={css['head']}>
          <h3>{title}</h3>
          <State of={label} tone={tone} />
          {at !== null && (
            <span className={css['when']}>
              <Moment at={at} />
            </span>
          )}
        </div>
        {why !== null && (
          <p className={css['why']}>
            {why} {!isUrgent && whatToDo}
          </p>
        )}
        {isUrgent && whatToDo !== null && (
          <p className={css['todo']}>
            <strong>What to do.</strong> {whatToDo}
          </p>
        )}
        {evidence.length > 0 && <Evidence of={evidence} serialNumber={serialNumber} title={title} />}
      </div>
    </li>
  );
}

function Evidence({
  of,
  serialNumber,
  title,
}: {
  readonly of: MacTimelineStage['evidence'];
  readonly serialNumber: string;
  readonly title: string;
}) {
  return (
    <details className={css['evidence']}>
      <summary>
        {of.length === 1 ? '1 piece of evidence' : `${of.length} pieces of evidence`}
        <span className="visually-hidden">: {title}</span>
      </summary>
      <ul>
        {of.map((one) => (
          <li key={`${one.source} ${one.reference ?? ''} ${one.what} ${one.at ?? ''}`}>
            <span className={css['what']}>{one.what}</span>
            <span className={css['source']}>
              <Source of={one} serialNumber={serialNumber} />
              {one.at !== null && <Moment at={one.at} exact />}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}

function Source({
  of,
  serialNumber,
}: {
  readonly of: MacTimelineStage['evidence'][number];
  readonly serialNumber: string;
}) {
  const { source, reference } = of;
  if (reference === null) return null;
  if (source === 'audit')
    return (
      <Anchor component={Link} href={`/audit?from=${reference}`}>
        Audit event {reference}
      </Anchor>
    );
  return (
    <Anchor
      component={Link}
      href={`/macs/${encodeURIComponent(serialNumber)}/commands?command=${encodeURIComponent(reference)}`}
    >
      Command
    </Anchor>
  );
}
