/** The devices that Apple says are ours, and whether each was told where to enroll. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import type { AdeDevice } from '#api/ade.ts';
import { ChangeButton } from '../../parts/change-button.tsx';
import { ConfirmAction } from '../../parts/confirm-action.tsx';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Moment } from '../../parts/moment.tsx';
import { Section } from '../../parts/page.tsx';
import { State, type Tone } from '../../parts/state.tsx';
import { useOperation, useOperationPages, usePerform } from '../../parts/use-operation.ts';
import css from './enrollment.module.css';
import { SyncButton, syncWords } from './sync-button.tsx';

const profiles: Readonly<Record<AdeDevice['profileStatus'], readonly [string, Tone]>> = {
  empty: ['No profile', 'warn'],
  assigned: ['Assigned', 'busy'],
  pushed: ['Handed out', 'good'],
  removed: ['Removed', 'bad'],
};

/** Shows it. */
export function AssignmentsPart() {
  const pages = useOperationPages('listAdeDevices', { limit: 100 }, { live: ['enrollment', 'macs'] });
  const total = useOperation('showAde', {}, { live: ['enrollment'] }).data?.devices.total;
  const [disowning, setDisowning] = useState<AdeDevice>();
  return (
    <Section
      title="Devices at Apple"
      lead="Handed out: the Mac has asked Apple, and was told to come here."
      actions={
        <>
          <AssignButton />
          <SyncButton />
        </>
      }
    >
      <div className={css['assign']}>
        <DataTable
          label="Devices at Apple"
          columns={columnsWith(setDisowning)}
          rows={pages.items}
          getId={({ serialNumber }) => serialNumber}
          hrefOf={({ serialNumber }) => `/macs/${encodeURIComponent(serialNumber)}`}
          next={pages.next}
          loadMore={pages.loadMore}
          isPending={pages.isPending}
          isLoadingMore={pages.isLoadingMore}
          isStale={pages.isStale}
          problem={pages.problem}
          onRetry={pages.retry}
          total={total}
          emptyState={<NoDevices />}
        />
      </div>
      {disowning !== undefined && <Disown device={disowning} onClose={() => setDisowning(undefined)} />}
    </Section>
  );
}

function columnsWith(disown: (device: AdeDevice) => void): readonly Column<AdeDevice>[] {
  return [
    { key: 'serial', title: 'Serial number', width: '160px', render: ({ serialNumber }) => serialNumber },
    {
      key: 'model',
      title: 'Model',
      hideBelow: 'narrow',
      render: ({ description, model }) => description ?? model ?? '–',
    },
    {
      key: 'profile',
      title: 'Enrollment profile',
      width: '150px',
      render: ({ profileStatus }) => <State of={profiles[profileStatus][0]} tone={profiles[profileStatus][1]} />,
    },
    {
      key: 'answer',
      title: 'Apple’s last answer',
      width: '220px',
      hideBelow: 'medium',
      render: ({ assignment }) =>
        assignment === null ? (
          'Not tried yet'
        ) : (
          <>
            {assignment.code}, <Moment at={assignment.at} />
          </>
        ),
    },
    {
      key: 'disown',
      title: '',
      width: '96px',
      align: 'end',
      render: (device) => (
        <ChangeButton size="compact-xs" onClick={() => disown(device)}>
          Disown<span className="visually-hidden"> {device.serialNumber}</span>
        </ChangeButton>
      ),
    },
  ];
}

function AssignButton() {
  const { perform, isPending } = usePerform('assignAdeProfiles', {
    invalidates: ['showAde', 'listAdeDevices', 'listMacs', 'countMacs'],
    done: syncWords,
  });
  return (
    <ChangeButton loading={isPending} onClick={() => void perform({})}>
      Try failed ones again
    </ChangeButton>
  );
}

function Disown({ device, onClose }: { readonly device: AdeDevice; readonly onClose: () => void }) {
  const { serialNumber } = device;
  const { perform, isPending, problem } = usePerform('disownAdeDevice', {
    invalidates: ['showAde', 'listAdeDevices', 'listMacs', 'countMacs', 'getMac'],
    done: `${serialNumber} left the organisation`,
    quiet: true,
    onDone: onClose,
  });
  return (
    <ConfirmAction
      opened
      onClose={onClose}
      title={`Give ${serialNumber} up at Apple?`}
      text="The device leaves the organisation for good, as when it is sold. Apple does not take this back: it comes back only through a reseller or Apple Configurator. A Mac that is enrolled stays so until it is erased."
      confirmWord={serialNumber}
      action="Disown"
      isPending={isPending}
      problem={problem}
      onConfirm={() => perform({ params: { serialNumber } })}
    />
  );
}

function NoDevices() {
  return (
    <EmptyState
      title="Apple lists no devices for this server"
      text="Connect Apple Business Manager, assign Macs to this server there, then sync."
      action={
        <Button component={Link} href="/enrollment">
          Apple Business Manager
        </Button>
      }
    />
  );
}
