/** One event whole, beside the list. */
import { Drawer } from '@mantine/core';
import { Link } from 'wouter';
import type { AuditEventItem } from '#api/audit.ts';
import { Code } from '../../parts/code.tsx';
import { Facts } from '../../parts/facts.tsx';
import { Moment } from '../../parts/moment.tsx';
import { Problem } from '../../parts/problem.tsx';
import { State } from '../../parts/state.tsx';
import { useOperation } from '../../parts/use-operation.ts';
import css from './audit.module.css';
import { isPersonId, outcomeTone, outcomeWords, sentenceOf } from './event-words.ts';

/** Shows an event; nothing without a number. @param known events that were fetched already */
export function EventPanel({
  sequence,
  known,
  onClose,
}: {
  readonly sequence: number | undefined;
  readonly known: readonly AuditEventItem[];
  readonly onClose: () => void;
}) {
  const found = known.find((event) => event.sequence === sequence);
  const enabled = sequence !== undefined && found === undefined && Number.isSafeInteger(sequence);
  const asked = useOperation('listAuditEvents', { query: { from: sequence ?? 1, limit: 1 } }, { enabled });
  const event = found ?? (enabled ? asked.data?.items[0] : undefined);
  return (
    <Drawer
      opened={sequence !== undefined}
      onClose={onClose}
      title={`Event ${sequence?.toLocaleString('en') ?? ''}`}
      size={480}
    >
      <Problem of={asked.error} />
      {event && <Event event={event} />}
    </Drawer>
  );
}

function Event({ event }: { readonly event: AuditEventItem }) {
  const { type, outcome, code, time, actor, userId, deviceId, address, requestId, detail, hash } = event;
  const details = Object.entries(detail);
  return (
    <div className={css['panel']}>
      <div className={css['panel-head']}>
        <h2>{sentenceOf(event)}</h2>
        <State of={outcomeWords[outcome]} tone={outcomeTone[outcome]} />
      </div>
      <Facts
        rows={[
          ['When', <Moment key="time" at={time} exact />],
          ['Type', <Code key="type">{type}</Code>],
          ['Code', code === null ? null : <Code key="code">{code}</Code>],
          ['Who did it', actor === null ? null : <Person key="actor" id={actor} />],
          ['Person', userId === null ? null : <Person key="user" id={userId} />],
          [
            'Mac',
            deviceId === null ? null : (
              <Link key="mac" href={`/audit?device=${encodeURIComponent(deviceId)}`}>
                {deviceId}
              </Link>
            ),
          ],
          ['Network address', address],
          ['Request', requestId],
        ]}
      />
      {details.length > 0 && (
        <>
          <h3>Details</h3>
          <Facts rows={details.map(([name, value]) => [name, String(value)] as const)} />
        </>
      )}
      <h3>Hash</h3>
      <Code block copyable label="Copy the hash">
        {hash}
      </Code>
      <h3>As it is</h3>
      <Code block copyable label="Copy the event">
        {JSON.stringify(event, undefined, 2)}
      </Code>
    </div>
  );
}

function Person({ id }: { readonly id: string }) {
  const isPerson = isPersonId(id);
  const { data } = useOperation('getUser', { params: { user: id } }, { enabled: isPerson });
  if (!isPerson) return <Code>{id}</Code>;
  return data ? <Link href={`/users/${id}`}>{data.user.userPrincipalName}</Link> : <Code>{id}</Code>;
}
