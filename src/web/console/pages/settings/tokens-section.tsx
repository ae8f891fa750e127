/** Tokens of the administration interface: what programs ask with, and who is signed in by the command line. */
import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import type { AdminToken } from '#api/sign-in.ts';
import { ChangeButton } from '../../parts/change-button.tsx';
import { ConfirmAction } from '../../parts/confirm-action.tsx';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Moment } from '../../parts/moment.tsx';
import { Section } from '../../parts/page.tsx';
import { State } from '../../parts/state.tsx';
import { useOperationPages, usePerform } from '../../parts/use-operation.ts';
import { now } from '../../surroundings.ts';
import { NewToken } from './new-token.tsx';

const origins: Readonly<Record<AdminToken['origin'], string>> = {
  created: 'Program',
  'sign-in': 'Command line',
  local: 'File of the server',
  console: 'Console',
};

/** Shows them. */
export function TokensSection() {
  const [show, setShow] = useState('lasting');
  const [isMaking, setMaking] = useState(false);
  const [revoking, setRevoking] = useState<AdminToken>();
  const list = useOperationPages('listAdminTokens', { limit: 200 }, { live: ['tokens'] });
  const revoke = usePerform('revokeAdminToken', {
    invalidates: ['listAdminTokens'],
    done: 'The token opens nothing any more.',
  });
  const rows = list.items.filter((token) => show === 'all' || stateOf(token) === 'lasting');
  return (
    <Section
      title="Tokens"
      lead="What programs and the command line ask the server with. An auditor’s token may read and change nothing."
      actions={
        <>
          <SegmentedControl
            aria-label="Which tokens"
            value={show}
            onChange={setShow}
            data={[
              { value: 'lasting', label: 'In use' },
              { value: 'all', label: 'All' },
            ]}
          />
          <ChangeButton variant="filled" onClick={() => setMaking(true)}>
            Make a token
          </ChangeButton>
        </>
      }
    >
      <DataTable
        label="Tokens"
        columns={columnsWith(setRevoking)}
        rows={rows}
        getId={({ id }) => id}
        isPending={list.isPending}
        problem={list.problem}
        onRetry={list.retry}
        next={list.next}
        loadMore={list.loadMore}
        height="grow"
        rowHeight={42}
        emptyState={
          <EmptyState
            title="No tokens"
            text="Make one for each program that asks the server, so that each can be revoked alone."
          />
        }
      />
      <NewToken isOpen={isMaking} onClose={() => setMaking(false)} />
      <ConfirmAction
        opened={revoking !== undefined}
        onClose={() => setRevoking(undefined)}
        title={`Revoke “${revoking?.name ?? ''}”?`}
        text="Whoever uses it is refused from the next request on. It does not come back; make another in its place first."
        action="Revoke"
        isPending={revoke.isPending}
        problem={revoke.problem}
        onConfirm={async () => {
          if (!revoking) return;
          await revoke.perform({ params: { token: revoking.id } });
          setRevoking(undefined);
        }}
      />
    </Section>
  );
}

function stateOf({ revokedAt, expiresAt }: AdminToken): 'lasting' | 'expired' | 'revoked' {
  if (revokedAt !== null) return 'revoked';
  return expiresAt !== null && Date.parse(expiresAt) <= now() ? 'expired' : 'lasting';
}

const states = { lasting: ['In use', 'good'], expired: ['Expired', 'still'], revoked: ['Revoked', 'still'] } as const;

function columnsWith(onRevoke: (token: AdminToken) => void): readonly Column<AdminToken>[] {
  return [
    { key: 'name', title: 'Name', render: ({ name }) => <span title={name}>{name}</span> },
    {
      key: 'role',
      title: 'Role',
      width: '116px',
      render: ({ role }) => (role === 'admin' ? 'Administrator' : 'Auditor'),
    },
    { key: 'origin', title: 'For', width: '136px', hideBelow: 'medium', render: ({ origin }) => origins[origin] },
    {
      key: 'used',
      title: 'Last used',
      width: '126px',
      hideBelow: 'narrow',
      render: ({ lastUsedAt }) => <Moment at={lastUsedAt} />,
    },
    {
      key: 'ends',
      title: 'Ends',
      width: '126px',
      hideBelow: 'medium',
      render: ({ expiresAt }) => <Moment at={expiresAt} />,
    },
    {
      key: 'state',
      title: 'State',
      width: '100px',
      hideBelow: 'narrow',
      render: (token) => {
        const [words, tone] = states[stateOf(token)];
        return <State of={words} tone={tone} />;
      },
    },
    {
      key: 'revoke',
      title: 'Action',
      width: '96px',
      align: 'end',
      render: (token) =>
        stateOf(token) === 'lasting' ? (
          <ChangeButton size="compact-xs" onClick={() => onRevoke(token)}>
            Revoke
          </ChangeButton>
        ) : null,
    },
  ];
}
