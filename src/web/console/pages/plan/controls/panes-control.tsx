/** Panes of Setup Assistant: those that are ticked are left out. */
import { Checkbox } from '@mantine/core';
import { skipSetupItems } from '#protocol/ade/skip-setup-items.ts';
import { type ControlProps, listOf } from './control-props.ts';
import { SinceChip } from '../editor/since-chip.tsx';
import css from './panes.module.css';

const panes = Object.entries(skipSetupItems).map(([name, { since, until }]) => ({
  name,
  since: since[0] > 13 ? since.join('.').replace(/\.0$/, '') : undefined,
  until: until?.join('.').replace(/\.0$/, ''),
}));

/** Shows it. Names that are known to nobody, such as a typing error in JSON, can be taken out. */
export function PanesControl({ value, onChange, isDisabled, labelledBy, describedBy, id }: ControlProps) {
  const chosen = listOf(value);
  const strange = chosen.filter((name) => !Object.hasOwn(skipSetupItems, name)).map((name) => ({ name }));
  const all: readonly {
    readonly name: string;
    readonly since?: string | undefined;
    readonly until?: string | undefined;
  }[] = [...panes, ...strange];
  const change = (name: string, isChosen: boolean) =>
    onChange(isChosen ? [...chosen, name] : chosen.filter((one) => one !== name));
  return (
    <div
      role="group"
      id={id}
      tabIndex={-1}
      aria-labelledby={labelledBy}
      aria-describedby={describedBy}
      className={css['panes']}
    >
      {all.map(({ name, since, until }) => (
        <Checkbox
          key={name}
          checked={chosen.includes(name)}
          disabled={isDisabled}
          onChange={({ currentTarget }) => change(name, currentTarget.checked)}
          label={
            <span className={css['label']}>
              {name} <SinceChip since={since} />
              {until !== undefined && <span className={css['until']}>until {until}</span>}
            </span>
          }
        />
      ))}
    </div>
  );
}
