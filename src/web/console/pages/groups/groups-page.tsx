/** Groups: searched by the server. */
import { Button, Modal, Stack, TextInput } from '@mantine/core';
import { IconPlus, IconUsersGroup } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useLocation } from 'wouter';
import type { Group } from '#api/groups.ts';
import { ChangeButton } from '../../parts/change-button.tsx';
import type { Column } from '../../parts/data-table.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ListPage } from '../../parts/list-page.tsx';
import { Moment } from '../../parts/moment.tsx';
import { Problem } from '../../parts/problem.tsx';
import { useOperationPages, usePerform } from '../../parts/use-operation.ts';

const columns: readonly Column<Group>[] = [
  { key: 'name', title: 'Name', render: ({ name }) => <bdi>{name}</bdi> },
  {
    key: 'members',
    title: 'Members',
    width: '120px',
    align: 'end',
    render: ({ members }) => members.toLocaleString('en'),
  },
  {
    key: 'created',
    title: 'Added',
    width: '160px',
    hideBelow: 'narrow',
    render: ({ createdAt }) => <Moment at={createdAt} />,
  },
];

/** The page. */
export default function GroupsPage() {
  const [, navigate] = useLocation();
  const [search, setSearch] = useState('');
  const [isAdding, setAdding] = useState(false);
  const query = { limit: 100, ...(search === '' ? {} : { search }) };
  const list = useOperationPages('listGroups', query, { live: ['groups', 'users'] });
  const add = (
    <ChangeButton variant="filled" leftSection={<IconPlus size={15} aria-hidden />} onClick={() => setAdding(true)}>
      Add group
    </ChangeButton>
  );
  return (
    <>
      <ListPage
        title="Groups"
        lead="Tokens carry them in “groups”; applications and the sign-in policy read them there."
        actions={add}
        label="Groups"
        columns={columns}
        rows={list.items}
        getId={({ id }) => id}
        hrefOf={({ id }) => `/groups/${id}`}
        search={{ value: search, onChange: setSearch, placeholder: 'Name' }}
        next={list.next}
        loadMore={list.loadMore}
        isPending={list.isPending}
        isLoadingMore={list.isLoadingMore}
        isStale={list.isStale}
        problem={list.problem}
        onRetry={list.retry}
        emptyState={
          search === '' ? (
            <EmptyState
              icon={<IconUsersGroup size={22} aria-hidden />}
              title="No groups yet"
              text="Add one, and put people into it."
              action={add}
            />
          ) : (
            <EmptyState
              icon={<IconUsersGroup size={22} aria-hidden />}
              title="No group fits"
              action={<Button onClick={() => setSearch('')}>Show all groups</Button>}
            />
          )
        }
      />
      <Modal opened={isAdding} onClose={() => setAdding(false)} title="Add group" size="sm">
        {isAdding && (
          <GroupForm
            onClose={() => setAdding(false)}
            onDone={({ id }) => {
              setAdding(false);
              navigate(`/groups/${id}`);
            }}
          />
        )}
      </Modal>
    </>
  );
}

/** The name of a new group, or of one that is renamed. */
export function GroupForm({
  group,
  onClose,
  onDone,
}: {
  readonly group?: Group;
  readonly onClose: () => void;
  readonly onDone: (group: Group) => void;
}) {
  const [name, setName] = useState(group?.name ?? '');
  const options = { invalidates: ['listGroups', 'getGroup'] as const, quiet: true, onDone };
  const create = usePerform('createGroup', { ...options, done: 'The group was added.' });
  const rename = usePerform('renameGroup', { ...options, done: 'The group was renamed.' });
  const problem = create.problem ?? rename.problem;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (group) void rename.perform({ params: { group: group.id }, body: { name } });
    else void create.perform({ body: { name } });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <TextInput
          label="Name"
          required
          data-autofocus
          autoComplete="off"
          value={name}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
          error={problem?.members['name']}
        />
        <Problem of={problem} />
        <div style={{ display: 'flex', gap: 8, justifyContent: 'flex-end' }}>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="filled" loading={create.isPending || rename.isPending}>
            {group ? 'Rename' : 'Add group'}
          </Button>
        </div>
      </Stack>
    </form>
  );
}
