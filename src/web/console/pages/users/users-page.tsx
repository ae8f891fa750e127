/** People: searched, narrowed and sorted by the server. */
import { Button, Select } from '@mantine/core';
import { IconUserPlus, IconUsers } from '@tabler/icons-react';
import { useState } from 'react';
import { useLocation } from 'wouter';
import type { User } from '#api/users.ts';
import { ChangeButton } from '../../parts/change-button.tsx';
import type { Column, Sort } from '../../parts/data-table.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ListPage } from '../../parts/list-page.tsx';
import { Moment } from '../../parts/moment.tsx';
import { useOperation, useOperationPages } from '../../parts/use-operation.ts';
import { AddUser } from './add-user.tsx';
import { UserState } from './user-state.tsx';

const columns: readonly Column<User>[] = [
  { key: 'name', title: 'Name', sortKey: 'fullName', render: (user) => <bdi>{user.fullName}</bdi> },
  {
    key: 'user-name',
    title: 'User name',
    sortKey: 'userPrincipalName',
    render: (user) => <bdi>{user.userPrincipalName}</bdi>,
  },
  { key: 'account', title: 'Account', width: '13%', hideBelow: 'medium', render: (user) => user.accountName },
  { key: 'role', title: 'Role', width: '120px', hideBelow: 'narrow', render: roleOf },
  { key: 'state', title: 'State', width: '170px', render: (user) => <UserState user={user} /> },
  {
    key: 'created',
    title: 'Added',
    width: '130px',
    sortKey: 'createdAt',
    hideBelow: 'medium',
    render: (user) => <Moment at={user.createdAt} />,
  },
];

type Filters = { readonly state: string; readonly role: string; readonly group: string };
const noFilters: Filters = { state: '', role: '', group: '' };

/** The page. */
export default function UsersPage() {
  const [, navigate] = useLocation();
  const [search, setSearch] = useState('');
  const [filters, setFilters] = useState(noFilters);
  const [sort, setSort] = useState<Sort>();
  const [isAdding, setAdding] = useState(false);
  const list = useOperationPages('listUsers', queryOf(search, filters, sort), { live: ['users'] });
  const isNarrowed = search !== '' || Object.values(filters).some((value) => value !== '');
  const add = <AddButton onClick={() => setAdding(true)} />;
  return (
    <>
      <ListPage
        title="Users"
        lead="Everybody who can sign in: on Macs, in applications, here."
        actions={add}
        label="Users"
        columns={columns}
        rows={list.items}
        getId={(user) => user.id}
        hrefOf={(user) => `/users/${user.id}`}
        search={{ value: search, onChange: setSearch, placeholder: 'Name, user name, account or e-mail' }}
        filters={<FilterRow filters={filters} onChange={setFilters} />}
        {...(sort ? { sort } : search === '' ? { sort: usualSort } : {})}
        onSort={setSort}
        next={list.next}
        loadMore={list.loadMore}
        isPending={list.isPending}
        isLoadingMore={list.isLoadingMore}
        isStale={list.isStale}
        problem={list.problem}
        onRetry={list.retry}
        emptyState={
          isNarrowed ? (
            <EmptyState
              icon={<IconUsers size={22} aria-hidden />}
              title="Nobody fits"
              text="Names are found from the beginning of each word on."
              action={<Button onClick={() => (setSearch(''), setFilters(noFilters))}>Show everybody</Button>}
            />
          ) : (
            <EmptyState
              icon={<IconUsers size={22} aria-hidden />}
              title="Nobody is here yet"
              text="Add the first person; a Mac can be joined as soon as there is somebody to sign in."
              action={add}
            />
          )
        }
      />
      <AddUser opened={isAdding} onClose={() => setAdding(false)} onAdded={({ id }) => navigate(`/users/${id}`)} />
    </>
  );
}

const usualSort: Sort = { by: 'userPrincipalName', direction: 'ascending' };

function queryOf(search: string, { state, role, group }: Filters, sort: Sort | undefined) {
  const order = sort && `${sort.direction === 'descending' ? '-' : ''}${sort.by}`;
  return {
    limit: 100,
    ...(search === '' ? {} : { search }),
    ...(order === undefined ? {} : { sort: order as 'fullName' }),
    ...(state === '' ? {} : { state: state as 'active' }),
    ...(role === '' ? {} : { role: role as 'person' }),
    ...(group === '' ? {} : { group }),
  };
}

function FilterRow({
  filters,
  onChange,
}: {
  readonly filters: Filters;
  readonly onChange: (filters: Filters) => void;
}) {
  const groups = useOperation('listGroups', { query: { limit: 200 } }, { live: ['groups'] });
  const options = (groups.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }));
  const set = (member: keyof Filters) => (value: string | null) => onChange({ ...filters, [member]: value ?? '' });
  return (
    <>
      <Select
        aria-label="State"
        w={130}
        value={filters.state}
        onChange={set('state')}
        data={[
          { value: '', label: 'Any state' },
          { value: 'active', label: 'Active' },
          { value: 'disabled', label: 'Disabled' },
        ]}
      />
      <Select
        aria-label="Role"
        w={150}
        value={filters.role}
        onChange={set('role')}
        data={[
          { value: '', label: 'Any role' },
          { value: 'administrator', label: 'Administrators' },
          { value: 'auditor', label: 'Auditors' },
          { value: 'person', label: 'No role' },
        ]}
      />
      <Select
        aria-label="Group"
        w={170}
        searchable
        value={filters.group}
        onChange={set('group')}
        data={[{ value: '', label: 'Any group' }, ...options]}
      />
    </>
  );
}

function AddButton({ onClick }: { readonly onClick: () => void }) {
  return (
    <ChangeButton variant="filled" leftSection={<IconUserPlus size={15} aria-hidden />} onClick={onClick}>
      Add user
    </ChangeButton>
  );
}

function roleOf({ administrator, auditor }: User): string {
  if (administrator) return 'Administrator';
  return auditor ? 'Auditor' : '';
}
