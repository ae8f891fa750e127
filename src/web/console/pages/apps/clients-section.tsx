/** Applications that people sign in to. */
import { Modal } from '@mantine/core';
import { IconApps, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useLocation } from 'wouter';
import type { Client } from '#api/clients.ts';
import { ChangeButton } from '../../parts/change-button.tsx';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Moment } from '../../parts/moment.tsx';
import { useOperation } from '../../parts/use-operation.ts';
import { problemOf } from '../../parts/problem-of.ts';
import { AddClient } from './add-client.tsx';
import css from './apps.module.css';

const columns: readonly Column<Client>[] = [
  { key: 'name', title: 'Name', render: ({ name }) => <bdi>{name}</bdi> },
  {
    key: 'kind',
    title: 'Kind',
    width: '170px',
    render: ({ kind }) => (kind === 'public' ? 'Public (PKCE alone)' : 'Confidential'),
  },
  {
    key: 'address',
    title: 'Returns to',
    hideBelow: 'medium',
    render: ({ redirectUris }) => redirectUris[0] ?? 'Another device',
  },
  {
    key: 'consent',
    title: 'Consent',
    width: '120px',
    hideBelow: 'medium',
    render: ({ asksConsent }) => (asksConsent ? 'Is asked' : 'Not asked'),
  },
  {
    key: 'created',
    title: 'Added',
    width: '130px',
    hideBelow: 'narrow',
    render: ({ createdAt }) => <Moment at={createdAt} />,
  },
];

/** The section. */
export function ClientsSection() {
  const [, navigate] = useLocation();
  const [isAdding, setAdding] = useState(false);
  const found = useOperation('listClients', undefined, { live: ['apps'] });
  const items = found.data?.items ?? [];
  const add = (
    <ChangeButton variant="filled" leftSection={<IconPlus size={15} aria-hidden />} onClick={() => setAdding(true)}>
      Add application
    </ChangeButton>
  );
  return (
    <>
      {items.length > 0 && <div className={css['controls']}>{add}</div>}
      <DataTable
        label="Applications"
        height="grow"
        columns={columns}
        rows={items}
        getId={({ id }) => id}
        hrefOf={({ id }) => `/apps/clients/${id}`}
        isPending={found.isPending}
        problem={problemOf(found.error)}
        onRetry={() => void found.refetch()}
        emptyState={
          <EmptyState
            icon={<IconApps size={22} aria-hidden />}
            title="No applications yet"
            text="Add one: it gets an id and a secret, and its people sign in here from then on, on joined Macs without being asked."
            action={add}
          />
        }
      />
      <Modal opened={isAdding} onClose={() => setAdding(false)} title="Add application" size="md">
        {isAdding && <AddClient onClose={() => setAdding(false)} onLeave={(id) => navigate(`/apps/clients/${id}`)} />}
      </Modal>
    </>
  );
}
