/** A page that is one list: search and filters above, the rest of the window for its rows. */
import { CloseButton, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { DataTable, type DataTableProps } from './data-table.tsx';
import css from './list-page.module.css';
import { Page, type PageProps } from './page.tsx';

/** A search that the server makes. */
export interface Search {
  readonly value: string;
  /** Called a moment after the last key. */
  readonly onChange: (value: string) => void;
  readonly placeholder: string;
}

/** What the page is made of. */
export interface ListPageProps<Item> extends Omit<PageProps, 'children' | 'wide' | 'fills'>, DataTableProps<Item> {
  readonly search?: Search;
  /** Controls beside the search. */
  readonly filters?: ReactNode;
  /** Between the controls and the list. */
  readonly between?: ReactNode;
}

/** Shows it. `/` goes to the search. */
export function ListPage<Item>({ search, filters, between, ...props }: ListPageProps<Item>) {
  const { title, lead, mark, actions, above, ...table } = props;
  const page = { title, lead, mark, actions, ...(above ? { above } : {}) };
  return (
    <Page {...page} fills>
      <div className={css['list']}>
        {(search || filters) && (
          <div className={css['controls']}>
            {search && <SearchField {...search} />}
            {filters}
          </div>
        )}
        {between}
        <DataTable {...table} />
      </div>
    </Page>
  );
}

/** So many milliseconds after the last key it tells: each pause shows what is found. */
const searchAfter = 60;

/** A field that searches on the server: it tells a moment after the last key. */
export function SearchField({ value, onChange, placeholder }: Search) {
  const [text, setText] = useState(value);
  const told = useRef(value);
  const tell = useDebouncedCallback((next: string) => {
    told.current = next;
    onChange(next);
  }, searchAfter);
  useEffect(() => {
    if (value !== told.current) setText(value);
    told.current = value;
  }, [value]);
  const change = (next: string) => {
    setText(next);
    tell(next);
  };
  return (
    <TextInput
      type="search"
      aria-label={placeholder}
      placeholder={placeholder}
      data-search-field
      className={css['search'] ?? ''}
      leftSection={<IconSearch size={15} aria-hidden />}
      value={text}
      maxLength={200}
      onChange={({ currentTarget }) => change(currentTarget.value)}
      rightSection={
        text === '' ? null : <CloseButton size="xs" aria-label="Clear the search" onClick={() => change('')} />
      }
    />
  );
}
