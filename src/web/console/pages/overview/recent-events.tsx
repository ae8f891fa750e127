/** The newest events of the audit chain. */
import { Skeleton } from '@mantine/core';
import { Link } from 'wouter';
import { Moment } from '../../parts/moment.tsx';
import { Card, Section } from '../../parts/page.tsx';
import { Problem } from '../../parts/problem.tsx';
import { State } from '../../parts/state.tsx';
import { useOperation } from '../../parts/use-operation.ts';
import { outcomeTone, sentenceOf } from '../audit/event-words.ts';
import css from './overview.module.css';

/** Shows them. */
export function RecentEvents() {
  const { data, error, refetch } = useOperation('listAuditEvents', { query: { limit: 9 } }, { live: ['audit'] });
  return (
    <Section title="Lately" actions={<Link href="/audit">All events</Link>}>
      {error && <Problem of={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton height={180} radius="lg" />}
      {data && (
        <Card flush>
          <ul className={css['events']}>
            {data.items.map((event) => (
              <li key={event.sequence}>
                <Link href={`/audit?event=${event.sequence}`} className={css['event'] ?? ''}>
                  <span className={css['event-words']}>{sentenceOf(event)}</span>
                  {event.outcome === 'refused' && <State of="Refused" tone={outcomeTone.refused} />}
                  <span className={css['faint']}>
                    <Moment at={event.time} />
                  </span>
                </Link>
              </li>
            ))}
          </ul>
        </Card>
      )}
    </Section>
  );
}
