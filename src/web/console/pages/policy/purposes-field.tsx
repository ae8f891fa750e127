/** What a rule is for. */
import { Checkbox, SegmentedControl } from '@mantine/core';
import { purposes as every } from '#api/policy.ts';
import type { DraftRule } from './policy-edit.ts';
import { purposeWords } from './policy-words.ts';
import css from './rules.module.css';

/** Shows it. */
export function PurposesField({
  purposes,
  onChange,
}: {
  readonly purposes: DraftRule['purposes'];
  readonly onChange: (purposes: DraftRule['purposes']) => void;
}) {
  const toggle = (one: (typeof every)[number], isChosen: boolean) => {
    if (purposes === 'any') return;
    const next = every.filter((other) => (other === one ? isChosen : purposes.includes(other)));
    // A rule for nothing is none.
    if (next.length > 0) onChange(next);
  };
  return (
    <fieldset className={css['part']}>
      <legend>For what</legend>
      <SegmentedControl
        aria-label="For what"
        value={purposes === 'any' ? 'any' : 'some'}
        onChange={(value) => onChange(value === 'any' ? 'any' : ['application'])}
        data={[
          { value: 'any', label: 'Every sign-in' },
          { value: 'some', label: 'Some' },
        ]}
      />
      {purposes !== 'any' && (
        <div className={css['grid']}>
          {every.map((one) => (
            <Checkbox
              key={one}
              checked={purposes.includes(one)}
              onChange={({ currentTarget }) => toggle(one, currentTarget.checked)}
              label={purposeWords[one].title}
              description={purposeWords[one].text}
            />
          ))}
        </div>
      )}
    </fieldset>
  );
}
