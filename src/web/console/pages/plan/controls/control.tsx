/** The control that fits the kind of a key. */
import { Switch, TextInput } from '@mantine/core';
import { isRequiredInPlan } from '#api/plan-words/plan-words.ts';
import { ariaOf, type ControlProps, textOf } from './control-props.ts';
import { ChoiceControl } from './choice-control.tsx';
import { ChoicesControl } from './choices-control.tsx';
import { DomainsControl } from './domains-control.tsx';
import { DurationControl } from './duration-control.tsx';
import { GroupsControl, ListControl } from './list-control.tsx';
import { JsonControl } from './json-control.tsx';
import { MapControl } from './map-control.tsx';
import { NumberControl } from './number-control.tsx';
import { PanesControl } from './panes-control.tsx';
import { PartControl } from './part-control.tsx';

/** Shows it. */
export function Control(props: ControlProps) {
  const Chosen = controls[props.planKey.kind];
  return <Chosen {...props} />;
}

const controls = {
  text: TextControl,
  version: TextControl,
  switch: SwitchControl,
  choice: ChoiceControl,
  choices: ChoicesControl,
  list: ListControl,
  groups: GroupsControl,
  map: MapControl,
  duration: DurationControl,
  number: NumberControl,
  json: JsonControl,
  panes: PanesControl,
  domains: DomainsControl,
  part: PartControl,
} as const satisfies Readonly<Record<ControlProps['planKey']['kind'], unknown>>;

function TextControl(props: ControlProps) {
  const { planKey, value, onChange } = props;
  // What may be left out is left out where nothing is typed.
  const change = (text: string) => onChange(text === '' && !isRequiredInPlan(planKey.member) ? undefined : text);
  return (
    <TextInput
      {...ariaOf(props)}
      error={props.isWrong}
      value={textOf(value)}
      placeholder={planKey.kind === 'version' ? 'such as 26.1' : ''}
      spellCheck={false}
      autoComplete="off"
      onChange={({ currentTarget }) => change(currentTarget.value)}
    />
  );
}

function SwitchControl(props: ControlProps) {
  return (
    <Switch
      {...ariaOf(props)}
      checked={props.value === true}
      label={props.value === true ? 'On' : 'Off'}
      onChange={({ currentTarget }) => props.onChange(currentTarget.checked)}
    />
  );
}
