/** "Remote Management": whose Mac this is, and that they look after it. Continue is all there is to choose. */
import type { PaneProps } from './pane-props.ts';
import { SetupIcon } from './setup-icon.tsx';
import { SetupPane } from './setup-pane.tsx';

/** The pane. */
export function ManagementPane({ setup, words, answering }: PaneProps) {
  const name = setup.organisation ?? 'Your organisation';
  return (
    <SetupPane
      title={setup.title}
      words={words}
      icon={<SetupIcon sign="management" />}
      onBack={() => void answering.answer({ kind: 'back' })}
      onContinue={() => void answering.answer({ kind: 'continue' })}
      isBusy={answering.isBusy}
      problem={answering.problem}
      status={answering.isBusy ? 'Retrieving the configuration…' : undefined}
    >
      <div class="setup-prose">
        <p class="lead">“{name}” can automatically configure your Mac.</p>
        <p>
          Remote management enables the administrator of “{name}” to set up email and network accounts, install and
          configure apps, and manage the settings of this Mac.
        </p>
      </div>
    </SetupPane>
  );
}
