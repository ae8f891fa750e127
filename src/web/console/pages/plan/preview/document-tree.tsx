/** A property list or JSON as a tree that can be folded. */
import type { PlanDocument } from '#api/plan-previews.ts';
import { isPlistDictionary, parsePlist, type PlistValue } from '#protocol/encoding/plist/plist.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import css from './preview.module.css';

/** Shows it. */
export function DocumentTree({ document }: { readonly document: PlanDocument }) {
  const value =
    document.format === 'json' ? (JSON.parse(document.text) as PlistValue) : parsePlist(utf8(document.text));
  return (
    <div className={css['tree']}>
      <Members value={value} />
    </div>
  );
}

function Members({ value }: { readonly value: PlistValue }) {
  const members: readonly (readonly [string, PlistValue])[] = Array.isArray(value)
    ? value.map((item: PlistValue, index) => [String(index + 1), item] as const)
    : isPlistDictionary(value)
      ? Object.entries(value)
      : [];
  return (
    <ul>
      {members.map(([name, member]) => (
        <li key={name}>
          <Member name={name} value={member} />
        </li>
      ))}
    </ul>
  );
}

function Member({ name, value }: { readonly name: string; readonly value: PlistValue }) {
  const size = Array.isArray(value) ? value.length : isPlistDictionary(value) ? Object.keys(value).length : 0;
  if (size === 0) {
    return (
      <>
        <span className={css['key']}>{name}</span> <span className={css['leaf']}>{leafWords(value)}</span>
      </>
    );
  }
  return (
    <details open>
      <summary>
        <span className={css['key']}>{name}</span>{' '}
        <span className={css['kind']}>{Array.isArray(value) ? `${size} items` : `${size} keys`}</span>
      </summary>
      <Members value={value} />
    </details>
  );
}

function leafWords(value: PlistValue): string {
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return 'no items';
  return typeof value === 'object' ? 'no keys' : String(value);
}
