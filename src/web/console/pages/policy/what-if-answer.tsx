/** The answer to a what-if: what is asked, by which rule, and what became of every other rule. */
import type { PolicyAnswer } from '#api/policy.ts';
import { Facts } from '../../parts/facts.tsx';
import { State, type Tone } from '../../parts/state.tsx';
import { freshnessWords, methodWords, nextStepWords, setWords } from './policy-words.ts';
import css from './rules.module.css';

const verdicts: Readonly<Record<PolicyAnswer['rules'][number]['verdict'], readonly [words: string, tone: Tone]>> = {
  decides: ['Decides', 'good'],
  late: ['Too late', 'still'],
  purpose: ['Other purpose', 'still'],
  who: ['Other people', 'still'],
  except: ['Excepted', 'still'],
  device: ['Other Mac', 'still'],
};

/** Shows it. */
export function WhatIfAnswer({ answer, isOfEdit }: { readonly answer: PolicyAnswer; readonly isOfEdit: boolean }) {
  const { user, has, device, outcome, combinations, why, freshness, couldEnrol, next, isBootstrap, code } = answer;
  const states = (['registered', 'managed', 'attested'] as const).filter((word) => device[word]);
  const list = (methods: typeof has) => methods.map((method) => methodWords[method].title).join(', ');
  return (
    <>
      <section className={css['verdict']} aria-label="Answer">
        <div>
          {outcome === 'asked' ? <State of="Asked for" tone="good" /> : <State of={`Refused (${code})`} tone="bad" />}{' '}
          {isOfEdit && <State of="By the edit that is not saved" tone="warn" />}
        </div>
        {combinations.length > 0 && (
          <ul className={css['sets']}>
            {combinations.map((set) => (
              <li key={set.join()}>{setWords(set)}</li>
            ))}
          </ul>
        )}
        <p>{why}</p>
        {isBootstrap && <p>The person has nothing that the rule takes; a temporary pass stands in.</p>}
        {next !== null && <p>{nextStepWords[next]}</p>}
        <Facts
          rows={[
            ['Person', user.userPrincipalName],
            ['Groups', user.groups.join(', ') || 'none'],
            ['Has', list(has) || 'nothing'],
            ['Mac', states.join(', ') || 'none that is known'],
            ['Could add', list(couldEnrol)],
            ['An earlier sign-in counts', outcome === 'asked' ? freshnessWords(freshness).toLowerCase() : undefined],
          ]}
        />
      </section>
      <ol className={css['trail']} aria-label="Every rule in its order">
        {answer.rules.map(({ name, verdict, sentence }, index) => (
          <li key={`${index} ${name}`} data-verdict={verdict}>
            <State of={verdicts[verdict][0]} tone={verdicts[verdict][1]} />
            <div>
              <strong>{name === 'built-in' ? 'Built-in rule' : name}</strong>
              <p>{sentence}</p>
            </div>
          </li>
        ))}
      </ol>
    </>
  );
}
