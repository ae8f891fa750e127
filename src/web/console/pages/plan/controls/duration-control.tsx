/** A length of time, in the unit that people think in; the plan has seconds. */
import { NumberInput, Select } from '@mantine/core';
import { useState } from 'react';
import { ariaOf, type ControlProps } from './control-props.ts';
import css from './duration.module.css';

const units = [
  { name: 'days', seconds: 86_400 },
  { name: 'hours', seconds: 3600 },
  { name: 'minutes', seconds: 60 },
  { name: 'seconds', seconds: 1 },
] as const;

type Unit = (typeof units)[number];

function unitOf(value: number | undefined): Unit {
  const whole = units.find(({ seconds }) => value !== undefined && value > 0 && value % seconds === 0);
  return whole ?? (value === undefined ? units[1] : units[3]);
}

/** Shows it. */
export function DurationControl(props: ControlProps) {
  const { value, onChange, isDisabled } = props;
  const seconds = typeof value === 'number' ? value : undefined;
  const [unit, setUnit] = useState<Unit>(unitOf(seconds));
  // Another value from elsewhere, such as a merge, may not fit the unit.
  const shown = seconds !== undefined && seconds % unit.seconds !== 0 ? unitOf(seconds) : unit;
  const changeUnit = (name: string | null) => {
    const next = units.find((one) => one.name === name) ?? shown;
    setUnit(next);
    if (seconds !== undefined) onChange((seconds / shown.seconds) * next.seconds);
  };
  return (
    <div className={css['duration']}>
      <NumberInput
        {...ariaOf(props)}
        error={props.isWrong}
        className={css['number'] ?? ''}
        value={seconds === undefined ? '' : seconds / shown.seconds}
        min={0}
        allowDecimal={false}
        allowNegative={false}
        placeholder="not set"
        onChange={(next) => onChange(typeof next === 'number' ? next * shown.seconds : undefined)}
      />
      <Select
        aria-label="Unit"
        className={css['unit'] ?? ''}
        disabled={isDisabled}
        data={units.map(({ name }) => name)}
        value={shown.name}
        onChange={changeUnit}
      />
    </div>
  );
}
