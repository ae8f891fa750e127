/**
 * "Awaiting final configuration": the Mac asks its server for work until it is let go. What has come already is told by name.
 * An alert holds it until somebody tries again.
 */
import { useEffect } from 'preact/hooks';
import { Spinner } from '../look/controls.tsx';
import type { PaneProps } from './pane-props.ts';
import { SetupIcon } from './setup-icon.tsx';
import { SetupPane } from './setup-pane.tsx';

const askEvery = 1200;

/** The pane. */
export function AwaitingPane({ setup, words, answering }: PaneProps) {
  const { answer, isBusy, count, problem } = answering;
  const isHeld = setup.alert !== undefined || problem !== undefined;
  useEffect(() => {
    if (isBusy || isHeld) return undefined;
    const asking = setTimeout(() => void answer({ kind: 'continue' }), count === 0 ? 0 : askEvery);
    return () => clearTimeout(asking);
  }, [answer, isBusy, isHeld, count]);
  const { organisation, installing } = setup;
  return (
    <SetupPane
      title={setup.title}
      words={words}
      icon={<SetupIcon sign="management" />}
      problem={problem}
      text={organisation === undefined ? undefined : `“${organisation}” is configuring this Mac.`}
      {...(problem === undefined
        ? {}
        : { onContinue: () => void answer({ kind: 'continue' }), continueWords: words.tryAgain })}
    >
      <div class="setup-await">
        <Spinner isLarge />
        <p role="status">{installing.length === 0 ? 'Contacting the server…' : `Installed: ${installing.length}`}</p>
        <ul aria-label="Installed so far">
          {installing.map((name) => (
            <li key={name}>{name}</li>
          ))}
        </ul>
      </div>
    </SetupPane>
  );
}
