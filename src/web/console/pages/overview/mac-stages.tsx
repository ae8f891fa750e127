/** Macs by stage, each with the reasons that keep most of them there. */
import { IconDeviceLaptop } from '@tabler/icons-react';
import { Button, Skeleton } from '@mantine/core';
import { Link } from 'wouter';
import type { MacCounts, MacStage } from '#api/macs.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Card, Section } from '../../parts/page.tsx';
import { Problem } from '../../parts/problem.tsx';
import { useOperation } from '../../parts/use-operation.ts';
import css from './overview.module.css';

/** What a stage is called, and which tone its share of the bar has. */
const stages: Readonly<Record<MacStage, readonly [title: string, tone: string]>> = {
  expected: ['Expected', 'still'],
  assigned: ['Assigned', 'still'],
  enrolling: ['Enrolling', 'busy'],
  'awaiting-configuration': ['In Setup Assistant', 'busy'],
  released: ['Set up, not registered', 'warn'],
  registered: ['Registered, nobody yet', 'warn'],
  joined: ['Joined', 'good'],
  unenrolled: ['Left management', 'bad'],
  revoked: ['Revoked', 'bad'],
};

/** Shows them. */
export function MacStages() {
  const { data, error, refetch } = useOperation('countMacs', {}, { live: ['macs', 'enrollment'] });
  return (
    <Section title="Macs" {...(data && data.total > 0 ? { lead: `${data.total.toLocaleString('en')} in all` } : {})}>
      {error && <Problem of={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton height={118} radius="lg" />}
      {data?.total === 0 && <NoMacs />}
      {data && data.total > 0 && <Stages counts={data} />}
    </Section>
  );
}

function NoMacs() {
  return (
    <Card>
      <EmptyState
        icon={<IconDeviceLaptop size={30} stroke={1.3} aria-hidden />}
        title="No Macs yet"
        text="Connect Apple Business Manager, so that Macs come by themselves, or enroll one by hand."
        action={
          <Button component={Link} href="/enrollment">
            Set up enrollment
          </Button>
        }
      />
    </Card>
  );
}

function Stages({ counts: { stages: found, total } }: { readonly counts: MacCounts }) {
  return (
    <Card>
      <div className={css['bar']} aria-hidden>
        {found.map(({ stage, macs }) => (
          <span key={stage} data-tone={stages[stage][1]} style={{ flexGrow: macs / total }} />
        ))}
      </div>
      <ul className={css['stages']}>
        {found.map(({ stage, macs, reasons }) => (
          <li key={stage}>
            <Link href={`/macs?stage=${stage}`} className={css['stage'] ?? ''}>
              <span className={css['count']}>{macs.toLocaleString('en')}</span>
              <span className={css['stage-name']}>
                <span className={css['dot']} data-tone={stages[stage][1]} aria-hidden />
                {stages[stage][0]}
              </span>
            </Link>
            {stage !== 'joined' && <Reasons stage={stage} reasons={reasons} />}
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Reasons({
  stage,
  reasons,
}: {
  readonly stage: MacStage;
  readonly reasons: MacCounts['stages'][number]['reasons'];
}) {
  return (
    <ul className={css['reasons']}>
      {reasons.slice(0, 3).map(({ reasonCode, macs }) => (
        <li key={reasonCode}>
          <Link href={`/macs?stage=${stage}&reason=${encodeURIComponent(reasonCode)}`}>
            {macs.toLocaleString('en')} {wordsOf(reasonCode)}
          </Link>
        </li>
      ))}
    </ul>
  );
}

/** Reasons are words with dashes or underscores. */
function wordsOf(code: string): string {
  return code.replaceAll(/[-_]/g, ' ');
}
