/** Every step by its name. */
import type { Step } from '../step.ts';
import type { StepName } from '../step-name.ts';
import { accountStep } from './account-step.ts';
import { certificateStep } from './certificate-step.ts';
import { changePasswordStep } from './change-password-step.ts';
import { chooseStep } from './choose-step.ts';
import { numberStep } from './number-step.ts';
import { passkeyStep } from './passkey-step.ts';
import { passwordStep } from './password-step.ts';
import { temporaryPassStep } from './temporary-pass-step.ts';
import { codeStep, recoveryCodeStep } from './typed-code.ts';

/** The table. */
export const steps: Readonly<Record<StepName, Step>> = {
  password: passwordStep,
  code: codeStep,
  number: numberStep,
  'recovery-code': recoveryCodeStep,
  'temporary-pass': temporaryPassStep,
  passkey: passkeyStep,
  certificate: certificateStep,
  account: accountStep,
  choose: chooseStep,
  'change-password': changePasswordStep,
};

/** Reads the name of a step. */
export function stepNamed(text: string): StepName | undefined {
  return Object.hasOwn(steps, text) ? (text as StepName) : undefined;
}
