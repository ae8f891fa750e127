/** Who somebody is, and in which groups. */
import { CloseButton, Select } from '@mantine/core';
import { Link } from 'wouter';
import type { Group } from '#api/groups.ts';
import type { UserDetail } from '#api/users.ts';
import { Code } from '../../parts/code.tsx';
import { Facts } from '../../parts/facts.tsx';
import { Moment } from '../../parts/moment.tsx';
import { Card, Section } from '../../parts/page.tsx';
import { useMayChange, useOperation, usePerform } from '../../parts/use-operation.ts';
import { roleOf } from './roles.ts';
import css from './users.module.css';

const roleNames = { person: 'None', auditor: 'Auditor', administrator: 'Administrator' } as const;

/** Shows them. */
export function UserFacts({ detail: { user, groups } }: { readonly detail: UserDetail }) {
  return (
    <Section title="Who">
      <Card>
        <Facts
          rows={[
            ['Account name', <Code key="a">{user.accountName}</Code>],
            ['E-mail', user.email === null ? undefined : <bdi key="e">{user.email}</bdi>],
            ['Role', roleNames[roleOf(user)]],
            ['Groups', <Groups key="g" userId={user.id} groups={groups} />],
            ['Added', <Moment key="c" at={user.createdAt} />],
            ['Changed', <Moment key="u" at={user.updatedAt} />],
            [
              'Id',
              <Code key="i" copyable label="Copy the id">
                {user.id}
              </Code>,
            ],
          ]}
        />
      </Card>
    </Section>
  );
}

function Groups({ userId, groups }: { readonly userId: string; readonly groups: readonly Group[] }) {
  const mayChange = useMayChange();
  const all = useOperation('listGroups', { query: { limit: 200 } }, { live: ['groups'] });
  const invalidates = ['getUser', 'listGroups', 'listGroupMembers'] as const;
  const add = usePerform('addGroupMember', { invalidates });
  const remove = usePerform('removeGroupMember', { invalidates });
  const has = new Set(groups.map(({ id }) => id));
  const choices = (all.data?.items ?? []).filter(({ id }) => !has.has(id));
  return (
    <div className={css['groups']}>
      {groups.map(({ id, name }) => (
        <span key={id} className={css['group']}>
          <Link href={`/groups/${id}`}>
            <bdi>{name}</bdi>
          </Link>
          {mayChange && (
            <CloseButton
              size="xs"
              aria-label={`Take out of ${name}`}
              onClick={() => void remove.perform({ params: { group: id, user: userId } })}
            />
          )}
        </span>
      ))}
      {groups.length === 0 && !mayChange && <span>None</span>}
      {mayChange && choices.length > 0 && (
        <Select
          aria-label="Add to a group"
          placeholder="Add to a group"
          searchable
          w={170}
          value={null}
          onChange={(group) => group !== null && void add.perform({ params: { group, user: userId } })}
          data={choices.map(({ id, name }) => ({ value: id, label: name }))}
        />
      )}
    </div>
  );
}
