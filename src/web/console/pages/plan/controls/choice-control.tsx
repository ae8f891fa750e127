/** One of a few values, each with what it means. */
import { Radio } from '@mantine/core';
import { ariaOf, type ControlProps } from './control-props.ts';
import { SinceChip } from '../editor/since-chip.tsx';
import css from './choice.module.css';

/** Shows it. A key that may be left out has a first choice for that. */
export function ChoiceControl(props: ControlProps) {
  const { planKey, value, onChange, isDisabled } = props;
  const { disabled: _, id, ...aria } = ariaOf(props);
  const chosen = typeof value === 'string' ? value : '';
  return (
    <Radio.Group {...aria} id={id} value={chosen} onChange={(next) => onChange(next === '' ? undefined : next)}>
      <div className={css['choices']}>
        {planKey.absent !== undefined && (
          <Radio
            value=""
            disabled={isDisabled}
            label={
              <span className={css['words']}>
                <span className={css['title']}>Not set</span>
                <span className={css['text']}>{planKey.absent}</span>
              </span>
            }
          />
        )}
        {Object.entries(planKey.values ?? {}).map(([name, words]) => (
          <Radio
            key={name}
            value={name}
            disabled={isDisabled}
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
    </Radio.Group>
  );
}
