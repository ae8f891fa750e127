/** What an edit changes, key by key: before and after. */
import { planChangeWords, planSections } from '#api/plan-words/key-words.ts';
import { type PlanKey, valueAt } from '#api/plan-words/plan-words.ts';
import type { PlanObject } from '../draft/plan-object.ts';
import { valueWords } from '../draft/value-words.ts';
import css from './change-list.module.css';

/** Shows it. */
export function ChangeList({
  keys,
  before,
  after,
  withEffects = false,
}: {
  readonly keys: readonly PlanKey[];
  readonly before: PlanObject | undefined;
  readonly after: PlanObject;
  readonly withEffects?: boolean;
}) {
  if (keys.length === 0) return <p className={css['none']}>Both say the same.</p>;
  return (
    <ul className={css['changes']}>
      {keys.map((key) => (
        <li key={key.member}>
          <div className={css['name']}>
            <strong>{key.title}</strong>
            <span className={css['section']}>{planSections[key.section].title}</span>
          </div>
          <div className={css['values']}>
            {before !== undefined && (
              <>
                <del>{valueWords(key, valueAt(before, key.member))}</del>
                <span className={css['arrow']} aria-hidden>
                  →
                </span>
                <span className="visually-hidden"> becomes </span>
              </>
            )}
            <ins>{valueWords(key, valueAt(after, key.member))}</ins>
          </div>
          {withEffects && <div className={css['effect']}>{planChangeWords[key.change]}</div>}
        </li>
      ))}
    </ul>
  );
}
