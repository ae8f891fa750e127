/** Some of a few values, each with what it means. */
import { Checkbox } from '@mantine/core';
import { type ControlProps, listOf } from './control-props.ts';
import { SinceChip } from '../editor/since-chip.tsx';
import css from './choice.module.css';

/** Shows it. */
export function ChoicesControl({ planKey, value, onChange, isDisabled, labelledBy, describedBy, id }: ControlProps) {
  const chosen = listOf(value);
  const names = Object.keys(planKey.values ?? {});
  // In the order of the words; what nobody knows stays at the end.
  const change = (name: string, isChosen: boolean) => {
    const next = isChosen ? [...chosen, name] : chosen.filter((one) => one !== name);
    const ordered = [...names.filter((one) => next.includes(one)), ...next.filter((one) => !names.includes(one))];
    onChange(ordered.length === 0 && planKey.member === 'accounts.newUserAuthenticationMethods' ? undefined : ordered);
  };
  return (
    <div role="group" id={id} tabIndex={-1} aria-labelledby={labelledBy} aria-describedby={describedBy}>
      <div className={css['grid']}>
        {Object.entries(planKey.values ?? {}).map(([name, words]) => (
          <Checkbox
            key={name}
            checked={chosen.includes(name)}
            disabled={isDisabled}
            onChange={({ currentTarget }) => change(name, currentTarget.checked)}
            label={
              <span className={css['words']}>
                <span className={css['title']}>
                  {words.title} <SinceChip since={words.since} />
                </span>
                <span className={css['text']}>{words.text}</span>
              </span>
            }
          />
        ))}
      </div>
    </div>
  );
}
