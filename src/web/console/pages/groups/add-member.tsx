/** A field that finds people on the server, and makes them members. */
import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import type { Group } from '#api/groups.ts';
import { auditorReason } from '../../parts/change-button.tsx';
import { useMayChange, useOperation, usePerform } from '../../parts/use-operation.ts';

/** The field. */
export function AddMember({ group }: { readonly group: Group }) {
  const mayChange = useMayChange();
  const [text, setText] = useState('');
  const [search] = useDebouncedValue(text.trim(), 180);
  const query = { limit: 12, ...(search === '' ? {} : { search }) };
  const found = useOperation('listUsers', { query }, { keep: true, enabled: mayChange });
  const add = usePerform('addGroupMember', {
    invalidates: ['listGroupMembers', 'getGroup', 'listGroups'],
    done: ({ outcome }) => (outcome === 'already' ? 'That person is a member already.' : 'Added.'),
  });
  const people = (found.data?.items ?? []).map(({ id, fullName, userPrincipalName }) => ({
    value: id,
    label: `${fullName} (${userPrincipalName})`,
  }));
  return (
    <Select
      aria-label="Add a member"
      placeholder={mayChange ? 'Add a member …' : auditorReason}
      disabled={!mayChange}
      searchable
      w={300}
      maw="100%"
      value={null}
      searchValue={text}
      onSearchChange={setText}
      // The server has searched already, by the beginning of each word.
      filter={({ options }) => options}
      nothingFoundMessage={found.isFetching ? 'Looking …' : 'Nobody fits'}
      data={people}
      onChange={(user) => {
        if (user === null) return;
        void add.perform({ params: { group: group.id, user } });
        setText('');
      }}
    />
  );
}
