/** Facts of a thing, as a list of names and values (HTML, the `dl` element). */
import type { ReactNode } from 'react';
import css from './facts.module.css';

/** A name with its value; a value that is missing is left out. */
export type FactRow = readonly [name: string, value: ReactNode];

/** Shows them. */
export function Facts({ rows }: { readonly rows: readonly FactRow[] }) {
  const present = rows.filter(([, value]) => value !== undefined && value !== null && value !== '');
  return (
    <dl className={css['facts']}>
      {present.map(([name, value]) => (
        <div key={name} className={css['row']}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
