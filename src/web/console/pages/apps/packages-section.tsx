/** Packages that Macs install by device management. */
import { Button, FileButton, Progress } from '@mantine/core';
import { IconPackage, IconUpload } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import type { Application } from '#api/applications.ts';
import { refreshOperations } from '../../link/queries.ts';
import { ChangeButton } from '../../parts/change-button.tsx';
import { Code } from '../../parts/code.tsx';
import { ConfirmAction } from '../../parts/confirm-action.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Facts } from '../../parts/facts.tsx';
import { Moment } from '../../parts/moment.tsx';
import { Card } from '../../parts/page.tsx';
import { Problem } from '../../parts/problem.tsx';
import { State } from '../../parts/state.tsx';
import { tellDone, useMayChange, useOperation, usePerform } from '../../parts/use-operation.ts';
import css from './apps.module.css';
import { uploadPackage } from './upload.ts';

/** The section. */
export function PackagesSection() {
  const found = useOperation('listApplications', undefined, { live: ['apps'] });
  const items = found.data?.items ?? [];
  return (
    <>
      <Problem of={found.error} />
      {items.length > 0 && <Additions />}
      {found.data && items.length === 0 && (
        <EmptyState
          icon={<IconPackage size={22} aria-hidden />}
          title="No packages yet"
          text="Macs need the app with the single sign-on extension before they can join. Take in its signed package, or the demonstration's for virtual Macs."
          action={<Additions />}
        />
      )}
      <div className={css['packages']}>
        {items.map((application) => (
          <Package key={application.id} application={application} />
        ))}
      </div>
    </>
  );
}

interface Upload {
  readonly name: string;
  readonly share: number;
}

function Additions() {
  const mayChange = useMayChange();
  const [upload, setUpload] = useState<Upload>();
  const [problem, setProblem] = useState<unknown>();
  const stop = useRef<() => void>(undefined);
  const demonstrate = usePerform('makeDemonstrationApplication', {
    invalidates: ['listApplications'],
    done: ({ outcome }) => (outcome === 'already' ? 'It was here already.' : 'The package was made.'),
  });
  const take = async (file: File | null) => {
    if (!file) return;
    setProblem(undefined);
    setUpload({ name: file.name, share: 0 });
    const sending = uploadPackage(file, (share) => setUpload({ name: file.name, share }));
    stop.current = sending.stop;
    try {
      const { name, isNew } = await sending.done;
      tellDone(isNew ? `${name} was taken in.` : `${name} was here already.`);
      await refreshOperations(['listApplications']);
    } catch (error) {
      setProblem(error);
    } finally {
      setUpload(undefined);
    }
  };
  return (
    <div>
      <div className={css['upload']}>
        {upload ? (
          <>
            <div className={css['progress']}>
              <span>{upload.share < 1 ? `Sending ${upload.name} …` : `${upload.name} is being looked into …`}</span>
              <Progress value={upload.share * 100} aria-label="Sent" animated={upload.share === 1} />
            </div>
            <Button onClick={() => stop.current?.()}>Stop</Button>
          </>
        ) : (
          <>
            <FileButton accept=".pkg" onChange={(file) => void take(file)} disabled={!mayChange}>
              {({ onClick }) => (
                <ChangeButton variant="filled" leftSection={<IconUpload size={14} aria-hidden />} onClick={onClick}>
                  Take in a package
                </ChangeButton>
              )}
            </FileButton>
            <ChangeButton loading={demonstrate.isPending} onClick={() => void demonstrate.perform({})}>
              Make the demonstration's
            </ChangeButton>
          </>
        )}
      </div>
      <Problem of={problem} />
    </div>
  );
}

function Package({ application }: { readonly application: Application }) {
  const { id, fileName, applications, teamIdentifier, signer, size, sha256, isDemonstration, importedAt } = application;
  const [isAsked, setAsked] = useState(false);
  const remove = usePerform('removeApplication', {
    invalidates: ['listApplications'],
    done: 'The package was taken away.',
    quiet: true,
  });
  return (
    <Card>
      <div className={css['head']}>
        <h3>
          <bdi>{applications.map(({ name, version }) => `${name} ${version ?? ''}`.trim()).join(', ') || fileName}</bdi>
        </h3>
        {isDemonstration && <State of="For virtual Macs only" tone="warn" />}
      </div>
      <Facts
        rows={[
          ['File', fileName],
          ['Size', sizeOf(size)],
          ['Signed by', signer],
          ['Team', teamIdentifier && <Code key="t">{teamIdentifier}</Code>],
          ['Bundle', applications.map(({ bundleIdentifier }) => bundleIdentifier).join(', ')],
          ['Sign-on extensions', applications.flatMap(({ extensionIdentifiers }) => extensionIdentifiers).join(', ')],
          [
            'SHA-256',
            <Code key="s" copyable label="Copy the checksum">
              {sha256}
            </Code>,
          ],
          ['Taken in', <Moment key="i" at={importedAt} />],
        ]}
      />
      <div className={css['upload']} style={{ marginTop: 10, marginBottom: 0 }}>
        <ChangeButton onClick={() => setAsked(true)}>Take away</ChangeButton>
      </div>
      <ConfirmAction
        opened={isAsked}
        onClose={() => setAsked(false)}
        title="Take this package away?"
        text="Macs that have it keep it; no further Mac installs it. A sign-in plan that names its app waits for another package."
        action="Take away"
        isPending={remove.isPending}
        problem={remove.problem}
        onConfirm={async () => {
          await remove.perform({ params: { application: id } });
        }}
      />
    </Card>
  );
}

function sizeOf(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
