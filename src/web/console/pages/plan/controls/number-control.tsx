/** A whole number. */
import { NumberInput } from '@mantine/core';
import { ariaOf, type ControlProps } from './control-props.ts';

/** Shows it. */
export function NumberControl(props: ControlProps) {
  return (
    <NumberInput
      {...ariaOf(props)}
      error={props.isWrong}
      value={typeof props.value === 'number' ? props.value : ''}
      min={0}
      allowDecimal={false}
      allowNegative={false}
      onChange={(next) => props.onChange(typeof next === 'number' ? next : undefined)}
    />
  );
}
