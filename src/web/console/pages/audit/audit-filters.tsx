/** What the list of events is narrowed by. */
import { Button, CloseButton, Popover, Select, TextInput } from '@mantine/core';
import { IconAdjustmentsHorizontal } from '@tabler/icons-react';
import { type FormEvent, useEffect, useState } from 'react';
import { type AuditAsked, periods } from './audit-query.ts';
import css from './audit.module.css';
import { families } from './event-words.ts';

/** Shows the controls. */
export function AuditFilters({
  asked,
  onAsk,
}: {
  readonly asked: AuditAsked;
  readonly onAsk: (next: AuditAsked) => void;
}) {
  const set = (name: keyof AuditAsked) => (value: string | null) => onAsk({ ...asked, [name]: value ?? '' });
  const isFamily = families.some(({ value }) => value === asked.type);
  return (
    <>
      <Select
        aria-label="Kind of event"
        placeholder="Every kind"
        data={
          asked.type !== undefined && !isFamily
            ? [{ value: asked.type, label: asked.type }, ...families]
            : [...families]
        }
        value={asked.type ?? null}
        onChange={set('type')}
        searchable
        clearable
        w={170}
      />
      <Select
        aria-label="Outcome"
        placeholder="Every outcome"
        data={[
          { value: 'allowed', label: 'Allowed' },
          { value: 'refused', label: 'Refused' },
          { value: 'changed', label: 'Changed' },
        ]}
        value={asked.outcome ?? null}
        onChange={set('outcome')}
        clearable
        w={140}
      />
      <Select
        aria-label="Time"
        placeholder="Any time"
        data={periods.map(({ value, label }) => ({ value, label }))}
        value={asked.period ?? null}
        onChange={(period) => onAsk({ ...asked, period: period ?? '', since: '', until: '' })}
        clearable
        w={140}
      />
      <MoreFilters asked={asked} onAsk={onAsk} />
      <Chosen asked={asked} onAsk={onAsk} />
    </>
  );
}

/** Filters that take typing. */
function MoreFilters({ asked, onAsk }: { readonly asked: AuditAsked; readonly onAsk: (next: AuditAsked) => void }) {
  const [isOpen, setOpen] = useState(false);
  const [draft, setDraft] = useState(asked);
  useEffect(() => setDraft(asked), [asked]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const isBetween = Boolean(draft.since ?? draft.until);
    onAsk({ ...draft, ...(isBetween ? { period: '' } : {}) });
    setOpen(false);
  };
  const field = (name: 'user' | 'device' | 'since' | 'until', label: string, placeholder: string, type = 'text') => (
    <TextInput
      label={label}
      placeholder={placeholder}
      type={type}
      maxLength={320}
      value={draft[name] ?? ''}
      onChange={({ currentTarget: { value } }) => setDraft({ ...draft, [name]: value })}
    />
  );
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-start" shadow="md" trapFocus returnFocus width={280}>
      <Popover.Target>
        <Button
          leftSection={<IconAdjustmentsHorizontal size={15} aria-hidden />}
          onClick={() => setOpen(!isOpen)}
          aria-expanded={isOpen}
        >
          More
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="More filters">
        <form onSubmit={submit} className={css['more']}>
          {field('user', 'Person', 'Name, address or id')}
          {field('device', 'Mac', 'Serial number or id')}
          {field('since', 'From', '', 'date')}
          {field('until', 'Up to and including', '', 'date')}
          <Button type="submit" variant="filled">
            Show
          </Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}

const chips = [
  ['user', 'Person'],
  ['device', 'Mac'],
  ['since', 'From'],
  ['until', 'Up to'],
] as const;

/** What was typed stands beside the controls, each with a button that takes it away. */
function Chosen({ asked, onAsk }: { readonly asked: AuditAsked; readonly onAsk: (next: AuditAsked) => void }) {
  return chips.map(([name, title]) => {
    const value = asked[name];
    if (value === undefined) return null;
    return (
      <span key={name} className={css['chip']}>
        <span className={css['chip-words']}>
          {title}: {value}
        </span>
        <CloseButton size="xs" aria-label={`${title}: any`} onClick={() => onAsk({ ...asked, [name]: '' })} />
      </span>
    );
  });
}
