/** Whom a rule is for: everyone, or people and groups by name, and whom not. */
import { SegmentedControl, TagsInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useOperation } from '../../parts/use-operation.ts';
import type { DraftRule } from './policy-edit.ts';
import css from './rules.module.css';

type Who = DraftRule['who'];
type Named = Exclude<Who, 'everyone'>;

/** What there is, without lists that nobody wrote into. */
function whoOf(isNamed: boolean, { users, groups, except }: Named): Who {
  const excepted = {
    ...(except?.users?.length ? { users: except.users } : {}),
    ...(except?.groups?.length ? { groups: except.groups } : {}),
  };
  const who: Named = {
    ...(isNamed ? { groups: groups ?? [], ...(users?.length ? { users } : {}) } : {}),
    ...(Object.keys(excepted).length > 0 ? { except: excepted } : {}),
  };
  return Object.keys(who).length === 0 ? 'everyone' : who;
}

/** Shows it. */
export function WhoField({ who, onChange }: { readonly who: Who; readonly onChange: (who: Who) => void }) {
  const own: Named = who === 'everyone' ? {} : who;
  const isNamed = own.users !== undefined || own.groups !== undefined;
  const set = (change: Partial<Named>) => onChange(whoOf(isNamed, { ...own, ...change }));
  return (
    <fieldset className={css['part']}>
      <legend>Who</legend>
      <SegmentedControl
        aria-label="Who"
        value={isNamed ? 'named' : 'everyone'}
        onChange={(value) => onChange(whoOf(value === 'named', own))}
        data={[
          { value: 'everyone', label: 'Everyone' },
          { value: 'named', label: 'Groups and people' },
        ]}
      />
      {isNamed && (
        <>
          <Groups label="Groups" value={own.groups} onChange={(groups) => set({ groups })} />
          <People label="People" value={own.users} onChange={(users) => set({ users })} />
        </>
      )}
      <Groups
        label="But not these groups"
        value={own.except?.groups}
        onChange={(groups) => set({ except: { ...own.except, groups } })}
      />
      <People
        label="But not these people"
        value={own.except?.users}
        onChange={(users) => set({ except: { ...own.except, users } })}
      />
    </fieldset>
  );
}

interface NamesProps {
  readonly label: string;
  readonly value: readonly string[] | undefined;
  readonly onChange: (names: string[]) => void;
}

function Groups({ label, value = [], onChange }: NamesProps) {
  const [typed, setTyped] = useState('');
  const [search] = useDebouncedValue(typed, 200);
  const found = useOperation(
    'listGroups',
    { query: { limit: 20, ...(search === '' ? {} : { search }) } },
    { keep: true },
  );
  return (
    <TagsInput
      label={label}
      value={[...value]}
      onChange={onChange}
      searchValue={typed}
      onSearchChange={setTyped}
      data={(found.data?.items ?? []).map(({ name }) => name)}
      placeholder={value.length === 0 ? 'None' : ''}
      splitChars={[',']}
      acceptValueOnBlur
    />
  );
}

function People({ label, value = [], onChange }: NamesProps) {
  const [typed, setTyped] = useState('');
  const [search] = useDebouncedValue(typed, 200);
  const found = useOperation(
    'listUsers',
    { query: { limit: 20, ...(search === '' ? {} : { search }) } },
    { keep: true },
  );
  return (
    <TagsInput
      label={label}
      value={[...value]}
      onChange={onChange}
      searchValue={typed}
      onSearchChange={setTyped}
      data={(found.data?.items ?? []).map(({ userPrincipalName }) => userPrincipalName)}
      placeholder={value.length === 0 ? 'None' : ''}
      splitChars={[',']}
      acceptValueOnBlur
    />
  );
}
