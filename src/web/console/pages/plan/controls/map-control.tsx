/** Pairs of a right of macOS and a group. */
import { ActionIcon, Button, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { isPlanObject, isSame } from '../draft/plan-object.ts';
import type { ControlProps } from './control-props.ts';
import css from './rows.module.css';

type Pair = readonly [right: string, group: string];

function pairsOf(value: unknown): Pair[] {
  return isPlanObject(value) ? Object.entries(value).map(([right, group]) => [right, String(group)]) : [];
}

/** Shows it. Rows that are not finished are kept here until both sides are there. */
export function MapControl({ value, onChange, isDisabled, labelledBy, describedBy, id }: ControlProps) {
  const [pairs, setPairs] = useState<readonly Pair[]>(() => pairsOf(value));
  const objectOf = (rows: readonly Pair[]) => Object.fromEntries(rows.filter(([right, group]) => right && group));
  useEffect(() => {
    setPairs((before) => (isSame(objectOf(before), value ?? {}) ? before : pairsOf(value)));
  }, [value]);
  const change = (next: readonly Pair[]) => {
    setPairs(next);
    onChange(objectOf(next));
  };
  const replace = (index: number, pair: Pair) => change(pairs.map((one, place) => (place === index ? pair : one)));
  return (
    <div
      role="group"
      id={id}
      tabIndex={-1}
      aria-labelledby={labelledBy}
      aria-describedby={describedBy}
      className={css['rows']}
    >
      {pairs.map(([right, group], index) => (
        // Rows have no other identity than their place.
        <div key={index} className={css['row']}>
          <TextInput
            aria-label={`Right ${index + 1}`}
            placeholder="system.preferences.network"
            value={right}
            disabled={isDisabled}
            onChange={({ currentTarget }) => replace(index, [currentTarget.value, group])}
          />
          <TextInput
            aria-label={`Group ${index + 1}`}
            placeholder="Group"
            value={group}
            disabled={isDisabled}
            onChange={({ currentTarget }) => replace(index, [right, currentTarget.value])}
          />
          <ActionIcon
            aria-label={`Remove row ${index + 1}`}
            disabled={isDisabled}
            onClick={() => change(pairs.filter((_, place) => place !== index))}
          >
            <IconTrash size={15} aria-hidden />
          </ActionIcon>
        </div>
      ))}
      <Button
        className={css['add'] ?? ''}
        size="compact-xs"
        variant="subtle"
        leftSection={<IconPlus size={14} aria-hidden />}
        disabled={isDisabled}
        onClick={() => setPairs([...pairs, ['', '']])}
      >
        Add a right
      </Button>
    </div>
  );
}
