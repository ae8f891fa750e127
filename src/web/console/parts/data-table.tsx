/**
 * A list of any length: rows are drawn as they come into view, and further pages are fetched as the end comes near. It is a
 * table to those who hear it, with its true number of rows (WAI-ARIA 1.2, `aria-rowcount`), and arrow keys go from row to row.
 */
import { Skeleton } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type MouseEvent, type ReactNode, useEffect, useRef } from 'react';
import { Link } from 'wouter';
import css from './data-table.module.css';
import { Problem } from './problem.tsx';
import type { ConsoleProblem } from './problem-of.ts';

/** A column. */
export interface Column<Item> {
  readonly key: string;
  readonly title: string;
  readonly render: (item: Item) => ReactNode;
  /** CSS width such as `120px` or `18%`; the rest is shared. */
  readonly width?: string;
  /** Given to `onSort`: the list can be sorted by it. */
  readonly sortKey?: string;
  readonly align?: 'start' | 'end';
  /** Left out where the window is narrower than this: `narrow` 720 pixels, `medium` 1000. */
  readonly hideBelow?: 'narrow' | 'medium';
}

/** How a list is sorted. */
export interface Sort {
  readonly by: string;
  readonly direction: 'ascending' | 'descending';
}

/** What the table shows. */
export interface DataTableProps<Item> {
  /** What the list is, for those who hear it. */
  readonly label: string;
  readonly columns: readonly Column<Item>[];
  readonly rows: readonly Item[];
  readonly getId: (item: Item) => string;
  /** The page of an item: the first cell is a link to it, and so is the row for a mouse. */
  readonly hrefOf?: (item: Item) => string;
  /** In place of a page: what opens an item. */
  readonly onOpen?: (item: Item) => void;
  /** The item that is open beside the list. */
  readonly openId?: string | undefined;
  readonly sort?: Sort;
  readonly onSort?: (sort: Sort) => void;
  /** The cursor of the next page; null at the end. */
  readonly next?: string | null;
  readonly loadMore?: () => void;
  readonly isPending?: boolean;
  readonly isLoadingMore?: boolean;
  readonly isStale?: boolean;
  readonly problem?: ConsoleProblem | undefined;
  readonly onRetry?: () => void;
  /** How many there are in all, where that is known. */
  readonly total?: number | undefined;
  /** In place of an empty list. */
  readonly emptyState?: ReactNode;
  /** Pixels of a row; one line unless given. */
  readonly rowHeight?: number;
  /** `fill`: as high as its place, scrolling within; `grow`: as high as its rows, for short lists. */
  readonly height?: 'fill' | 'grow';
}

/** Rows drawn beyond the edges. */
const overscan = 12;
/** Rows before the end at which the next page is fetched. */
const ahead = 30;

/** Shows it. */
export function DataTable<Item>(props: DataTableProps<Item>) {
  const { rows, problem, isPending = false, emptyState, onRetry } = props;
  if (problem && rows.length === 0) return <Problem of={problem} {...(onRetry ? { onRetry } : {})} />;
  if (!isPending && rows.length === 0 && emptyState !== undefined)
    return <div className={css['empty']}>{emptyState}</div>;
  return (
    <>
      {problem && <Problem of={problem} {...(onRetry ? { onRetry } : {})} />}
      <Rows {...props} />
    </>
  );
}

function Rows<Item>(props: DataTableProps<Item>) {
  const { label, columns, rows, next = null, loadMore, isPending = false, isStale = false } = props;
  const { rowHeight = 38, height = 'fill', total } = props;
  const scroll = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    overscan,
    enabled: height === 'fill',
  });
  const items =
    height === 'fill'
      ? virtual.getVirtualItems().map(({ index, start, end }) => ({ index, start, end }))
      : rows.map((_, index) => ({ index, start: 0, end: 0 }));
  const above = height === 'fill' ? (items[0]?.start ?? 0) : 0;
  const below = height === 'fill' ? virtual.getTotalSize() - (items.at(-1)?.end ?? 0) : 0;
  const lastIndex = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (next !== null && height === 'fill' && lastIndex >= rows.length - ahead) loadMore?.();
  }, [next, height, lastIndex, rows.length, loadMore]);
  return (
    <div className={css['frame']} data-height={height} data-stale={isStale || undefined}>
      <div className={css['scroll']} ref={scroll} tabIndex={-1}>
        <table
          className={css['table']}
          aria-label={label}
          aria-rowcount={(total ?? (next === null ? rows.length : -1)) + (total === undefined && next !== null ? 0 : 1)}
          aria-busy={isPending}
        >
          <thead>
            <tr aria-rowindex={1}>
              {columns.map((column) => (
                <Head key={column.key} column={column} {...props} />
              ))}
            </tr>
          </thead>
          <tbody onKeyDown={moveByArrows}>
            {above > 0 && <tr aria-hidden className={css['gap']} style={{ height: above }} />}
            {isPending && rows.length === 0 && <Placeholders columns={columns} rowHeight={rowHeight} />}
            {items.map(({ index }) => {
              const item = rows[index];
              return item === undefined ? null : (
                <Row key={props.getId(item)} item={item} index={index} rowHeight={rowHeight} {...props} />
              );
            })}
            {below > 0 && <tr aria-hidden className={css['gap']} style={{ height: below }} />}
          </tbody>
        </table>
      </div>
      <Foot {...props} />
    </div>
  );
}

