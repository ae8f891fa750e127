/** Everything that is known of a key: Apple's keys, its default, and what a change of it does to Macs. */
import type { AppleSource } from '#api/plan-words/key-words.ts';
import { planChangeWords } from '#api/plan-words/key-words.ts';
import { methodValues } from '#api/plan-words/method-words.ts';
import { isRequiredInPlan, type PlanKey, planDefault } from '#api/plan-words/plan-words.ts';
import { valueWords } from '../draft/value-words.ts';
import css from './key-details.module.css';

/** What Apple's sources are called. */
const sources: Readonly<Record<AppleSource, string>> = {
  profile: 'com.apple.extensiblesso',
  domains: 'com.apple.associated-domains',
  declaration: 'declaration extensible-sso',
  'enrollment-profile': 'enrollment profile',
  'account-configuration': 'AccountConfiguration',
  'install-application': 'InstallEnterpriseApplication',
  'error-document': 'answer to a Mac that enrolls',
};

/** Shows it. */
export function KeyDetails({ planKey, id }: { readonly planKey: PlanKey; readonly id: string }) {
  const { apple, methods, member, since, change } = planKey;
  return (
    <dl className={css['details']} id={id}>
      {apple && (
        <div>
          <dt>At Apple</dt>
          <dd>
            {apple.meaning}
            <ul className={css['keys']}>
              {apple.keys.map(({ source, key, since: from }) => (
                <li key={`${source} ${key}`}>
                  <code>{key}</code>{' '}
                  <span className={css['source']}>
                    {sources[source]}
                    {from !== undefined && `, macOS ${from.replace(/\.0$/, '')}`}
                  </span>
                </li>
              ))}
            </ul>
          </dd>
        </div>
      )}
      <div>
        <dt>Works with</dt>
        <dd>
          {since === undefined ? 'Every macOS from 13 on' : `macOS ${since} or later`}
          {methods === undefined
            ? ', every method.'
            : `, with ${methods.map((method) => methodValues[method].title).join(' or ')}.`}
        </dd>
      </div>
      <div>
        <dt>Left out</dt>
        <dd>{defaultWords(planKey)}</dd>
      </div>
      <div>
        <dt>Changed</dt>
        <dd>{planChangeWords[change]}</dd>
      </div>
      <div>
        <dt>In the plan</dt>
        <dd>
          <code>{member}</code>
        </dd>
      </div>
    </dl>
  );
}

/** What holds where a key is not given. */
function defaultWords(key: PlanKey): string {
  if (isRequiredInPlan(key.member)) return 'It must be given.';
  const value = planDefault(key.member);
  if (value === undefined) return key.absent ?? 'It must be given here.';
  const words = valueWords(key, value);
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}
