/** Steps on one side, what to do in the open one on the other; each can be gone back to. */
import { Button, Stepper } from '@mantine/core';
import type { ReactNode } from 'react';
import css from './enrollment.module.css';

/** A step. */
export interface WizardStep {
  readonly title: string;
  /** A few words below the title. */
  readonly text: string;
  readonly content: ReactNode;
  /** Whether there is nothing left to do in it. */
  readonly isDone?: boolean;
}

/** Shows it. */
export function Wizard({
  label,
  steps,
  open,
  onOpen,
}: {
  readonly label: string;
  readonly steps: readonly WizardStep[];
  readonly open: number;
  readonly onOpen: (step: number) => void;
}) {
  const step = steps[open];
  return (
    <section className={css['wizard']} aria-label={label}>
      <Stepper active={open} onStepClick={onOpen} orientation="vertical" size="xs" color="ember.7" iconSize={26}>
        {steps.map(({ title, text, isDone = false }, place) => (
          <Stepper.Step
            key={title}
            label={title}
            description={text}
            aria-current={place === open ? 'step' : undefined}
            {...(isDone ? { state: 'stepCompleted' as const } : {})}
          />
        ))}
      </Stepper>
      {step !== undefined && (
        <div className={css['step']}>
          <h3>
            {open + 1}. {step.title}
          </h3>
          {step.content}
          <div className={css['buttons']}>
            {open > 0 && <Button onClick={() => onOpen(open - 1)}>Back</Button>}
            {open < steps.length - 1 && (
              <Button variant="subtle" onClick={() => onOpen(open + 1)}>
                Next: {steps[open + 1]?.title}
              </Button>
            )}
          </div>
        </div>
      )}
    </section>
  );
}
