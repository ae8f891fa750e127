/** The editor of the one object: sections in the order of a Mac's life, every key with its words. */
import { Button } from '@mantine/core';
import { useDeferredValue, useMemo, useState } from 'react';
import { useSameFunction } from './same-function.ts';
import { planKeyAt, planKeys, planSectionNames } from '#api/plan-words/plan-words.ts';
import { EmptyState } from '../../../parts/empty-state.tsx';
import { useMayChange } from '../../../parts/use-operation.ts';
import type { PlanCheck } from '../draft/use-plan-check.ts';
import type { PlanEdit } from '../draft/use-plan-edit.ts';
import { partOf } from '../draft/plan-object.ts';
import { FindingSummary } from './finding-summary.tsx';
import { keysMatching } from './key-search.ts';
import { placeOf } from './key-row.tsx';
import css from './plan-editor.module.css';
import { PlanSection } from './plan-section.tsx';
import { SectionRail } from './section-rail.tsx';

/** Shows it. */
export function PlanEditor({ edit, check }: { readonly edit: PlanEdit; readonly check: PlanCheck }) {
  const [search, setSearch] = useState('');
  const looked = useDeferredValue(search);
  const mayChange = useMayChange();
  const set = useSameFunction(edit.set);
  const keys = useMemo(() => keysMatching(planKeys, looked), [looked]);
  const found = useMemo(() => new Set(keys.map(({ section }) => section)), [keys]);
  if (edit.plan === undefined) return null;
  const jump = (member: string) => {
    setSearch('');
    // Once the key is there, should the search have hidden it.
    requestAnimationFrame(() => requestAnimationFrame(() => showKey(member)));
  };
  return (
    <div className={css['editor']}>
      <SectionRail
        search={search}
        onSearch={setSearch}
        found={found}
        findings={check.findings}
        changed={edit.changed}
      />
      <div className={css['sections']}>
        <FindingSummary check={check} onJump={jump} />
        {keys.length === 0 && (
          <EmptyState
            title="No key fits"
            text="Keys are found by their names here and at Apple, by their words and by their values."
            action={<Button onClick={() => setSearch('')}>Show every key</Button>}
          />
        )}
        {planSectionNames.map((name) => (
          <PlanSection
            key={name}
            name={name}
            keys={keys.filter(({ section }) => section === name)}
            plan={edit.plan ?? {}}
            base={edit.base}
            check={check}
            isDisabled={!mayChange}
            onChange={set}
          />
        ))}
      </div>
    </div>
  );
}

/** Brings a key, or the part that it would be in, into view, with its control in focus. */
export function showKey(member: string): void {
  const key = planKeyAt(member);
  if (key === undefined) return;
  const candidates = [key.member, partOf(key)?.member].filter((one) => one !== undefined);
  const shown = candidates.find((one) => document.querySelector(`#${placeOf(one)}`));
  if (shown === undefined) return;
  document.querySelector(`#${placeOf(shown)}`)?.scrollIntoView({ block: 'center' });
  const control = document.querySelector<HTMLElement>(`#${placeOf(shown)}-control`);
  const isField = control?.matches('input, textarea, button') ?? false;
  const target = isField ? control : (control?.querySelector<HTMLElement>('input:checked, input, button') ?? control);
  target?.focus({ preventScroll: true });
}
