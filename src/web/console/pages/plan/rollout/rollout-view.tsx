/** How far the plan in force has come: counts, and every Mac with what it has. */
import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import type { OperationResponse } from '#api/operations.ts';
import { planStanding } from '#api/plan-previews.ts';
import { type Column, DataTable } from '../../../parts/data-table.tsx';
import { EmptyState } from '../../../parts/empty-state.tsx';
import { SearchField } from '../../../parts/list-page.tsx';
import { Problem } from '../../../parts/problem.tsx';
import { State, type Tone } from '../../../parts/state.tsx';
import { useOperation, useOperationPages } from '../../../parts/use-operation.ts';
import css from './rollout.module.css';

type RolloutMac = OperationResponse<'listSignInPlanMacs'>['items'][number];
type Standing = RolloutMac['standing'];

const standings: Readonly<Record<Standing, readonly [words: string, tone: Tone]>> = {
  'up-to-date': ['Up to date', 'good'],
  waiting: ['Waiting', 'busy'],
  failed: ['Refused', 'bad'],
};

const columns: readonly Column<RolloutMac>[] = [
  { key: 'serial', title: 'Mac', width: '160px', render: ({ serialNumber }) => serialNumber },
  {
    key: 'standing',
    title: 'State',
    width: '128px',
    render: ({ standing }) => <State of={standings[standing][0]} tone={standings[standing][1]} />,
  },
  {
    key: 'version',
    title: 'Has',
    width: '110px',
    render: ({ version }) => (version === 0 ? 'none' : `version ${version}`),
  },
  {
    key: 'given',
    title: 'Was given',
    width: '120px',
    hideBelow: 'medium',
    render: ({ givenVersion }) => (givenVersion === 0 ? 'nothing yet' : `version ${givenVersion}`),
  },
  { key: 'error', title: 'What it refused', hideBelow: 'narrow', render: ({ error }) => error ?? '' },
];

/** Shows it. */
export function RolloutView() {
  const [search, setSearch] = useState('');
  const [standing, setStanding] = useState<string>('all');
  const live = { live: ['plan', 'macs'] } as const;
  const counts = useOperation('showSignInPlanRollout', undefined, live);
  const chosen = planStanding.options.find((one) => one === standing);
  const list = useOperationPages(
    'listSignInPlanMacs',
    { limit: 100, ...(search === '' ? {} : { search }), ...(chosen === undefined ? {} : { standing: chosen }) },
    live,
  );
  if (counts.error !== null && counts.data === undefined) {
    return <Problem of={counts.error} onRetry={() => void counts.refetch()} />;
  }
  const { upToDate = 0, waiting = 0, failed = 0, version } = counts.data ?? {};
  const total = upToDate + waiting + failed;
  const isFiltered = search !== '' || chosen !== undefined;
  return (
    <div className={css['view']}>
      <div className={css['counts']}>
        <Bar upToDate={upToDate} failed={failed} total={total} />
        <p className={css['words']}>
          {version === undefined
            ? ''
            : `Version ${version}: ${upToDate.toLocaleString('en')} of ${total.toLocaleString('en')} Macs that are set up have it.`}
        </p>
      </div>
      <div className={css['controls']}>
        <SearchField value={search} onChange={setSearch} placeholder="Search serial numbers" />
        <SegmentedControl
          aria-label="State"
          value={standing}
          onChange={setStanding}
          data={[
            { value: 'all', label: `All ${total}` },
            { value: 'up-to-date', label: `Up to date ${upToDate}` },
            { value: 'waiting', label: `Waiting ${waiting}` },
            { value: 'failed', label: `Refused ${failed}` },
          ]}
        />
      </div>
      <div className={css['list']}>
        <DataTable
          label="Macs and their version of the plan"
          columns={columns}
          rows={list.items}
          getId={({ serialNumber }) => serialNumber}
          hrefOf={({ serialNumber }) => `/macs/${encodeURIComponent(serialNumber)}`}
          next={list.next}
          loadMore={list.loadMore}
          isPending={list.isPending}
          isLoadingMore={list.isLoadingMore}
          isStale={list.isStale}
          problem={list.problem}
          onRetry={list.retry}
          emptyState={
            isFiltered ? (
              <EmptyState title="No such Mac" text="No Mac fits the search and the state." />
            ) : (
              <EmptyState
                title="No Mac is set up yet"
                text="Macs appear here once they are past Setup Assistant, with the version of the plan that they have."
              />
            )
          }
        />
      </div>
    </div>
  );
}

function Bar({
  upToDate,
  failed,
  total,
}: {
  readonly upToDate: number;
  readonly failed: number;
  readonly total: number;
}) {
  const share = (count: number) => `${total === 0 ? 0 : (count / total) * 100}%`;
  return (
    <div className={css['bar']} aria-hidden>
      <div className={css['done']} style={{ width: share(upToDate) }} />
      <div className={css['failed']} style={{ width: share(failed) }} />
    </div>
  );
}
