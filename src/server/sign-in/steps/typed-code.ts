/** A code after another proof: from an authenticator, or from paper. */
import { escaped } from '#server/pages/page.ts';
import { guessKeys } from '../budgets.ts';
import type { SignInContext } from '../context.ts';
import { accountLine, describedBy, formOf, leadOf } from '../form-parts.ts';
import { Refusal, type RefusalCode } from '../refusal.ts';
import type { Step } from '../step.ts';
import type { StepName } from '../step-name.ts';
import type { Texts } from '../texts/english.ts';

interface CodeKind {
  readonly step: Extract<StepName, 'code' | 'recovery-code'>;
  readonly wrong: RefusalCode;
  readonly words: (texts: Texts) => { readonly label: string; readonly hint: string };
  /** Attributes of the field. */
  readonly field: string;
  readonly tidy: (typed: string) => string;
  readonly check: (context: SignInContext, userId: string, code: string) => Promise<string>;
}

/** A one-time code (RFC 6238). */
export const codeStep = typedCode({
  step: 'code',
  wrong: 'one_time_code_wrong',
  words: ({ code }) => code,
  field: 'inputmode="numeric" autocomplete="one-time-code" maxlength="12"',
  tidy: (typed) => typed.replace(/[\s-]/g, ''),
  check: ({ ports }, userId, code) => ports.oneTimeCodes.check(userId, code),
});

/** A code that the person kept for the day when nothing else is at hand. */
export const recoveryCodeStep = typedCode({
  step: 'recovery-code',
  wrong: 'recovery_code_wrong',
  words: ({ recovery }) => recovery,
  field: 'autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="64"',
  tidy: (typed) => typed.trim(),
  check: async ({ ports }, userId, code) => (await ports.recoveryCodes?.check(userId, code)) ?? 'wrong',
});

function typedCode({ step, wrong, words, field, tidy, check }: CodeKind): Step {
  return {
    page: async (turn, { problem }) => {
      const { label, hint } = words(turn.texts);
      const fields = `<label for="code">${escaped(label)}</label>
<input id="code" name="code" type="text" ${field} required autofocus${describedBy(problem)}>
`;
      const form = formOf(turn, step, { fields, go: turn.texts.continue });
      return { content: `${accountLine(turn)}${leadOf(hint, problem)}${form}` };
    },
    take: async ({ context, visit, user }, fields) => {
      if (!user) throw new Refusal('one_time_code_late');
      const { device, address } = guessKeys('', visit);
      const keys = { code: user.id, device, address };
      context.budgets.check(keys);
      const verdict = await check(context, user.id, tidy(fields.get('code') ?? ''));
      if (verdict === 'accepted') return { kind: 'proved', user, method: step };
      context.budgets.charge(keys);
      throw new Refusal(wrong, { userId: user.id, reason: verdict });
    },
  };
}
