/** Joins and sign-ins over time, as charts and, for whoever prefers it, as a table. */
import { SegmentedControl, Skeleton } from '@mantine/core';
import { useState } from 'react';
import type { ActivityItem } from '#api/activity.ts';
import { BarChart, type Series } from '../../parts/bar-chart.tsx';
import { Card, Section } from '../../parts/page.tsx';
import { Problem } from '../../parts/problem.tsx';
import { useOperation } from '../../parts/use-operation.ts';
import css from './overview.module.css';

const periods = [
  { value: 'day', label: '24 hours' },
  { value: 'week', label: '7 days' },
  { value: 'month', label: '30 days' },
] as const;

type Period = (typeof periods)[number]['value'];

const joins: readonly Series<ActivityItem>[] = [
  { key: 'registered', title: 'People registered', tone: 'strong', value: ({ registered }) => registered },
  { key: 'enrolled', title: 'Macs enrolled', tone: 'soft', value: ({ enrolled }) => enrolled },
];
const signIns: readonly Series<ActivityItem>[] = [
  { key: 'signed-in', title: 'Signed in', tone: 'strong', value: ({ signedIn }) => signedIn },
  { key: 'refused', title: 'Refused', tone: 'bad', value: ({ refused }) => refused },
];

/** Shows them. */
export function ActivitySection() {
  const [period, setPeriod] = useState<Period>('day');
  const [view, setView] = useState<'chart' | 'table'>('chart');
  const { data, error, refetch } = useOperation('showActivity', { query: { period } }, { live: ['audit'], keep: true });
  const controls = (
    <>
      <SegmentedControl aria-label="Period" data={[...periods]} value={period} onChange={(next) => setPeriod(next)} />
      <SegmentedControl
        aria-label="Show as"
        data={[
          { value: 'chart', label: 'Chart' },
          { value: 'table', label: 'Table' },
        ]}
        value={view}
        onChange={(next) => setView(next)}
      />
    </>
  );
  return (
    <Section title="Joins and sign-ins" actions={controls}>
      {error && <Problem of={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton height={220} radius="lg" />}
      {data && view === 'table' && <Numbers items={data.items} period={data.period} />}
      {data && view === 'chart' && (
        <div className={css['charts']}>
          <Card>
            <BarChart title="Joins" items={data.items} series={joins} labelOf={labelsOf(data.period)} />
          </Card>
          <Card>
            <BarChart title="Sign-ins" items={data.items} series={signIns} labelOf={labelsOf(data.period)} />
          </Card>
        </div>
      )}
    </Section>
  );
}

const hour = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });

function labelsOf(period: Period) {
  return ({ at }: ActivityItem, isWhole: boolean) => {
    const moment = new Date(at);
    if (period === 'day') return hour.format(moment);
    return period === 'week' && isWhole ? `${day.format(moment)}, ${hour.format(moment)}` : day.format(moment);
  };
}

function Numbers({ items, period }: { readonly items: readonly ActivityItem[]; readonly period: Period }) {
  const label = labelsOf(period);
  const all = [...joins, ...signIns];
  return (
    <Card flush>
      <div className={css['numbers']} tabIndex={0} role="region" aria-label="Joins and sign-ins as a table">
        <table>
          <thead>
            <tr>
              <th scope="col">From</th>
              {all.map(({ key, title }) => (
                <th key={key} scope="col">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {items.toReversed().map((item) => (
              <tr key={item.at}>
                <th scope="row">{label(item, true)}</th>
                {all.map(({ key, value }) => (
                  <td key={key}>{value(item).toLocaleString('en')}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}
