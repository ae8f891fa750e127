/** Six digits with which a Mac is opened again: typed, or made here. */
import { Button, TextInput } from '@mantine/core';
import { randomDigits } from '../../../surroundings.ts';
import css from './actions.module.css';

/** Whether a PIN is one that Macs take: six digits. */
export function isPin(text: string): boolean {
  return /^\d{6}$/.test(text);
}

/** Shows it. */
export function PinField({
  value,
  onChange,
  description,
  isWrong,
}: {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly description: string;
  /** Whether it was tried as it is, and will not do. */
  readonly isWrong: boolean;
}) {
  return (
    <div className={css['pin']}>
      <TextInput
        label="PIN"
        description={description}
        inputMode="numeric"
        autoComplete="off"
        maxLength={6}
        value={value}
        onChange={({ currentTarget }) => onChange(currentTarget.value.replaceAll(/\D/g, ''))}
        error={isWrong ? 'Six digits' : undefined}
      />
      <Button onClick={() => onChange(randomDigits(6))}>Make one</Button>
    </div>
  );
}
