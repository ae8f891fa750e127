/** Two edits of the rules: what the other changed, and whose rule stands where both changed the same. */
import { Button, Radio } from '@mantine/core';
import { useMemo, useState } from 'react';
import { Actor, useActorName } from '../../parts/actor.tsx';
import css from '../plan/saving/save-dialog.module.css';
import { mergeRules, type RuleMerging } from './policy-edit.ts';
import { ruleInBrief, RuleDifferences } from './rule-differences.tsx';
import type { PolicyEdit } from './use-policy-edit.ts';

type Side = 'mine' | 'theirs';

/** Shows it. Nothing is saved here: the merged rules are an edit of the version in force. */
export function MergeRules({ edit, onClose }: { readonly edit: PolicyEdit; readonly onClose: () => void }) {
  const { saved, base, rules } = edit;
  const theirs = saved?.policy.rules;
  const merging = useMemo(() => mergeRules(base, rules, theirs ?? []), [base, rules, theirs]);
  const [choices, setChoices] = useState<Readonly<Record<string, Side>>>({});
  if (saved === undefined) return null;
  const isDecided = merging.conflicts.every(({ name }) => choices[name] !== undefined);
  const merge = () => {
    edit.setRules(merging.merged(choices), { version: saved.version, base: { rules: saved.policy.rules } });
    onClose();
  };
  return (
    <div className={css['review']}>
      <section className={css['part']} aria-label="What the other changed">
        <p>
          <strong>
            <Actor id={saved.savedBy ?? ''} />
          </strong>{' '}
          saved version {saved.version} while you edited version {edit.basedOn}.
        </p>
        {merging.theirs.length > 0 && <RuleDifferences differences={merging.theirs} />}
      </section>
      {merging.conflicts.length > 0 && (
        <section className={css['part']} aria-label="What both changed">
          <h3>Both of you changed these</h3>
          {merging.conflicts.map((conflict) => (
            <Choice
              key={conflict.name}
              conflict={conflict}
              other={saved.savedBy ?? ''}
              chosen={choices[conflict.name]}
              onChoose={(side) => setChoices((before) => ({ ...before, [conflict.name]: side }))}
            />
          ))}
        </section>
      )}
      <div className={css['buttons']}>
        <Button onClick={onClose}>Later</Button>
        <Button variant="filled" disabled={!isDecided} onClick={merge}>
          Merge
        </Button>
      </div>
    </div>
  );
}

function Choice({
  conflict,
  other,
  chosen,
  onChoose,
}: {
  readonly conflict: RuleMerging['conflicts'][number];
  readonly other: string;
  readonly chosen: Side | undefined;
  readonly onChoose: (side: Side) => void;
}) {
  const name = useActorName(other);
  return (
    <fieldset className={css['conflict']}>
      <legend>{conflict.name}</legend>
      <Radio.Group value={chosen ?? ''} onChange={(side) => onChoose(side as Side)} aria-label={conflict.name}>
        <div className={css['sides']}>
          <Radio value="mine" label={<Value title="Keep mine" words={ruleInBrief(conflict.mine)} />} />
          <Radio value="theirs" label={<Value title={`Take that of ${name}`} words={ruleInBrief(conflict.theirs)} />} />
        </div>
      </Radio.Group>
      <p className={css['base']}>It was: {ruleInBrief(conflict.base)}</p>
    </fieldset>
  );
}

function Value({ title, words }: { readonly title: string; readonly words: string }) {
  return (
    <span className={css['side']}>
      <strong>{title}</strong>
      {words}
    </span>
  );
}
