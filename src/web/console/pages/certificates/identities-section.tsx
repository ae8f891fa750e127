/** Certificates by which Macs prove to be themselves: those that end soon first. */
import { SegmentedControl } from '@mantine/core';
import { IconCertificate } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'wouter';
import type { Identity } from '#api/identities.ts';
import { ChangeButton } from '../../parts/change-button.tsx';
import { Code } from '../../parts/code.tsx';
import { ConfirmAction } from '../../parts/confirm-action.tsx';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { SearchField } from '../../parts/list-page.tsx';
import { Moment } from '../../parts/moment.tsx';
import { State } from '../../parts/state.tsx';
import { useOperation, useOperationPages, usePerform } from '../../parts/use-operation.ts';
import { now } from '../../surroundings.ts';
import css from './certificates.module.css';

/** Days before its end from which a certificate is looked at. */
const soon = 30;

/** The section. */
export function IdentitiesSection() {
  const ending = useOperation(
    'listIdentities',
    { query: { expiringWithinDays: soon, limit: 1 } },
    { live: ['certificates'] },
  );
  const [shown, setShown] = useState<'all' | 'ending'>();
  const [search, setSearch] = useState('');
  const [asked, setAsked] = useState<Identity>();
  // Those that end soon are shown first, where there are any.
  const view = shown ?? ((ending.data?.items.length ?? 0) > 0 ? 'ending' : 'all');
  const query = {
    limit: 100,
    ...(view === 'ending' ? { expiringWithinDays: soon } : {}),
    ...(search === '' ? {} : { search }),
  };
  const list = useOperationPages('listIdentities', query, { live: ['certificates'], enabled: !ending.isPending });
  return (
    <>
      <div className={css['controls']}>
        <SearchField value={search} onChange={setSearch} placeholder="Serial number of a Mac" />
        <SegmentedControl
          size="xs"
          aria-label="Which certificates"
          value={view}
          onChange={(value) => setShown(value)}
          data={[
            { value: 'ending', label: `Ending within ${soon} days` },
            { value: 'all', label: 'All' },
          ]}
        />
      </div>
      <DataTable
        label="Certificates of Macs"
        height="grow"
        columns={columnsOf(setAsked)}
        rows={list.items}
        getId={({ certificateSerial }) => certificateSerial}
        next={list.next}
        loadMore={list.loadMore}
        isPending={list.isPending || ending.isPending}
        isLoadingMore={list.isLoadingMore}
        isStale={list.isStale}
        problem={list.problem}
        onRetry={list.retry}
        emptyState={
          <EmptyState
            icon={<IconCertificate size={22} aria-hidden />}
            title={view === 'ending' ? 'None ends soon' : 'No certificates yet'}
            text={
              view === 'ending'
                ? 'Macs renew theirs by themselves, well before the end. What could not be renewed stands here.'
                : 'A Mac gets one when it enrolls in device management.'
            }
          />
        }
      />
      {asked && <Revocation identity={asked} onClose={() => setAsked(undefined)} />}
    </>
  );
}

function columnsOf(ask: (identity: Identity) => void): readonly Column<Identity>[] {
  return [
    {
      key: 'mac',
      title: 'Mac',
      render: ({ serialNumber }) => <Link href={`/macs/${serialNumber}`}>{serialNumber}</Link>,
    },
    {
      key: 'serial',
      title: 'Certificate',
      hideBelow: 'narrow',
      render: ({ certificateSerial }) => <Code>{certificateSerial}</Code>,
    },
    {
      key: 'protocol',
      title: 'By',
      width: '150px',
      hideBelow: 'medium',
      render: ({ protocol }) => (protocol === 'acme' ? 'ACME, attested' : 'SCEP'),
    },
    { key: 'ends', title: 'Ends', width: '130px', render: ({ notAfter }) => <Moment at={notAfter} /> },
    { key: 'state', title: 'State', width: '130px', render: (identity) => <IdentityState identity={identity} /> },
    {
      key: 'acts',
      title: '',
      width: '92px',
      align: 'end',
      render: (identity) =>
        identity.revokedAt === null && (
          <ChangeButton size="compact-xs" onClick={() => ask(identity)}>
            Revoke
          </ChangeButton>
        ),
    },
  ];
}

function IdentityState({ identity: { revokedAt, notAfter } }: { readonly identity: Identity }) {
  if (revokedAt !== null) return <State of="Revoked" tone="bad" />;
  const left = Date.parse(notAfter) - now();
  if (left <= 0) return <State of="Ended" tone="still" />;
  return left < soon * 86_400_000 ? <State of="Ends soon" tone="warn" /> : <State of="Counts" tone="good" />;
}

function Revocation({ identity, onClose }: { readonly identity: Identity; readonly onClose: () => void }) {
  const revoke = usePerform('revokeIdentity', {
    invalidates: ['listIdentities'],
    done: 'The certificate is revoked.',
    quiet: true,
    onDone: onClose,
  });
  const { serialNumber, certificateSerial } = identity;
  return (
    <ConfirmAction
      opened
      onClose={onClose}
      title={`Revoke the certificate of ${serialNumber}?`}
      text="Device management does not know this Mac any more from its next request on. It has to enroll anew; what is installed on it stays until then."
      confirmWord={serialNumber}
      action="Revoke certificate"
      isPending={revoke.isPending}
      problem={revoke.problem}
      onConfirm={async () => {
        await revoke.perform({ params: { identity: certificateSerial }, body: {} });
      }}
    />
  );
}
