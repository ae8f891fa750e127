/** What a Mac answered, decoded: asked for only when somebody wants to see it, since it may hold secrets and is audited. */
import { Button, SegmentedControl, Tooltip } from '@mantine/core';
import { useState } from 'react';
import { auditorReason } from '../../../parts/change-button.tsx';
import { Code } from '../../../parts/code.tsx';
import { Problem } from '../../../parts/problem.tsx';
import { useMayChange, usePerform } from '../../../parts/use-operation.ts';
import { AnswerView, readAnswer } from './answer-view.tsx';
import css from './commands.module.css';

/** Shows it once it was asked for. */
export function CommandAnswer({
  serialNumber,
  command,
  requestType,
}: {
  readonly serialNumber: string;
  readonly command: string;
  readonly requestType: string;
}) {
  const mayLook = useMayChange();
  const [plist, setPlist] = useState<string>();
  const { perform, isPending, problem } = usePerform('getCommandResult', { quiet: true });
  if (plist !== undefined) return <Answer plist={plist} />;
  const look = async () => setPlist((await perform({ params: { enrollment: serialNumber, command } }))?.plist);
  return (
    <div className={css['ask']}>
      <p>An answer may hold secrets of the Mac; the audit notes who looked.</p>
      {mayLook ? (
        <Button loading={isPending} onClick={() => void look()}>
          Show the answer<span className="visually-hidden"> to {requestType}</span>
        </Button>
      ) : (
        <Tooltip label={auditorReason}>
          <Button aria-disabled data-disabled onClick={(event) => event.preventDefault()}>
            Show the answer
          </Button>
        </Tooltip>
      )}
      <Problem of={problem} />
    </div>
  );
}

function Answer({ plist }: { readonly plist: string }) {
  const [view, setView] = useState('decoded');
  const answer = readAnswer(plist);
  return (
    <div className={css['result']}>
      <SegmentedControl
        aria-label="View"
        value={view}
        onChange={setView}
        data={[
          { value: 'decoded', label: 'Decoded' },
          { value: 'plist', label: 'Property list' },
        ]}
      />
      {view === 'decoded' && answer !== undefined ? (
        <AnswerView of={answer} />
      ) : (
        <Code block copyable label="Copy the property list">
          {plist}
        </Code>
      )}
    </div>
  );
}
