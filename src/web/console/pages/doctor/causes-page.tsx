/** Every cause that the doctor knows, to browse and to search. */
import { Button } from '@mantine/core';
import { IconStethoscope } from '@tabler/icons-react';
import { useEffect, useMemo, useState } from 'react';
import { Link } from 'wouter';
import { type DoctorCause, doctorStages } from '#api/doctor.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { SearchField } from '../../parts/list-page.tsx';
import { Page, Section } from '../../parts/page.tsx';
import { Problem } from '../../parts/problem.tsx';
import { useOperation } from '../../parts/use-operation.ts';
import css from './doctor.module.css';
import { AdminSteps, UserSteps } from './steps.tsx';
import { stageNames } from './words.ts';

/** The page. */
export default function CausesPage() {
  const { data, error, refetch } = useOperation('listDoctorCauses');
  const [search, setSearch] = useState('');
  const found = useMemo(() => (data?.items ?? []).filter((cause) => fits(cause, search)), [data, search]);
  useEffect(() => {
    if (data) document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
  }, [data]);
  const stages = doctorStages.filter((stage) => found.some((cause) => cause.stage === stage));
  return (
    <Page
      title="Known causes"
      above={[{ title: 'Sign-in doctor', path: '/doctor' }]}
      lead={data && `${data.items.length} causes, in the order of the way to a signed-in Mac.`}
      actions={
        <Button component={Link} href="/doctor" leftSection={<IconStethoscope size={15} aria-hidden />}>
          Ask the doctor
        </Button>
      }
    >
      <div className={css['search']}>
        <SearchField value={search} onChange={setSearch} placeholder="Search causes" />
      </div>
      <Problem of={error} onRetry={() => void refetch()} />
      {data && found.length === 0 && (
        <EmptyState
          title="No cause fits"
          text="Search by a word of what you see, by a code such as 10002, or by a part of the way."
        />
      )}
      {stages.map((stage) => (
        <Section key={stage} title={stageNames[stage]}>
          <div className={css['others']}>
            {found
              .filter((cause) => cause.stage === stage)
              .map((cause) => (
                <Cause key={cause.code} of={cause} />
              ))}
          </div>
        </Section>
      ))}
    </Page>
  );
}

function Cause({ of }: { readonly of: DoctorCause }) {
  return (
    <details className={css['other']} id={of.code} open={location.hash === `#${of.code}`}>
      <summary>
        <span className={css['other-title']}>{of.title}</span>
        <code className={css['code']}>{of.code}</code>
      </summary>
      <div className={css['other-body']}>
        <p className={css['cause']}>{of.cause}</p>
        <p className={css['shown-by']}>Shown by {of.needs.map((source) => sources[source]).join(', or ')}.</p>
        <div className={css['fix']} data-alone={of.userSteps.length === 0 || undefined}>
          <div>
            <h4>You</h4>
            <AdminSteps of={of.adminSteps} label="What you do" />
          </div>
          {of.userSteps.length > 0 && <UserSteps of={of.userSteps} />}
        </div>
        <p className={css['more']}>
          <span>
            More in <code>docs/{of.docs}</code>
          </span>
        </p>
      </div>
    </details>
  );
}

const sources = {
  text: 'a text of the Mac',
  mac: 'what this server knows of the Mac',
  audit: 'the audit chain',
  plan: 'the sign-in plan',
  live: 'asking the hosts',
} as const;

function fits({ code, title, cause, stage }: DoctorCause, search: string): boolean {
  const words = search.toLowerCase().split(/\s+/);
  const text = `${code} ${title} ${cause} ${stageNames[stage]}`.toLowerCase();
  return words.every((word) => text.includes(word));
}
