/** Every version of the plan: who saved it, what it changed, and the way back to it. */
import { Button, Drawer } from '@mantine/core';
import { useState } from 'react';
import { useLocation } from 'wouter';
import type { OperationResponse } from '#api/operations.ts';
import { Actor } from '../../../parts/actor.tsx';
import { ChangeButton } from '../../../parts/change-button.tsx';
import { type Column, DataTable } from '../../../parts/data-table.tsx';
import { EmptyState } from '../../../parts/empty-state.tsx';
import { Moment } from '../../../parts/moment.tsx';
import { Problem } from '../../../parts/problem.tsx';
import { State } from '../../../parts/state.tsx';
import { useOperation } from '../../../parts/use-operation.ts';
import { changedKeys, type PlanObject } from '../draft/plan-object.ts';
import type { PlanEdit } from '../draft/use-plan-edit.ts';
import { problemOf } from '../../../parts/problem-of.ts';
import { ChangeList } from '../saving/change-list.tsx';
import { macsWords } from '../saving/guard-words.ts';
import { downloadText } from '../download.ts';
import css from './versions.module.css';

type Version = OperationResponse<'listSignInPlanVersions'>['items'][number];

/** Shows it. */
export function VersionsView({ edit }: { readonly edit: PlanEdit }) {
  const [opened, setOpened] = useState<number>();
  const list = useOperation('listSignInPlanVersions', undefined, { live: ['plan'] });
  const inForce = edit.saved?.version;
  const columns: readonly Column<Version>[] = [
    { key: 'version', title: 'Version', width: '22%', render: ({ version }) => `Version ${version}` },
    {
      key: 'state',
      title: 'State',
      width: '18%',
      render: ({ version }) => (version === inForce ? <State of="In force" tone="good" /> : ''),
    },
    { key: 'savedAt', title: 'Saved', render: ({ savedAt }) => <Moment at={savedAt} /> },
    { key: 'savedBy', title: 'By', hideBelow: 'narrow', render: ({ savedBy }) => <Actor id={savedBy} /> },
    {
      key: 'affected',
      title: 'Disturbed',
      align: 'end',
      hideBelow: 'narrow',
      render: ({ affected }) => (affected === 0 ? 'nobody' : macsWords(affected)),
    },
  ];
  return (
    <>
      <DataTable
        label="Versions of the sign-in plan"
        columns={columns}
        rows={list.data?.items ?? []}
        getId={({ version }) => String(version)}
        onOpen={({ version }) => setOpened(version)}
        openId={opened === undefined ? undefined : String(opened)}
        isPending={list.isPending}
        problem={problemOf(list.error)}
        onRetry={() => void list.refetch()}
        height="grow"
        emptyState={<EmptyState title="No version yet" text="The first one is there once the plan is saved." />}
      />
      <Drawer
        opened={opened !== undefined}
        onClose={() => setOpened(undefined)}
        size="lg"
        title={opened === undefined ? '' : `Version ${opened}`}
      >
        {opened !== undefined && <VersionDetail key={opened} version={opened} edit={edit} />}
      </Drawer>
    </>
  );
}

function VersionDetail({ version, edit }: { readonly version: number; readonly edit: PlanEdit }) {
  const [, navigate] = useLocation();
  const found = useOperation('getSignInPlanVersion', { params: { version: String(version) } });
  const former = useOperation(
    'getSignInPlanVersion',
    { params: { version: String(version - 1) } },
    { enabled: version > 1 },
  );
  if (found.data === undefined) return <Problem of={found.error} onRetry={() => void found.refetch()} />;
  const { plan, savedBy, savedAt } = found.data;
  const own = plan as PlanObject;
  const before = version > 1 ? (former.data?.plan as PlanObject | undefined) : undefined;
  const inForce = edit.saved?.plan as PlanObject | undefined;
  const isInForce = edit.saved?.version === version;
  const restore = () => {
    edit.replace(own);
    navigate('/plan');
  };
  return (
    <div className={css['detail']}>
      <p>
        Saved by <Actor id={savedBy} />, <Moment at={savedAt} exact />
      </p>
      {before !== undefined && (
        <section aria-label="What it changed">
          <h3>What it changed</h3>
          <ChangeList keys={changedKeys(before, own)} before={before} after={own} />
        </section>
      )}
      {!isInForce && inForce !== undefined && (
        <section aria-label="What going back would change">
          <h3>What going back to it would change</h3>
          <ChangeList keys={changedKeys(inForce, own)} before={inForce} after={own} />
        </section>
      )}
      <div className={css['buttons']}>
        <Button
          onClick={() =>
            downloadText(`sign-in-plan-${version}.json`, 'application/json', `${JSON.stringify(plan, undefined, 2)}\n`)
          }
        >
          Download JSON
        </Button>
        {!isInForce && (
          <ChangeButton variant="filled" onClick={restore}>
            Edit from this version
          </ChangeButton>
        )}
      </div>
    </div>
  );
}
