/** The first plan from nothing: the organisation and its app, the method, the Macs. Everything else has a good default. */
import { Button, Radio, Select, Stepper, Switch, TextInput } from '@mantine/core';
import { useState } from 'react';
import { methodValues } from '#api/plan-words/method-words.ts';
import { planMethod } from '#api/plan-parts.ts';
import { ChangeButton } from '../../../parts/change-button.tsx';
import { Card } from '../../../parts/page.tsx';
import { useOperation } from '../../../parts/use-operation.ts';
import choice from '../controls/choice.module.css';
import type { PlanObject } from '../draft/plan-object.ts';
import { SinceChip } from '../editor/since-chip.tsx';
import { previewVersions } from '../preview/macos-choice.tsx';
import { applicationOf, type FirstAnswers, firstPlan } from './first-plan.ts';
import css from './plan-wizard.module.css';

const nothing: FirstAnswers = {
  organisation: '',
  accountDisplayName: '',
  method: 'Password',
  oldest: '14',
  isOutOfBox: true,
  application: { teamIdentifier: '', bundleIdentifier: '', extensionIdentifier: '' },
};

const bundleIdentifier = /^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,253}[A-Za-z0-9])$/;

/** Asks. */
export function PlanWizard({ onPlan }: { readonly onPlan: (plan: PlanObject) => void }) {
  const [step, setStep] = useState(0);
  const [answers, setAnswers] = useState(nothing);
  const set = (change: Partial<FirstAnswers>) => setAnswers((before) => ({ ...before, ...change }));
  const { bundleIdentifier: app, extensionIdentifier: extension } = answers.application;
  const isReady = answers.organisation.trim() !== '' && bundleIdentifier.test(app) && bundleIdentifier.test(extension);
  const last = 2;
  return (
    <Card>
      <div className={css['wizard']}>
        <div className={css['lead']}>
          <h2>Make the first plan</h2>
          <p>Three questions, then the editor shows everything that follows. Nothing is saved before you say so.</p>
        </div>
        <Stepper active={step} onStepClick={setStep} size="xs" color="ember">
          <Stepper.Step label="Organisation and app" allowStepSelect>
            <OrganisationStep answers={answers} set={set} />
          </Stepper.Step>
          <Stepper.Step label="Method" allowStepSelect={isReady}>
            <MethodStep answers={answers} set={set} />
          </Stepper.Step>
          <Stepper.Step label="Macs" allowStepSelect={isReady}>
            <MacsStep answers={answers} set={set} />
          </Stepper.Step>
        </Stepper>
        <div className={css['buttons']}>
          {step > 0 && <Button onClick={() => setStep(step - 1)}>Back</Button>}
          {step < last ? (
            <Button variant="filled" disabled={!isReady} onClick={() => setStep(step + 1)}>
              Continue
            </Button>
          ) : (
            <ChangeButton variant="filled" onClick={() => onPlan(firstPlan(answers, location.origin))}>
              Open in the editor
            </ChangeButton>
          )}
        </div>
      </div>
    </Card>
  );
}

interface StepProps {
  readonly answers: FirstAnswers;
  readonly set: (change: Partial<FirstAnswers>) => void;
}

function OrganisationStep({ answers, set }: StepProps) {
  const found = useOperation('listApplications');
  const packages = (found.data?.items ?? []).filter((one) => applicationOf(one) !== undefined);
  const { application } = answers;
  const change = (part: Partial<FirstAnswers['application']>) => set({ application: { ...application, ...part } });
  const choose = (id: string | null) => {
    const chosen = packages.find((one) => one.id === id);
    const own = chosen && applicationOf(chosen);
    if (own) set({ application: own });
  };
  return (
    <div className={css['fields']}>
      <TextInput
        label="Organisation"
        description="People see it in Setup Assistant and in System Settings."
        value={answers.organisation}
        maxLength={100}
        required
        onChange={({ currentTarget }) => set({ organisation: currentTarget.value })}
      />
      <TextInput
        label="Account display name"
        description="What macOS calls the account. The organisation’s name unless given."
        value={answers.accountDisplayName}
        maxLength={100}
        placeholder={answers.organisation}
        onChange={({ currentTarget }) => set({ accountDisplayName: currentTarget.value })}
      />
      {packages.length > 0 && (
        <Select
          label="Package with the app"
          description="Its identifiers are taken from it."
          placeholder="Choose a package"
          data={packages.map(({ id, fileName }) => ({ value: id, label: fileName }))}
          value={packages.find(({ fileName }) => fileName === application.package?.file)?.id ?? null}
          onChange={choose}
        />
      )}
      <TextInput
        label="App"
        description="Bundle identifier of the app that has the single sign-on extension in it."
        value={application.bundleIdentifier}
        required
        spellCheck={false}
        placeholder="org.example.companion"
        onChange={({ currentTarget }) => change({ bundleIdentifier: currentTarget.value.trim() })}
      />
      <TextInput
        label="Extension"
        description="Bundle identifier of the extension; it begins with that of the app."
        value={application.extensionIdentifier}
        required
        spellCheck={false}
        placeholder="org.example.companion.ssoextension"
        onChange={({ currentTarget }) => change({ extensionIdentifier: currentTarget.value.trim() })}
      />
      <TextInput
        label="Team identifier"
        description="Ten capital letters and digits, of the team that signed the app."
        value={application.teamIdentifier}
        spellCheck={false}
        maxLength={20}
        placeholder="TEAM123456"
        onChange={({ currentTarget }) => change({ teamIdentifier: currentTarget.value.trim() })}
      />
    </div>
  );
}

function MethodStep({ answers, set }: StepProps) {
  const choose = (value: string) => {
    const method = planMethod.options.find((one) => one === value);
    if (method) set({ method });
  };
  return (
    <Radio.Group label="How people sign in" value={answers.method} onChange={choose}>
      <div className={css['methods']}>
        {planMethod.options.map((method) => {
          const words: { readonly title: string; readonly text: string; readonly since?: string } =
            methodValues[method];
          return (
            <Radio.Card key={method} value={method} className={css['method'] ?? ''}>
              <div className={css['method-row']}>
                <Radio.Indicator />
                <span className={choice['words']}>
                  <span className={choice['title']}>
                    {words.title} <SinceChip since={words.since} />
                  </span>
                  <span className={choice['text']}>{words.text}</span>
                </span>
              </div>
            </Radio.Card>
          );
        })}
      </div>
    </Radio.Group>
  );
}

function MacsStep({ answers, set }: StepProps) {
  return (
    <div className={css['fields']}>
      <Select
        label="Oldest macOS"
        description="Older Macs update in Setup Assistant before they enroll."
        data={previewVersions.map((version) => ({ value: version, label: `macOS ${version}` }))}
        value={answers.oldest}
        onChange={(oldest) => set({ oldest: oldest ?? '14' })}
      />
      <Switch
        checked={answers.isOutOfBox}
        label="New Macs come out of the box"
        description="By Automated Device Enrollment: people sign in in Setup Assistant. With macOS 26 and the app as a package, that one sign-in also registers the Mac."
        onChange={({ currentTarget }) => set({ isOutOfBox: currentTarget.checked })}
      />
    </div>
  );
}
