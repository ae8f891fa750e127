/** A part of the plan that is there or not; its keys are below it. */
import { Switch } from '@mantine/core';
import { newPart } from '../draft/new-part.ts';
import { ariaOf, type ControlProps } from './control-props.ts';

/** Shows it. */
export function PartControl(props: ControlProps) {
  const { planKey, value, onChange } = props;
  const isThere = value !== undefined;
  return (
    <Switch
      {...ariaOf(props)}
      checked={isThere}
      label={isThere ? 'In the plan' : 'Not in the plan'}
      onChange={({ currentTarget }) => onChange(currentTarget.checked ? newPart(planKey.member) : undefined)}
    />
  );
}
