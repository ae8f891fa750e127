/** Commands of device management: send one, see the queue, read what the Mac answered. */
import { UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import type { MdmCommandView } from '#api/commands.ts';
import type { MacDetail } from '#api/macs.ts';
import { Moment } from '../../../parts/moment.tsx';
import { Card, Section } from '../../../parts/page.tsx';
import { Problem } from '../../../parts/problem.tsx';
import { State, type Tone } from '../../../parts/state.tsx';
import { useOperation } from '../../../parts/use-operation.ts';
import { useAddressQuery } from '../address-query.ts';
import { MacLoading } from '../mac-loading.tsx';
import { CommandAnswer } from './command-answer.tsx';
import { NothingYet } from '../nothing-yet.tsx';
import css from './commands.module.css';
import { SendCommand } from './send-command.tsx';

/** Shows it. */
export function CommandsPart({ detail }: { readonly detail: MacDetail }) {
  const { serialNumber } = detail.mac;
  const { management } = detail;
  const [limit, setLimit] = useState(50);
  const commands = useOperation(
    'listCommands',
    { params: { enrollment: serialNumber }, query: { limit } },
    { live: ['macs'], enabled: management !== null, keep: true },
  );
  const items = commands.data?.items ?? [];
  if (management === null) {
    return <NothingYet title="Not under management" text="Commands need an enrollment: let the Mac enroll first." />;
  }
  return (
    <>
      {management.state !== 'ended' && <SendCommand serialNumber={serialNumber} />}
      <Section title="Queue and results" lead="Open commands in their order, then finished ones, the newest first.">
        {commands.error && <Problem of={commands.error} onRetry={() => void commands.refetch()} />}
        {commands.isPending && <MacLoading />}
        {commands.data !== undefined && items.length === 0 && (
          <NothingYet
            title="No commands yet"
            text="Ask the Mac something above: it answers with its next connection."
          />
        )}
        {items.length > 0 && (
          <Card flush>
            <ul className={css['commands']}>
              {items.map((command) => (
                <Command key={command.id} command={command} serialNumber={serialNumber} />
              ))}
            </ul>
          </Card>
        )}
        {items.length >= limit && limit < 200 && (
          <UnstyledButton className={css['more'] ?? ''} onClick={() => setLimit(200)}>
            Show more
          </UnstyledButton>
        )}
      </Section>
    </>
  );
}

const statuses: Readonly<Record<MdmCommandView['status'], readonly [string, Tone]>> = {
  queued: ['In the queue', 'busy'],
  sent: ['Sent', 'busy'],
  'not-now': ['Put off by the Mac', 'warn'],
  Acknowledged: ['Done', 'good'],
  Error: ['Failed', 'bad'],
  CommandFormatError: ['Not understood', 'bad'],
  Cleared: ['Cleared', 'still'],
};

function Command({ command, serialNumber }: { readonly command: MdmCommandView; readonly serialNumber: string }) {
  const [address, change] = useAddressQuery();
  const { id, requestType, status, errors, createdAt, finishedAt } = command;
  const isOpen = address.get('command') === id;
  const [label, tone] = statuses[status];
  const hasAnswer = status === 'Acknowledged';
  const head = (
    <>
      <span className={css['type']}>{requestType}</span>
      <State of={label} tone={tone} />
      <span className={css['when']}>
        <Moment at={finishedAt ?? createdAt} />
      </span>
    </>
  );
  return (
    <li data-open={isOpen || undefined}>
      {hasAnswer ? (
        <UnstyledButton
          className={css['head'] ?? ''}
          aria-expanded={isOpen}
          onClick={() => change({ command: isOpen ? '' : id })}
        >
          {head}
        </UnstyledButton>
      ) : (
        <div className={css['head']}>{head}</div>
      )}
      {errors.map((error) => (
        <p key={error} className={css['error']}>
          {error}
        </p>
      ))}
      {isOpen && hasAnswer && (
        <div className={css['answer']}>
          <CommandAnswer serialNumber={serialNumber} command={id} requestType={requestType} />
        </div>
      )}
    </li>
  );
}
