/** What is wrong with the plan under edit, and what it would do, a moment after each change. */
import { useDebouncedValue } from '@mantine/hooks';
import { useMemo } from 'react';
import { planKeyAt } from '#api/plan-words/plan-words.ts';
import { type PlanFinding, type PlanPreview, type SignInPlan, signInPlan } from '#api/sign-in-plan.ts';
import { useOperation } from '../../../parts/use-operation.ts';
import type { PlanObject } from './plan-object.ts';

/** What is said of a plan. */
export interface PlanCheck {
  /** The plan whole, where it is one. */
  readonly parsed: SignInPlan | undefined;
  /** Values that no plan may have come first, as errors with the code `value`. */
  readonly findings: readonly PlanFinding[];
  /** By the key that they are about; those about the whole plan under the empty name. */
  readonly byMember: ReadonlyMap<string, readonly PlanFinding[]>;
  readonly errors: number;
  readonly warnings: number;
  readonly notes: number;
  /** What an edit would do to Macs; undefined while it is not known. */
  readonly preview: PlanPreview | undefined;
  /** What is shown is of a moment ago. */
  readonly isChecking: boolean;
  /** Why it is not known what the edit would do, as thrown. */
  readonly problem: unknown;
  readonly retry: () => void;
}

const lintAfter = 250;
const previewAfter = 700;

/** Checks. @param isEdited whether there is anything to preview */
export function usePlanCheck(plan: PlanObject | undefined, isEdited: boolean): PlanCheck {
  const outcome = useMemo(() => signInPlan.safeParse(plan), [plan]);
  const parsed = outcome.success ? outcome.data : undefined;
  const [settled] = useDebouncedValue(parsed, lintAfter);
  const [still] = useDebouncedValue(parsed, previewAfter);
  const lint = useOperation('lintSignInPlan', bodyOf(settled), { enabled: settled !== undefined, keep: true });
  const preview = useOperation('previewSignInPlan', bodyOf(still), {
    enabled: isEdited && still !== undefined,
    live: ['plan'],
    keep: true,
  });
  const values = useMemo(
    () => (outcome.success ? [] : outcome.error.issues.map((issue) => valueFinding(issue))),
    [outcome],
  );
  const findings = useMemo(
    () => (parsed === undefined ? values : (lint.data?.findings ?? [])),
    [parsed, values, lint.data],
  );
  const byMember = useMemo(() => grouped(findings), [findings]);
  const count = (severity: PlanFinding['severity']) => findings.filter((one) => one.severity === severity).length;
  const isFresh = settled === parsed && still === parsed;
  return {
    parsed,
    findings,
    byMember,
    errors: count('error'),
    warnings: count('warning'),
    notes: count('note'),
    preview: isEdited && parsed !== undefined ? preview.data : undefined,
    isChecking: parsed !== undefined && (!isFresh || lint.isFetching || (isEdited && preview.isFetching)),
    problem: isEdited ? preview.error : undefined,
    retry: () => void preview.refetch(),
  };
}

function bodyOf(plan: SignInPlan | undefined) {
  return { body: { plan: plan as SignInPlan } };
}

function valueFinding({
  path,
  message,
}: {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}): PlanFinding {
  const member = path.map(String).join('.');
  return { code: 'value', severity: 'error', member, message: sentenceOf(message) };
}

/** What the schema says, as a sentence. */
function sentenceOf(message: string): string {
  if (/^Too small|received undefined/.test(message)) return 'This must be given.';
  if (message.startsWith('Too big')) return 'This is too long, or there are too many.';
  const plain = message.replace(/^Invalid (?:string|input)(?:: )?/, '');
  return plain.startsWith('must ')
    ? `This ${plain}.`
    : `This is not a value that the plan can have: ${plain || message}.`;
}

function grouped(findings: readonly PlanFinding[]): ReadonlyMap<string, readonly PlanFinding[]> {
  return Map.groupBy(findings, ({ member }) => planKeyAt(member)?.member ?? '');
}
