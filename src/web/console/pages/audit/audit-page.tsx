/** The audit chain: what was decided, by whom, about whom; searched, checked, and taken away as a file. */
import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconDownload, IconShieldCheck } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useSearchParams } from 'wouter';
import type { AuditEventItem } from '#api/audit.ts';
import type { Column } from '../../parts/data-table.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ListPage } from '../../parts/list-page.tsx';
import { Moment } from '../../parts/moment.tsx';
import { State } from '../../parts/state.tsx';
import { useOperation, useOperationPages } from '../../parts/use-operation.ts';
import { AuditFilters } from './audit-filters.tsx';
import { askedOf, type AuditAsked, queryNames, queryOf } from './audit-query.ts';
import { ChainCheck } from './chain-check.tsx';
import { EventPanel } from './event-panel.tsx';
import { isPersonId, outcomeTone, outcomeWords, sentenceOf } from './event-words.ts';
import css from './audit.module.css';
import { ExportEvents } from './export-events.tsx';

/** The page. */
export default function AuditPage() {
  const [params, setParams] = useSearchParams();
  const [isChecking, check] = useDisclosure(false);
  const [isExporting, exporting] = useDisclosure(false);
  const text = params.toString();
  const asked = useMemo(() => askedOf(new URLSearchParams(text)), [text]);
  const query = useMemo(() => queryOf(asked), [asked]);
  const list = useOperationPages('listAuditEvents', { ...query, limit: 100 }, { live: ['audit'] });
  const ask = (next: AuditAsked) => {
    const given = queryNames.flatMap((name) => (next[name] ? [[name, next[name]]] : []));
    setParams(new URLSearchParams(given), { replace: true });
  };
  const show = (sequence: number | undefined) =>
    setParams((former) => {
      const next = new URLSearchParams(former);
      next.delete('event');
      if (sequence !== undefined) next.set('event', String(sequence));
      return next;
    });
  const shown = params.get('event');
  const isAsking = queryNames.some((name) => asked[name] !== undefined);
  return (
    <>
      <ListPage<AuditEventItem>
        title="Audit"
        lead="Every decision and change, in a chain that shows whether anything was altered."
        actions={
          <>
            <Button leftSection={<IconShieldCheck size={15} aria-hidden />} onClick={check.open}>
              Check the chain
            </Button>
            <Button leftSection={<IconDownload size={15} aria-hidden />} onClick={exporting.open}>
              Export
            </Button>
          </>
        }
        label="Audit events"
        search={{
          value: asked.search ?? '',
          onChange: (search) => ask({ ...asked, search }),
          placeholder: 'Search in events',
        }}
        filters={<AuditFilters asked={asked} onAsk={ask} />}
        columns={columns}
        rows={list.items}
        getId={({ sequence }) => String(sequence)}
        onOpen={({ sequence }) => show(sequence)}
        openId={shown ?? undefined}
        next={list.next}
        loadMore={list.loadMore}
        isPending={list.isPending}
        isLoadingMore={list.isLoadingMore}
        isStale={list.isStale}
        problem={list.problem}
        onRetry={list.retry}
        emptyState={<NoEvents isAsking={isAsking} next={list.next} onMore={list.loadMore} onClear={() => ask({})} />}
      />
      <EventPanel
        sequence={shown === null ? undefined : Number(shown)}
        known={list.items}
        onClose={() => show(undefined)}
      />
      <ChainCheck isOpen={isChecking} onClose={check.close} />
      <ExportEvents isOpen={isExporting} onClose={exporting.close} query={query} isAsking={isAsking} />
    </>
  );
}

const columns: readonly Column<AuditEventItem>[] = [
  {
    key: 'what',
    title: 'Event',
    render: (event) => (
      <span className={css['what']}>
        <span>{sentenceOf(event)}</span>
        {event.code !== null && <code>{event.code}</code>}
      </span>
    ),
  },
  {
    key: 'outcome',
    title: 'Outcome',
    width: '112px',
    render: ({ outcome }) => <State of={outcomeWords[outcome]} tone={outcomeTone[outcome]} />,
  },
  { key: 'who', title: 'About', width: '19%', hideBelow: 'narrow', render: (event) => <About event={event} /> },
  {
    key: 'type',
    title: 'Type',
    width: '23%',
    hideBelow: 'medium',
    render: ({ type }) => <code className={css['type']}>{type}</code>,
  },
  {
    key: 'number',
    title: 'Number',
    width: '92px',
    align: 'end',
    hideBelow: 'medium',
    render: ({ sequence }) => sequence.toLocaleString('en'),
  },
  { key: 'time', title: 'When', width: '126px', render: ({ time }) => <Moment at={time} /> },
];

/** Whom it is about: by the name in it, else by the name that the person has now. */
function About({ event }: { readonly event: AuditEventItem }) {
  const named = nameIn(event);
  const id = event.userId ?? '';
  const asks = named === undefined && isPersonId(id);
  const { data } = useOperation('getUser', { params: { user: id } }, { enabled: asks });
  return named ?? data?.user.userPrincipalName ?? (id || event.deviceId || event.actor);
}

function nameIn({ detail }: AuditEventItem): string | undefined {
  for (const name of ['userPrincipalName', 'accountName', 'serialNumber', 'name']) {
    const value = detail[name];
    if (typeof value === 'string' && value !== '') return value;
  }
  return undefined;
}

function NoEvents({
  isAsking,
  next,
  onMore,
  onClear,
}: {
  readonly isAsking: boolean;
  readonly next: string | null;
  readonly onMore: () => void;
  readonly onClear: () => void;
}) {
  if (next !== null) {
    return (
      <EmptyState
        title="Nothing yet"
        text="The newest events do not fit. There are older ones."
        action={<Button onClick={onMore}>Look further back</Button>}
      />
    );
  }
  if (!isAsking) return <EmptyState title="No events" text="Whatever is decided here is written down from now on." />;
  return (
    <EmptyState
      title="No event fits"
      text="Look for less, or for another time."
      action={<Button onClick={onClear}>Show all events</Button>}
    />
  );
}
