/** Keys of the server: those that sign tokens, and the one that seals every secret. */
import { Skeleton } from '@mantine/core';
import { useState } from 'react';
import type { SigningKey } from '#api/keys.ts';
import { ChangeButton } from '../../parts/change-button.tsx';
import { Code } from '../../parts/code.tsx';
import { ConfirmAction } from '../../parts/confirm-action.tsx';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { fullOf, Moment } from '../../parts/moment.tsx';
import { Card, Section } from '../../parts/page.tsx';
import { Problem } from '../../parts/problem.tsx';
import { State } from '../../parts/state.tsx';
import { useOperation, usePerform } from '../../parts/use-operation.ts';
import css from './settings.module.css';

/** Shows both. */
export function KeysSection() {
  return (
    <>
      <SigningKeys />
      <MasterKey />
    </>
  );
}

const states: Readonly<Record<SigningKey['state'], readonly [words: string, tone: 'good' | 'busy' | 'still']>> = {
  current: ['Signs', 'good'],
  next: ['Published, signs soon', 'busy'],
  previous: ['Still published', 'still'],
};

const columns: readonly Column<SigningKey>[] = [
  { key: 'id', title: 'Key', render: ({ keyId }) => <Code>{keyId}</Code> },
  {
    key: 'state',
    title: 'State',
    width: '190px',
    render: ({ state }) => <State of={states[state][0]} tone={states[state][1]} />,
  },
  {
    key: 'created',
    title: 'Made',
    width: '140px',
    hideBelow: 'narrow',
    render: ({ createdAt }) => <Moment at={createdAt} />,
  },
];

function SigningKeys() {
  const [isAsking, setAsking] = useState(false);
  const { data, error, refetch } = useOperation('listSigningKeys', {}, { live: ['keys'] });
  const rotate = usePerform('rotateSigningKey', {
    invalidates: ['listSigningKeys', 'showStatus'],
    done: ({ signsFrom }) => `The new key signs from ${fullOf(Date.parse(signsFrom))} on.`,
  });
  return (
    <Section
      title="Signing keys"
      lead="They sign every token. Macs and applications fetch them from the server; a new one is published first and signs later."
      actions={<ChangeButton onClick={() => setAsking(true)}>Rotate</ChangeButton>}
    >
      {error && <Problem of={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton height={110} radius="lg" />}
      {data && (
        <DataTable
          label="Signing keys"
          columns={columns}
          rows={data.items}
          getId={({ keyId }) => keyId}
          height="grow"
        />
      )}
      <ConfirmAction
        opened={isAsking}
        onClose={() => setAsking(false)}
        title="Publish a new signing key?"
        text="It signs once every Mac has had the time to fetch it. The present key stays published until the last token of its has ended, so that nobody is signed out."
        action="Publish a new key"
        isHarmful={false}
        isPending={rotate.isPending}
        problem={rotate.problem}
        onConfirm={async () => {
          if (await rotate.perform({})) setAsking(false);
        }}
      />
    </Section>
  );
}

function MasterKey() {
  const [isAsking, setAsking] = useState(false);
  const [told, setTold] = useState<string>();
  const rotate = usePerform('rotateMasterKey', { quiet: true });
  return (
    <Section
      title="Master key"
      lead="It seals every secret in the database. Rotate it when somebody may have read its file, or as your rules say."
      actions={<ChangeButton onClick={() => setAsking(true)}>Rotate</ChangeButton>}
    >
      <Card>
        <p className={css['text']} role="status">
          {told ??
            'The file of the master key gets a new version, and every secret is sealed anew under it. Make a copy of the file afterwards: without it a backup of the database cannot be opened.'}
        </p>
      </Card>
      <ConfirmAction
        opened={isAsking}
        onClose={() => setAsking(false)}
        title="Rotate the master key?"
        text="Nothing stops meanwhile. Copies of the key file that you keep are out of date afterwards: copy it anew, and keep the old one as long as the backups that need it."
        confirmWord="rotate"
        action="Rotate the master key"
        isPending={rotate.isPending}
        problem={rotate.problem}
        onConfirm={async () => {
          const done = await rotate.perform({});
          if (!done) return;
          setTold(
            `Version ${done.version} is in use; ${done.resealed.toLocaleString('en')} secrets were sealed anew. Copy the key file now.`,
          );
          setAsking(false);
        }}
      />
    </Section>
  );
}
