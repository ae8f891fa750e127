/** What shows a cause: lines of the text by their numbers, events by theirs, and what is known here. */
import { Button } from '@mantine/core';
import { Link } from 'wouter';
import type { DoctorEvidence } from '#api/doctor.ts';
import css from './doctor.module.css';

const places = { text: 'Text', mac: 'This server', audit: 'Audit', plan: 'Plan', live: 'Asked now' } as const;

/** Shows it. `onShow` leads to a line of the text. */
export function Evidence({
  of,
  onShow,
}: {
  readonly of: readonly DoctorEvidence[];
  readonly onShow?: ((line: number) => void) | undefined;
}) {
  return (
    <ul className={css['evidence']}>
      {of.map(({ source, line, event, quote }) => (
        <li key={`${source} ${line ?? ''} ${event ?? ''} ${quote}`}>
          <span className={css['place']}>
            <Place source={source} line={line} event={event} onShow={onShow} />
          </span>
          <mark className={css['quote']}>{quote}</mark>
        </li>
      ))}
    </ul>
  );
}

function Place({
  source,
  line,
  event,
  onShow,
}: Pick<DoctorEvidence, 'source' | 'line' | 'event'> & { readonly onShow?: ((line: number) => void) | undefined }) {
  if (line !== null && onShow) {
    return (
      <Button size="compact-xs" onClick={() => onShow(line)} aria-label={`Show line ${line} in the text`}>
        Line {line}
      </Button>
    );
  }
  if (line !== null) return `Line ${line}`;
  if (event !== null) return <Link href={`/audit?event=${event}`}>Event {event}</Link>;
  return places[source];
}