function Head<Item>({ column, sort, onSort }: DataTableProps<Item> & { readonly column: Column<Item> }) {
  const { title, width, sortKey, align, hideBelow } = column;
  const isSorted = sortKey !== undefined && sort?.by === sortKey;
  const direction = isSorted ? sort.direction : 'none';
  return (
    <th
      scope="col"
      style={width === undefined ? undefined : { width }}
      data-align={align}
      data-hide={hideBelow}
      {...(sortKey === undefined ? {} : { 'aria-sort': direction })}
    >
      {sortKey === undefined || onSort === undefined ? (
        title
      ) : (
        <button
          type="button"
          className={css['sort']}
          onClick={() => onSort({ by: sortKey, direction: direction === 'ascending' ? 'descending' : 'ascending' })}
        >
          {title}
          {direction === 'ascending' && <IconArrowUp size={13} aria-hidden />}
          {direction === 'descending' && <IconArrowDown size={13} aria-hidden />}
        </button>
      )}
    </th>
  );
}

function Row<Item>({
  item,
  index,
  rowHeight,
  ...props
}: DataTableProps<Item> & { readonly item: Item; readonly index: number; readonly rowHeight: number }) {
  const { columns, hrefOf, onOpen, openId, getId } = props;
  const opens = hrefOf !== undefined || onOpen !== undefined;
  // The whole row is a target for a mouse; for everything else, the link or the button in its first cell is.
  const click = (event: MouseEvent<HTMLTableRowElement>) => {
    const target = event.target as HTMLElement;
    if (target.closest('a, button, input, label, [role=menuitem]') || getSelection()?.toString()) return;
    event.currentTarget.querySelector<HTMLElement>('[data-row-target]')?.click();
  };
  return (
    <tr
      aria-rowindex={index + 2}
      data-opens={opens || undefined}
      data-open={openId !== undefined && openId === getId(item) ? true : undefined}
      style={{ height: rowHeight }}
      onClick={opens ? click : undefined}
    >
      {columns.map(({ key, render, align, hideBelow }, place) => (
        <td key={key} data-align={align} data-hide={hideBelow}>
          {place === 0 ? <Target item={item} hrefOf={hrefOf} onOpen={onOpen} content={render(item)} /> : render(item)}
        </td>
      ))}
    </tr>
  );
}

function Target<Item>({
  item,
  hrefOf,
  onOpen,
  content,
}: {
  readonly item: Item;
  readonly hrefOf: ((item: Item) => string) | undefined;
  readonly onOpen: ((item: Item) => void) | undefined;
  readonly content: ReactNode;
}) {
  if (hrefOf) {
    return (
      <Link href={hrefOf(item)} className={css['target'] ?? ''} data-row-target>
        {content}
      </Link>
    );
  }
  if (!onOpen) return content;
  return (
    <button type="button" className={css['target']} data-row-target onClick={() => onOpen(item)}>
      {content}
    </button>
  );
}

function Placeholders<Item>({
  columns,
  rowHeight,
}: {
  readonly columns: readonly Column<Item>[];
  readonly rowHeight: number;
}) {
  return [72, 56, 64, 48, 68, 52].map((width) => (
    <tr key={width} style={{ height: rowHeight }}>
      {columns.map(({ key, hideBelow }) => (
        <td key={key} data-hide={hideBelow}>
          <Skeleton height={10} width={`${width}%`} radius="sm" />
        </td>
      ))}
    </tr>
  ));
}

function Foot<Item>({
  rows,
  next = null,
  loadMore,
  isLoadingMore = false,
  isPending = false,
  total,
  height = 'fill',
}: DataTableProps<Item>) {
  if (isPending || (height === 'grow' && next === null)) return null;
  const count = rows.length.toLocaleString('en');
  const all = total === undefined ? undefined : total.toLocaleString('en');
  const words = all !== undefined ? `${count} of ${all}` : next === null ? `${count} in all` : `${count} so far`;
  return (
    <div className={css['foot']} role="status">
      <span>{isLoadingMore ? 'Loading more ...' : words}</span>
      {next !== null && loadMore && (
        <button type="button" className={css['more']} onClick={loadMore} disabled={isLoadingMore}>
          Load more
        </button>
      )}
    </div>
  );
}

function moveByArrows(event: KeyboardEvent<HTMLTableSectionElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const target = event.target as HTMLElement;
  if (!target.matches('[data-row-target]')) return;
  const row = target.closest('tr');
  const next = event.key === 'ArrowDown' ? row?.nextElementSibling : row?.previousElementSibling;
  const to = next?.querySelector<HTMLElement>('[data-row-target]');
  if (!to) return;
  event.preventDefault();
  to.focus();
}
