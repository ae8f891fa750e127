/** A section of the plan with its keys. */
import { type PlanSection as SectionName, planSections } from '#api/plan-words/key-words.ts';
import { type PlanKey, valueAt } from '#api/plan-words/plan-words.ts';
import { Card } from '../../../parts/page.tsx';
import { partOf, type PlanObject } from '../draft/plan-object.ts';
import type { PlanCheck } from '../draft/use-plan-check.ts';
import { KeyRow } from './key-row.tsx';
import css from './plan-section.module.css';

const none: readonly [] = [];

/** The id of a section's place on the page. */
export function sectionPlace(name: SectionName): string {
  return `section-${name}`;
}

/** What a section is given. */
export interface PlanSectionProps {
  readonly name: SectionName;
  /** Those that are looked for. */
  readonly keys: readonly PlanKey[];
  readonly plan: PlanObject;
  readonly base: PlanObject | undefined;
  readonly check: PlanCheck;
  readonly isDisabled: boolean;
  readonly onChange: (member: string, value: unknown) => void;
}

/** Shows it. Keys of a part that is not in the plan are not shown. */
export function PlanSection({ name, keys, plan, base, check, isDisabled, onChange }: PlanSectionProps) {
  const { title, text } = planSections[name];
  const shown = keys.filter((key) => {
    const part = partOf(key);
    return part === undefined || valueAt(plan, part.member) !== undefined;
  });
  if (shown.length === 0) return null;
  return (
    <section aria-labelledby={`${sectionPlace(name)}-title`} id={sectionPlace(name)} className={css['section']}>
      <header className={css['head']}>
        <h2 id={`${sectionPlace(name)}-title`}>{title}</h2>
        <p>{text}</p>
      </header>
      <Card flush>
        {shown.map((key) => (
          <KeyRow
            key={key.member}
            planKey={key}
            value={valueAt(plan, key.member)}
            before={valueAt(base ?? {}, key.member)}
            findings={check.byMember.get(key.member) ?? none}
            isDisabled={isDisabled}
            isWithinPart={partOf(key) !== undefined}
            onChange={onChange}
          />
        ))}
      </Card>
    </section>
  );
}
