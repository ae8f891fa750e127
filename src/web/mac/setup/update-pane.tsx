/** "Software Update Required": the organisation lets no older macOS in. */
import { useEffect, useState } from 'preact/hooks';
import type { PaneProps } from './pane-props.ts';
import { SetupIcon } from './setup-icon.tsx';
import { SetupPane } from './setup-pane.tsx';

/** A virtual Mac has the other macOS at once; a real one takes its time, of which this is a hint. */
const steps = 24;
const stepTime = 110;

/** The pane. */
export function UpdatePane({ mac, setup, words, answering }: PaneProps) {
  const [progress, setProgress] = useState<number>();
  const { answer } = answering;
  useEffect(() => {
    if (progress === undefined) return undefined;
    if (progress > steps) {
      setProgress(undefined);
      void answer({ kind: 'continue' });
      return undefined;
    }
    const next = setTimeout(() => setProgress(progress + 1), stepTime);
    return () => clearTimeout(next);
  }, [progress, answer]);
  const isUpdating = progress !== undefined || answering.isBusy;
  return (
    <SetupPane
      title={setup.title}
      words={words}
      icon={<SetupIcon sign="update" />}
      onContinue={() => setProgress(0)}
      isBusy={isUpdating}
      problem={answering.problem}
      status={isUpdating ? updating(progress ?? steps) : undefined}
    >
      <div class="setup-prose">
        <p class="lead">
          “{setup.organisation ?? 'Your organisation'}” wants macOS {setup.updateTo ?? ''} or later.
        </p>
        <p>This Mac has macOS {mac.macos}. It installs the update and restarts; then setup goes on.</p>
        {isUpdating && <progress aria-label="Update" max={steps} value={progress ?? steps} />}
      </div>
    </SetupPane>
  );
}

function updating(progress: number): string {
  return progress < steps / 2 ? 'Downloading…' : 'Installing…';
}
