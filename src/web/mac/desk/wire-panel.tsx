/** "On the wire": each message of the Mac as it goes, what was checked, and what is in it. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { WireMessage } from '#api/desk/view.ts';
import type { DeskClient, DeskState } from '../desk-client.ts';
import { BadIcon, GoodIcon } from './desk-icons.tsx';
import { WireDetails } from './wire-details.tsx';

interface Props {
  readonly state: DeskState;
  readonly client: DeskClient;
  readonly now: () => number;
}

/** Draws it. */
export function WirePanel({ state, client }: Props) {
  const [filter, setFilter] = useState('');
  const [opened, setOpened] = useState<number | undefined>(undefined);
  const shown = state.wire.filter((message) => fits(message, filter));
  const open = state.wire.find(({ id }) => id === opened);
  return (
    <div class="desk-panel desk-wire">
      <div class="desk-row desk-wire-top">
        <input
          type="search"
          class="desk-search"
          aria-label="Filter messages"
          placeholder="Filter by purpose, path, status"
          value={filter}
          onInput={({ currentTarget }) => setFilter(currentTarget.value)}
        />
        <button type="button" class="desk-button desk-small" onClick={() => client.clearWire()}>
          Clear
        </button>
      </div>
      <WireList messages={shown} opened={opened} onOpen={setOpened} isFiltered={filter !== ''} />
      {open && <WireDetails key={open.id} message={open} client={client} onClose={() => setOpened(undefined)} />}
    </div>
  );
}

interface ListProps {
  readonly messages: readonly WireMessage[];
  readonly opened: number | undefined;
  readonly onOpen: (id: number) => void;
  readonly isFiltered: boolean;
}

function WireList({ messages, opened, onOpen, isFiltered }: ListProps) {
  const list = useRef<HTMLOListElement>(null);
  const follows = useRef(true);
  const count = messages.length;
  useEffect(() => {
    const element = list.current;
    if (element && follows.current) element.scrollTop = element.scrollHeight;
  }, [count]);
  if (count === 0) {
    return (
      <p class="desk-faint desk-wire-none">
        {isFiltered ? 'No message fits.' : 'Nothing went over the wire yet. What the Mac sends shows here as it goes.'}
      </p>
    );
  }
  return (
    <ol
      class="desk-messages"
      ref={list}
      aria-label="Messages"
      onScroll={({ currentTarget }) => {
        const { scrollTop, scrollHeight, clientHeight } = currentTarget;
        follows.current = scrollHeight - scrollTop - clientHeight < 24;
      }}
      onKeyDown={moveFocus}
    >
      {messages.map((message) => (
        <li key={message.id}>
          <button
            type="button"
            class={`desk-message desk-message-${toneOf(message)}`}
            aria-expanded={message.id === opened}
            onClick={() => onOpen(message.id)}
          >
            <span class="desk-message-first">
              <span class="desk-mark">{markOf(message)}</span>
              <span class="desk-purpose">{message.purpose}</span>
              <span class="desk-status">{statusOf(message)}</span>
            </span>
            <span class="desk-message-second">
              <span class="desk-method">{message.method}</span>
              <span class="desk-path">{pathOf(message.url)}</span>
              <span>{checksOf(message)}</span>
            </span>
            {message.about !== '' && <span class="desk-about">{message.about}</span>}
          </button>
        </li>
      ))}
    </ol>
  );
}

/** Arrows go from message to message. */
function moveFocus(event: KeyboardEvent): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const button = (event.target as Element).closest('button');
  if (step === undefined || !button) return;
  const all = [...(button.closest('ol')?.querySelectorAll('button') ?? [])];
  all[all.indexOf(button) + step]?.focus();
  event.preventDefault();
}

function fits({ purpose, about, url, method, status }: WireMessage, filter: string): boolean {
  const text = `${purpose} ${about} ${method} ${url} ${status ?? ''}`.toLowerCase();
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** How a message went: `under-way`, `good`, `refused` (the other side said no), `bad` (a check failed, or no answer). */
export function toneOf({ isUnderWay, error, status, checks }: WireMessage): 'under-way' | 'good' | 'refused' | 'bad' {
  if (isUnderWay) return 'under-way';
  if (checks.some(({ holds }) => !holds) || error !== undefined || status === undefined) return 'bad';
  return status >= 400 ? 'refused' : 'good';
}

function markOf(message: WireMessage) {
  const tone = toneOf(message);
  if (tone === 'under-way') return <span class="desk-spinner" role="img" aria-label="under way" />;
  return tone === 'good' ? <GoodIcon /> : <BadIcon />;
}

/** The status in words. */
export function statusOf({ isUnderWay, status, error }: WireMessage): string {
  if (status !== undefined) return String(status);
  return isUnderWay ? '…' : error === undefined ? 'no answer' : 'failed';
}

function pathOf(url: string): string {
  const { pathname, host } = new URL(url);
  return pathname === '/' ? host : pathname;
}

function checksOf({ checks }: WireMessage): string {
  if (checks.length === 0) return '';
  const failed = checks.filter(({ holds }) => !holds).length;
  return failed === 0 ? `${checks.length} checked` : `${failed} of ${checks.length} failed`;
}
