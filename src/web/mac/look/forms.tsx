/** Groups of rows as in System Settings, sidebars, and states in words. */
import type { ComponentChildren } from 'preact';
import { ChevronIcon } from './icons.tsx';

interface GroupProps {
  readonly title?: string;
  readonly note?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** Rows that belong together; `note` stands below in small print. */
export function Group({ title, note, children }: GroupProps) {
  return (
    <section class="mac-group">
      {title !== undefined && <h3>{title}</h3>}
      <ul class="mac-rows">{children}</ul>
      {note !== undefined && <p class="note">{note}</p>}
    </section>
  );
}

interface RowProps {
  readonly label: ComponentChildren;
  /** Small print below the label. */
  readonly about?: ComponentChildren;
  readonly icon?: ComponentChildren;
  /** At the right: a value, a switch, buttons. */
  readonly children?: ComponentChildren;
  /** The whole row leads somewhere. */
  readonly onOpen?: (() => void) | undefined;
}

/** A row of a group. */
export function Row({ label, about, icon, children, onOpen }: RowProps) {
  const inside = (
    <>
      <span class="label">
        {icon}
        <span class="words">
          <span class="name">{label}</span>
          {about !== undefined && <span class="about">{about}</span>}
        </span>
      </span>
      {(children !== undefined || onOpen) && (
        <span class="value">
          {typeof children === 'string' ? <span>{children}</span> : children}
          {onOpen && (
            <span class="more">
              <ChevronIcon size={12} />
            </span>
          )}
        </span>
      )}
    </>
  );
  if (!onOpen) return <li class="mac-row">{inside}</li>;
  return (
    <li class="mac-row">
      <button type="button" class="mac-row" onClick={() => onOpen()}>
        {inside}
      </button>
    </li>
  );
}

interface StateLineProps {
  readonly tone: 'good' | 'warn' | 'bad' | 'none';
  readonly children: ComponentChildren;
}

/** A state: words with a dot, never the dot alone. */
export function StateLine({ tone, children }: StateLineProps) {
  return <span class={`mac-state ${tone}`}>{children}</span>;
}

/** Why something did not work. Said aloud when it appears. */
export function Problem({ children }: { readonly children: string | undefined }) {
  return <div role="alert">{children !== undefined && <p class="mac-problem">{children}</p>}</div>;
}

/** An entry of a sidebar; `gap` leaves room above it. */
export interface SidebarEntry {
  readonly id: string;
  readonly words: string;
  readonly icon: ComponentChildren;
  readonly hasGap?: boolean;
}

interface SidebarProps {
  readonly label: string;
  readonly entries: readonly SidebarEntry[];
  readonly current: string;
  readonly onOpen: (id: string) => void;
}

/** The list at the left of a window. */
export function Sidebar({ label, entries, current, onOpen }: SidebarProps) {
  return (
    <nav aria-label={label}>
      <ul class="mac-side">
        {entries.map(({ id, words, icon, hasGap }) => (
          <li key={id} class={hasGap === true ? 'with-gap' : undefined}>
            <button type="button" aria-current={id === current ? 'page' : undefined} onClick={() => onOpen(id)}>
              {icon}
              <span>{words}</span>
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}
