/** The sections at the side, each with what is wrong and what is changed in it, and the search over all keys. */
import { CloseButton, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { type PlanSection, planSections } from '#api/plan-words/key-words.ts';
import { planKeyAt, planSectionNames, type PlanKey } from '#api/plan-words/plan-words.ts';
import type { PlanFinding } from '#api/sign-in-plan.ts';
import css from './section-rail.module.css';
import { sectionPlace } from './plan-section.tsx';

/** What the rail is given. */
export interface SectionRailProps {
  readonly search: string;
  readonly onSearch: (text: string) => void;
  readonly found: ReadonlySet<PlanSection>;
  readonly findings: readonly PlanFinding[];
  readonly changed: readonly PlanKey[];
}

/** Shows it. */
export function SectionRail({ search, onSearch, found, findings, changed }: SectionRailProps) {
  const of = (section: PlanSection) => ({
    errors: findings.filter((one) => one.severity === 'error' && planKeyAt(one.member)?.section === section).length,
    warnings: findings.filter((one) => one.severity === 'warning' && planKeyAt(one.member)?.section === section).length,
    changes: changed.filter((key) => key.section === section).length,
  });
  return (
    <div className={css['rail']}>
      <TextInput
        type="search"
        aria-label="Search the keys of the plan"
        placeholder="Search keys"
        data-search-field
        leftSection={<IconSearch size={15} aria-hidden />}
        value={search}
        maxLength={100}
        onChange={({ currentTarget }) => onSearch(currentTarget.value)}
        rightSection={
          search === '' ? null : <CloseButton size="xs" aria-label="Clear the search" onClick={() => onSearch('')} />
        }
      />
      <nav aria-label="Sections of the plan" className={css['sections']}>
        {planSectionNames.map((section) => {
          const { errors, warnings, changes } = of(section);
          return (
            <a
              key={section}
              href={`#${sectionPlace(section)}`}
              className={css['link']}
              data-empty={!found.has(section) || undefined}
              onClick={(event) => {
                event.preventDefault();
                document.querySelector(`#${sectionPlace(section)}`)?.scrollIntoView({ block: 'start' });
              }}
            >
              <span className={css['name']}>{planSections[section].title}</span>
              {changes > 0 && <Count tone="changed" count={changes} words={`${changes} changed`} />}
              {errors > 0 && <Count tone="error" count={errors} words={counted(errors, 'error')} />}
              {errors === 0 && warnings > 0 && (
                <Count tone="warning" count={warnings} words={counted(warnings, 'warning')} />
              )}
            </a>
          );
        })}
      </nav>
    </div>
  );
}

function Count({ tone, count, words }: { readonly tone: string; readonly count: number; readonly words: string }) {
  return (
    <span className={css['count']} data-tone={tone}>
      <span aria-hidden>{count}</span>
      <span className="visually-hidden">, {words}</span>
    </span>
  );
}

/** A number with its noun. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
