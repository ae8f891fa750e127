/** What a rule asks for: a level, or sets of methods of which any one suffices. */
import { ActionIcon, Button, MultiSelect, Radio } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { factorMethods, requirementLevels } from '#api/policy.ts';
import choice from '../plan/controls/choice.module.css';
import type { DraftRule } from './policy-edit.ts';
import { levelWords, methodWords } from './policy-words.ts';
import css from './rules.module.css';

type Require = DraftRule['require'];
type Sets = Exclude<Require, string>;

const methods = factorMethods.map((method) => ({ value: method, label: methodWords[method].title }));

/** Shows it. */
export function RequireField({
  require,
  onChange,
}: {
  readonly require: Require;
  readonly onChange: (require: Require) => void;
}) {
  const choose = (value: string) => {
    const level = requirementLevels.find((one) => one === value);
    onChange(level ?? [['password', 'code']]);
  };
  return (
    <Radio.Group label="What it asks for" value={typeof require === 'string' ? require : 'sets'} onChange={choose}>
      <div className={choice['choices']} style={{ paddingTop: 8 }}>
        {requirementLevels.map((level) => (
          <Radio
            key={level}
            value={level}
            label={
              <span className={choice['words']}>
                <span className={choice['title']}>{levelWords[level].title}</span>
                <span className={choice['text']}>{levelWords[level].text}</span>
              </span>
            }
          />
        ))}
        <Radio
          value="sets"
          label={
            <span className={choice['words']}>
              <span className={choice['title']}>Combinations of my own</span>
              <span className={choice['text']}>Any one of them suffices; the best first.</span>
            </span>
          }
        />
      </div>
      {typeof require !== 'string' && <SetList sets={require} onChange={onChange} />}
    </Radio.Group>
  );
}

function SetList({ sets, onChange }: { readonly sets: Sets; readonly onChange: (sets: Sets) => void }) {
  const replace = (index: number, chosen: readonly string[]) => {
    const set = factorMethods.filter((method) => chosen.includes(method));
    // A set of nothing would let everybody in; it has no wire form either.
    if (set.length > 0 && set.length <= 4) onChange(sets.map((one, place) => (place === index ? set : one)));
  };
  return (
    <div className={css['fields']} style={{ gap: 8, paddingTop: 10, paddingBottom: 0 }}>
      {sets.map((set, index) => (
        <div key={index} className={css['set']}>
          <MultiSelect
            aria-label={`Combination ${index + 1}`}
            data={methods}
            value={[...set]}
            onChange={(chosen) => replace(index, chosen)}
            hidePickedOptions
          />
          <ActionIcon
            aria-label={`Remove combination ${index + 1}`}
            disabled={sets.length === 1}
            onClick={() => onChange(sets.filter((_, place) => place !== index))}
          >
            <IconTrash size={15} aria-hidden />
          </ActionIcon>
        </div>
      ))}
      <div>
        <Button
          size="compact-xs"
          variant="subtle"
          leftSection={<IconPlus size={14} aria-hidden />}
          disabled={sets.length >= 20}
          onClick={() => onChange([...sets, ['passkey']])}
        >
          Add a combination
        </Button>
      </div>
    </div>
  );
}
