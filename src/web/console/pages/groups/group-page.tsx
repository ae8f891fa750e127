/** A group and its members. */
import { Modal } from '@mantine/core';
import { IconPencil, IconTrash, IconUsersGroup } from '@tabler/icons-react';
import { useState } from 'react';
import { useLocation, useParams } from 'wouter';
import { Link } from 'wouter';
import type { Group } from '#api/groups.ts';
import { ChangeButton } from '../../parts/change-button.tsx';
import { ConfirmAction } from '../../parts/confirm-action.tsx';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Page, Section } from '../../parts/page.tsx';
import { Problem } from '../../parts/problem.tsx';
import { useOperation, useOperationPages, usePerform } from '../../parts/use-operation.ts';
import { AddMember } from './add-member.tsx';
import { GroupForm } from './groups-page.tsx';

const above = [{ title: 'Groups', path: '/groups' }];

/** The page. */
export default function GroupPage() {
  const { group: name } = useParams<{ group: string }>();
  const found = useOperation('getGroup', { params: { group: name } }, { live: ['groups'] });
  if (found.data) return <Found group={found.data} />;
  return (
    <Page title="Group" above={above}>
      <Problem of={found.error} onRetry={() => void found.refetch()} />
    </Page>
  );
}

function Found({ group }: { readonly group: Group }) {
  const [, navigate] = useLocation();
  const [open, setOpen] = useState<'rename' | 'delete'>();
  const close = () => setOpen(undefined);
  const remove = usePerform('deleteGroup', {
    invalidates: ['listGroups'],
    done: `${group.name} was deleted.`,
    quiet: true,
    onDone: () => navigate('/groups'),
  });
  return (
    <Page
      title={group.name}
      lead={group.members === 1 ? 'One member' : `${group.members.toLocaleString('en')} members`}
      above={above}
      actions={
        <>
          <ChangeButton leftSection={<IconPencil size={14} aria-hidden />} onClick={() => setOpen('rename')}>
            Rename
          </ChangeButton>
          <ChangeButton leftSection={<IconTrash size={14} aria-hidden />} onClick={() => setOpen('delete')}>
            Delete
          </ChangeButton>
        </>
      }
    >
      <Members group={group} />
      <Modal opened={open === 'rename'} onClose={close} title="Rename group" size="sm">
        {open === 'rename' && <GroupForm group={group} onClose={close} onDone={close} />}
      </Modal>
      <ConfirmAction
        opened={open === 'delete'}
        onClose={close}
        title={`Delete ${group.name}?`}
        text={`${group.members === 1 ? 'Its member stays' : 'Its members stay'}. Tokens do not carry the group from the next one on, and rules of the sign-in policy that name it fit nobody.`}
        action="Delete group"
        isPending={remove.isPending}
        problem={remove.problem}
        onConfirm={async () => {
          await remove.perform({ params: { group: group.id } });
        }}
      />
    </Page>
  );
}

interface Member {
  readonly id: string;
  readonly fullName: string;
  readonly userPrincipalName: string;
}

function Members({ group }: { readonly group: Group }) {
  const params = { group: group.id };
  const list = useOperationPages('listGroupMembers', { limit: 200 }, { params, live: ['groups', 'users'] });
  const remove = usePerform('removeGroupMember', { invalidates: ['listGroupMembers', 'getGroup', 'listGroups'] });
  const columns: readonly Column<Member>[] = [
    {
      key: 'name',
      title: 'Name',
      render: ({ id, fullName }) => (
        <Link href={`/users/${id}`}>
          <bdi>{fullName}</bdi>
        </Link>
      ),
    },
    { key: 'user-name', title: 'User name', hideBelow: 'narrow', render: (one) => <bdi>{one.userPrincipalName}</bdi> },
    {
      key: 'acts',
      title: '',
      width: '110px',
      align: 'end',
      render: ({ id }) => (
        <ChangeButton size="compact-xs" onClick={() => void remove.perform({ params: { ...params, user: id } })}>
          Take out
        </ChangeButton>
      ),
    },
  ];
  return (
    <Section title="Members" actions={<AddMember group={group} />}>
      <DataTable
        label="Members"
        height="grow"
        columns={columns}
        rows={list.items}
        getId={({ id }) => id}
        next={list.next}
        loadMore={list.loadMore}
        isPending={list.isPending}
        isLoadingMore={list.isLoadingMore}
        problem={list.problem}
        onRetry={list.retry}
        emptyState={
          <EmptyState
            icon={<IconUsersGroup size={22} aria-hidden />}
            title="Nobody is in this group yet"
            text="Find people by their names, above."
          />
        }
      />
    </Section>
  );
}
