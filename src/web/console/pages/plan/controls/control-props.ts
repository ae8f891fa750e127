/** What every control of the editor gets. */
import type { PlanKey } from '#api/plan-words/plan-words.ts';

/** A value, and how to change it. */
export interface ControlProps {
  readonly planKey: PlanKey;
  readonly value: unknown;
  /** Undefined takes the member out of the plan. */
  readonly onChange: (value: unknown) => void;
  readonly isDisabled: boolean;
  readonly isWrong: boolean;
  /** Ids of the elements that name it and say what is wrong with it. */
  readonly labelledBy: string;
  readonly describedBy: string;
  /** Id of the control itself. */
  readonly id: string;
}

/** Attributes by which the control belongs to its label and findings. */
export function ariaOf({ id, labelledBy, describedBy, isWrong, isDisabled }: ControlProps) {
  return {
    id,
    'aria-labelledby': labelledBy,
    'aria-describedby': describedBy,
    'aria-invalid': isWrong,
    disabled: isDisabled,
  };
}

/** The value as text. */
export function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** The value as a list of text. */
export function listOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
