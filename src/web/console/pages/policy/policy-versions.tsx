/** Every version of the policy: who saved it, what it changed, and the way back to it. */
import { Drawer } from '@mantine/core';
import { useState } from 'react';
import { useLocation } from 'wouter';
import type { OperationResponse } from '#api/operations.ts';
import { Actor } from '../../parts/actor.tsx';
import { ChangeButton } from '../../parts/change-button.tsx';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Moment } from '../../parts/moment.tsx';
import { problemOf } from '../../parts/problem-of.ts';
import { State } from '../../parts/state.tsx';
import { useOperation } from '../../parts/use-operation.ts';
import css from '../plan/versions/versions.module.css';
import { ruleDifferences } from './policy-edit.ts';
import { RuleDifferences } from './rule-differences.tsx';
import type { PolicyEdit } from './use-policy-edit.ts';

type Version = OperationResponse<'listPolicyVersions'>['items'][number];

/** Shows it. */
export function PolicyVersions({ edit }: { readonly edit: PolicyEdit }) {
  const [opened, setOpened] = useState<number>();
  const [, navigate] = useLocation();
  const list = useOperation('listPolicyVersions', undefined, { live: ['policy'] });
  const items = list.data?.items ?? [];
  const inForce = edit.saved?.version;
  const own = items.find(({ version }) => version === opened);
  const former = items.find(({ version }) => version === (opened ?? 0) - 1);
  const columns: readonly Column<Version>[] = [
    { key: 'version', title: 'Version', width: '120px', render: ({ version }) => `Version ${version}` },
    {
      key: 'state',
      title: 'State',
      width: '110px',
      render: ({ version }) => (version === inForce ? <State of="In force" tone="good" /> : ''),
    },
    { key: 'savedAt', title: 'Saved', render: ({ savedAt }) => <Moment at={savedAt} /> },
    { key: 'savedBy', title: 'By', hideBelow: 'narrow', render: ({ savedBy }) => <Actor id={savedBy} /> },
    { key: 'rules', title: 'Rules', align: 'end', hideBelow: 'narrow', render: ({ rules }) => String(rules) },
  ];
  return (
    <>
      <DataTable
        label="Versions of the policy"
        columns={columns}
        rows={items}
        getId={({ version }) => String(version)}
        onOpen={({ version }) => setOpened(version)}
        openId={opened === undefined ? undefined : String(opened)}
        isPending={list.isPending}
        problem={problemOf(list.error)}
        onRetry={() => void list.refetch()}
        height="grow"
        emptyState={<EmptyState title="No version yet" text="The built-in rule decides until rules are saved." />}
      />
      <Drawer
        opened={own !== undefined}
        onClose={() => setOpened(undefined)}
        size="lg"
        title={own === undefined ? '' : `Version ${own.version}`}
      >
        {own !== undefined && (
          <div className={css['detail']}>
            <p>
              Saved by <Actor id={own.savedBy} />, <Moment at={own.savedAt} exact />
            </p>
            <section aria-label="What it changed">
              <h3>What it changed</h3>
              <RuleDifferences differences={ruleDifferences(former?.policy.rules ?? [], own.policy.rules)} />
            </section>
            {own.version !== inForce && (
              <>
                <section aria-label="What going back would change">
                  <h3>What going back to it would change</h3>
                  <RuleDifferences differences={ruleDifferences(edit.saved?.policy.rules ?? [], own.policy.rules)} />
                </section>
                <div className={css['buttons']}>
                  <ChangeButton
                    variant="filled"
                    onClick={() => {
                      edit.setRules(own.policy.rules);
                      navigate('/policy');
                    }}
                  >
                    Edit from this version
                  </ChangeButton>
                </div>
              </>
            )}
          </div>
        )}
      </Drawer>
    </>
  );
}
