/** A property list for people: dictionaries as facts, lists of dictionaries as tables, data by its size. */
import { Table } from '@mantine/core';
import type { ReactNode } from 'react';
import type { PlistDictionary, PlistValue } from '#protocol/encoding/plist/plist.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { parseDictionary } from '#protocol/mdm/message.ts';
import { Facts } from '../../../parts/facts.tsx';
import css from './commands.module.css';

/** What every answer has beside the keys of its command. */
const envelope: ReadonlySet<string> = new Set([
  'CommandUUID',
  'Status',
  'UDID',
  'RequestType',
  'EnrollmentID',
  'EnrollmentUserID',
]);

/** The keys of an answer; undefined when it cannot be read. */
export function readAnswer(plist: string): PlistDictionary | undefined {
  try {
    const whole = parseDictionary(utf8(plist));
    return Object.fromEntries(Object.entries(whole).filter(([key]) => !envelope.has(key)));
  } catch {
    return undefined;
  }
}

/** Shows it. */
export function AnswerView({ of }: { readonly of: PlistDictionary }) {
  const entries = Object.entries(of);
  if (entries.length === 0) return <p className={css['nothing']}>The Mac carried it out, and had nothing to tell.</p>;
  const simple = entries.filter(([, value]) => !isNested(value));
  const nested = entries.filter(([, value]) => isNested(value));
  return (
    <div className={css['answer-view']}>
      {simple.length > 0 && <Facts rows={simple.map(([key, value]) => [key, textOf(value)])} />}
      {nested.map(([key, value]) => (
        <div key={key} className={css['nested']}>
          <h4>{key}</h4>
          <Nested of={value} />
        </div>
      ))}
    </div>
  );
}

function Nested({ of }: { readonly of: PlistValue }): ReactNode {
  if (isDictionary(of)) return <AnswerView of={of} />;
  if (!Array.isArray(of)) return textOf(of);
  const items = of as readonly PlistValue[];
  if (items.length === 0) return <p className={css['nothing']}>None</p>;
  if (items.every((item) => isDictionary(item))) return <Rows of={items} />;
  return (
    <ul className={css['plain']}>
      {items.map((item) => (
        <li key={textOf(item)}>{textOf(item)}</li>
      ))}
    </ul>
  );
}

const mostColumns = 5;

function Rows({ of }: { readonly of: readonly PlistDictionary[] }) {
  const names = [...new Set(of.flatMap((row) => Object.keys(row).filter((key) => !isNested(row[key] ?? ''))))];
  const columns = names.toSorted((one, other) => filled(of, other) - filled(of, one)).slice(0, mostColumns);
  return (
    <div className={css['table']} tabIndex={0} role="region" aria-label={`${of.length} rows`}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            {columns.map((name) => (
              <Table.Th key={name}>{name}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {of.map((row, place) => (
            // oxlint-disable-next-line react/no-array-index-key -- rows of an answer have no names, and stay in their places
            <Table.Tr key={place}>
              {columns.map((name) => (
                <Table.Td key={name}>{row[name] === undefined ? '–' : textOf(row[name])}</Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function filled(rows: readonly PlistDictionary[], name: string): number {
  return rows.filter((row) => row[name] !== undefined).length;
}

function isNested(value: PlistValue): boolean {
  return Array.isArray(value) || isDictionary(value);
}

function isDictionary(value: PlistValue): value is PlistDictionary {
  return (
    typeof value === 'object' && !Array.isArray(value) && !(value instanceof Uint8Array) && !(value instanceof Date)
  );
}

function textOf(value: PlistValue): string {
  if (value === true) return 'Yes';
  if (value === false) return 'No';
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (Array.isArray(value)) return `${value.length} items`;
  return typeof value === 'object' ? `${Object.keys(value).length} keys` : String(value);
}
