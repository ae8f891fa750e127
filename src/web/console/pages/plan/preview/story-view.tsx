/** What a person sees under the plan, from "Hello" to the lock screen, as steps with little pictures. */
import { Select } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import { methodValues } from '#api/plan-words/method-words.ts';
import { methodFor } from '#api/plan-words/macos-knowledge.ts';
import { newestMacos, parseMacosVersion } from '#api/plan-words/macos-version.ts';
import { planKeyAt } from '#api/plan-words/plan-words.ts';
import { signInsOf, storyOf } from '#api/plan-words/story.ts';
import { planMethod } from '#api/plan-parts.ts';
import type { SignInPlan } from '#api/sign-in-plan.ts';
import { EmptyState } from '../../../parts/empty-state.tsx';
import { State } from '../../../parts/state.tsx';
import { MacosChoice } from './macos-choice.tsx';
import css from './preview.module.css';
import { StoryPicture } from './story-picture.tsx';

/** Shows it. Another method than the plan's can be tried; nothing is changed by that. */
export function StoryView({ plan }: { readonly plan: SignInPlan | undefined }) {
  const [macos, setMacos] = useState('27');
  const [tried, setTried] = useState('');
  if (plan === undefined) return <Unfinished />;
  const method = planMethod.options.find((one) => one === tried);
  const shown = method === undefined ? plan : { ...plan, method };
  const own = methodFor(shown, parseMacosVersion(macos) ?? newestMacos);
  const steps = storyOf(shown, macos);
  const count = signInsOf(steps);
  return (
    <div className={css['view']}>
      <div className={css['controls']}>
        <MacosChoice value={macos} onChange={setMacos} />
        <Select
          label="Method"
          className={css['method'] ?? ''}
          value={tried}
          onChange={(next) => setTried(next ?? '')}
          data={[
            { value: '', label: 'As the plan says' },
            ...planMethod.options.map((one) => ({ value: one, label: methodValues[one].title })),
          ]}
        />
        <div className={css['facts']}>
          <State
            of={own === undefined ? 'No method for this macOS' : methodValues[own].title}
            tone={own === undefined ? 'warn' : 'good'}
          />
          <State
            of={`${count} sign-in${count === 1 ? '' : 's'} from “Hello” to the desktop`}
            tone={count > 1 ? 'warn' : 'good'}
          />
        </div>
      </div>
      <ol className={css['story']}>
        {steps.map((step, index) => (
          <li key={`${step.scene} ${step.title}`} className={css['step']}>
            <StoryPicture step={step} macos={macos} />
            <div className={css['caption']}>
              <div className={css['place']}>
                {index + 1}. {step.place}
              </div>
              <h3>{step.title}</h3>
              <p>{step.text}</p>
              <p className={css['members']}>
                {step.members.map((member) => (
                  <Link key={member} href={`/plan?key=${member}`}>
                    {planKeyAt(member)?.title ?? member}
                  </Link>
                ))}
              </p>
            </div>
          </li>
        ))}
      </ol>
    </div>
  );
}

/** In place of previews while values are missing or wrong. */
export function Unfinished() {
  return (
    <EmptyState
      title="The plan is not finished"
      text="Values that must be given are missing, or are none that a plan can have. The editor says which."
      action={<Link href="/plan">Go to the editor</Link>}
    />
  );
}
