/** How two lists of rules differ. */
import { State, type Tone } from '../../parts/state.tsx';
import list from '../plan/saving/change-list.module.css';
import type { DraftRule, RuleDifference } from './policy-edit.ts';
import { factsOf } from './rule-list.tsx';

const kinds: Readonly<Record<RuleDifference['kind'], readonly [words: string, tone: Tone]>> = {
  added: ['New', 'good'],
  removed: ['Taken out', 'bad'],
  changed: ['Changed', 'warn'],
  moved: ['Moved', 'busy'],
};

/** Shows it. */
export function RuleDifferences({ differences }: { readonly differences: readonly RuleDifference[] }) {
  if (differences.length === 0) return <p className={list['none']}>Both say the same.</p>;
  return (
    <ul className={list['changes']}>
      {differences.map(({ name, kind, before, after }) => (
        <li key={`${kind} ${name}`}>
          <div className={list['name']}>
            <strong>{name}</strong>
            <State of={kinds[kind][0]} tone={kinds[kind][1]} />
          </div>
          {kind === 'changed' && before && after ? (
            <Changes before={before} after={after} />
          ) : (
            kind !== 'moved' && <div className={list['section']}>{ruleInBrief(after ?? before)}</div>
          )}
        </li>
      ))}
    </ul>
  );
}

/** A rule in one line. */
export function ruleInBrief(rule: DraftRule | undefined): string {
  if (rule === undefined) return 'not there';
  return factsOf(rule)
    .map(([, value]) => value)
    .join(' · ');
}

function Changes({ before, after }: { readonly before: DraftRule; readonly after: DraftRule }) {
  const former = new Map(factsOf(before));
  const latter = new Map(factsOf(after));
  const names = [...new Set([...former.keys(), ...latter.keys()])].filter(
    (name) => former.get(name) !== latter.get(name),
  );
  return names.map((name) => (
    <div key={name} className={list['values']}>
      <span className={list['section']}>{name}:</span>
      <del>{former.get(name) ?? 'left out'}</del>
      <span className={list['arrow']} aria-hidden>
        →
      </span>
      <span className="visually-hidden"> becomes </span>
      <ins>{latter.get(name) ?? 'left out'}</ins>
    </div>
  ));
}
