/** Every Mac, however many: searched, sorted, filtered and paged by the server. */
import { Button } from '@mantine/core';
import { IconDeviceLaptop } from '@tabler/icons-react';
import { Link } from 'wouter';
import type { Mac } from '#api/macs.ts';
import type { OperationInput } from '#api/operations.ts';
import type { Column, Sort } from '../../parts/data-table.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ListPage } from '../../parts/list-page.tsx';
import { Moment } from '../../parts/moment.tsx';
import { State } from '../../parts/state.tsx';
import { useOperation, useOperationPages } from '../../parts/use-operation.ts';
import { useAddressQuery } from './address-query.ts';
import { MacFilters } from './mac-filters.tsx';
import css from './macs-page.module.css';
import { stageWords } from './stage-words.ts';

const columns: readonly Column<Mac>[] = [
  {
    key: 'name',
    title: 'Mac',
    sortKey: 'name',
    render: ({ name, serialNumber }) => <span className={css['name']}>{name ?? serialNumber}</span>,
  },
  {
    key: 'serial',
    title: 'Serial number',
    sortKey: 'serialNumber',
    width: '140px',
    hideBelow: 'narrow',
    render: ({ serialNumber }) => <span className={css['serial']}>{serialNumber}</span>,
  },
  {
    key: 'stage',
    title: 'State',
    sortKey: 'stage',
    width: '130px',
    render: ({ stage }) => <State of={stageWords[stage].label} tone={stageWords[stage].tone} />,
  },
  {
    key: 'reason',
    title: 'Why',
    width: '36%',
    hideBelow: 'medium',
    render: ({ reason, alerts }) => (
      <span className={css['reason']} title={reason}>
        {alerts > 0 && <span className={css['alerts']}>{alerts === 1 ? '1 alert' : `${alerts} alerts`}</span>}
        {reason}
      </span>
    ),
  },
  {
    key: 'macos',
    title: 'macOS',
    width: '76px',
    hideBelow: 'narrow',
    render: ({ osVersion }) => osVersion ?? '–',
  },
  {
    key: 'seen',
    title: 'Last seen',
    sortKey: 'lastSeenAt',
    width: '128px',
    align: 'end',
    hideBelow: 'narrow',
    render: ({ lastSeenAt }) => <Moment at={lastSeenAt} />,
  },
];

type Query = NonNullable<OperationInput<'listMacs'>['query']>;

/** The page. */
export default function MacsPage() {
  const [address, change] = useAddressQuery();
  const search = address.get('search') ?? '';
  const sort = (address.get('sort') ?? 'serialNumber') as NonNullable<Query['sort']>;
  const order = address.get('order') === 'desc' ? 'desc' : 'asc';
  const chosen = {
    stage: address.get('stage') ?? '',
    reason: address.get('reason') ?? '',
    macos: address.get('macos') ?? '',
  };
  const given = Object.entries({ search, ...chosen }).filter(([, value]) => value !== '');
  const query = { ...Object.fromEntries(given), limit: 100, sort, order } as Query;
  const pages = useOperationPages('listMacs', query, { live: ['macs'] });
  const counts = useOperation('countMacs', {}, { live: ['macs'] }).data;
  const isNarrowed = given.length > 0;
  return (
    <ListPage
      title="Macs"
      lead={counts === undefined ? undefined : `${counts.total.toLocaleString('en')} in all`}
      search={{
        value: search,
        onChange: (next) => change({ search: next }),
        placeholder: 'Serial number, name or model',
      }}
      between={<MacFilters counts={counts} chosen={chosen} onChoose={change} />}
      label="Macs"
      columns={columns}
      rows={pages.items}
      getId={({ serialNumber }) => serialNumber}
      hrefOf={({ serialNumber }) => `/macs/${encodeURIComponent(serialNumber)}`}
      sort={{ by: sort, direction: order === 'desc' ? 'descending' : 'ascending' }}
      onSort={(next: Sort) => change({ sort: next.by, order: next.direction === 'descending' ? 'desc' : '' })}
      next={pages.next}
      loadMore={pages.loadMore}
      isPending={pages.isPending}
      isLoadingMore={pages.isLoadingMore}
      isStale={pages.isStale}
      problem={pages.problem}
      onRetry={pages.retry}
      total={isNarrowed ? undefined : counts?.total}
      emptyState={
        isNarrowed ? (
          <NothingFound onClear={() => change({ search: '', stage: '', reason: '', macos: '' })} />
        ) : (
          <NoMacs />
        )
      }
    />
  );
}

function NothingFound({ onClear }: { readonly onClear: () => void }) {
  return (
    <EmptyState
      title="No Mac fits"
      text="No Mac has this in its serial number, name or model, and fits the filters."
      action={<Button onClick={onClear}>Show all Macs</Button>}
    />
  );
}

function NoMacs() {
  return (
    <EmptyState
      icon={<IconDeviceLaptop size={32} stroke={1.3} aria-hidden />}
      title="No Macs yet"
      text="Macs come by Apple Business Manager, out of their boxes, or by an enrollment profile that is installed by hand."
      action={
        <Button component={Link} href="/enrollment" variant="filled">
          Connect Apple Business Manager
        </Button>
      }
    />
  );
}
