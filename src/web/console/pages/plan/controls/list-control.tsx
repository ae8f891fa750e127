/** Lists of words: typed one after the other, or names of groups of the directory. */
import { TagsInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useOperation } from '../../../parts/use-operation.ts';
import { ariaOf, type ControlProps, listOf } from './control-props.ts';

/** A list that is typed. */
export function ListControl(props: ControlProps) {
  return (
    <TagsInput
      {...ariaOf(props)}
      error={props.isWrong}
      value={[...listOf(props.value)]}
      onChange={(next) => props.onChange(next)}
      placeholder={listOf(props.value).length === 0 ? 'Type, then press Enter' : ''}
      splitChars={[',', ' ']}
      acceptValueOnBlur
      clearable
      maxDropdownHeight={0}
    />
  );
}

/** Names of groups; those of the directory are offered. */
export function GroupsControl(props: ControlProps) {
  const [typed, setTyped] = useState('');
  const [search] = useDebouncedValue(typed, 200);
  const found = useOperation(
    'listGroups',
    { query: { limit: 20, ...(search === '' ? {} : { search }) } },
    { keep: true },
  );
  return (
    <TagsInput
      {...ariaOf(props)}
      error={props.isWrong}
      value={[...listOf(props.value)]}
      onChange={(next) => props.onChange(next)}
      searchValue={typed}
      onSearchChange={setTyped}
      data={(found.data?.items ?? []).map(({ name }) => name)}
      placeholder={listOf(props.value).length === 0 ? 'Choose a group, or type its name' : ''}
      splitChars={[',']}
      acceptValueOnBlur
      clearable
    />
  );
}
