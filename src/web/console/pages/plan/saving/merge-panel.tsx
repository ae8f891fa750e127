/** Two edits of one plan: what the other changed, and whose value stands where both changed the same. */
import { Button, Radio } from '@mantine/core';
import { useMemo, useState } from 'react';
import { Actor, useActorName } from '../../../parts/actor.tsx';
import { Moment } from '../../../parts/moment.tsx';
import { type Conflict, mergePlans, type PlanObject, withMember } from '../draft/plan-object.ts';
import type { PlanEdit } from '../draft/use-plan-edit.ts';
import { valueWords } from '../draft/value-words.ts';
import { ChangeList } from './change-list.tsx';
import css from './save-dialog.module.css';

type Side = 'mine' | 'theirs';

/** Shows it. Nothing is saved here: the merged plan is an edit of the version in force, to be looked at again. */
export function MergePanel({ edit, onClose }: { readonly edit: PlanEdit; readonly onClose: () => void }) {
  const { saved } = edit;
  const theirs = saved?.plan as PlanObject | undefined;
  const merging = useMemo(() => mergePlans(edit.base, edit.plan ?? {}, theirs ?? {}), [edit.base, edit.plan, theirs]);
  const [choices, setChoices] = useState<Readonly<Record<string, Side>>>({});
  if (saved === undefined || theirs === undefined) return null;
  const isDecided = merging.conflicts.every(({ key }) => choices[key.member] !== undefined);
  const merge = () => {
    const plan = merging.conflicts
      .filter(({ key }) => choices[key.member] === 'mine')
      .reduce((merged, { key, mine }) => withMember(merged, key.member, mine), merging.merged);
    edit.replace(plan, { version: saved.version, base: theirs });
    onClose();
  };
  return (
    <div className={css['review']}>
      <section className={css['part']} aria-label="What the other changed">
        <p>
          <strong>
            <Actor id={saved.savedBy} />
          </strong>{' '}
          saved version {saved.version} <Moment at={saved.savedAt} /> while you edited version {edit.basedOn}.{' '}
          {takenWords(merging.theirs.length)}
        </p>
        {merging.theirs.length > 0 && <ChangeList keys={merging.theirs} before={edit.base} after={theirs} />}
      </section>
      {merging.conflicts.length > 0 && (
        <section className={css['part']} aria-label="What both changed">
          <h3>Both of you changed these</h3>
          {merging.conflicts.map((conflict) => (
            <Choice
              key={conflict.key.member}
              conflict={conflict}
              other={saved.savedBy}
              chosen={choices[conflict.key.member]}
              onChoose={(side) => setChoices((before) => ({ ...before, [conflict.key.member]: side }))}
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

function takenWords(count: number): string {
  if (count === 0) return 'What they changed, you changed too.';
  return count === 1 ? 'This is taken over into your edit:' : `These ${count} are taken over into your edit:`;
}

function Choice({
  conflict,
  other,
  chosen,
  onChoose,
}: {
  readonly conflict: Conflict;
  readonly other: string;
  readonly chosen: Side | undefined;
  readonly onChoose: (side: Side) => void;
}) {
  const { key, mine, theirs, base } = conflict;
  const name = useActorName(other);
  return (
    <fieldset className={css['conflict']}>
      <legend>{key.title}</legend>
      <Radio.Group value={chosen ?? ''} onChange={(side) => onChoose(side as Side)} aria-label={key.title}>
        <div className={css['sides']}>
          <Radio value="mine" label={<Value title="Keep mine" words={valueWords(key, mine)} />} />
          <Radio value="theirs" label={<Value title={`Take that of ${name}`} words={valueWords(key, theirs)} />} />
        </div>
      </Radio.Group>
      <p className={css['base']}>It was: {valueWords(key, base)}</p>
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
