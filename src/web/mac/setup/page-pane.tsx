/** The organisation's sign-in page inside of the sheet. */
import { useState } from 'preact/hooks';
import type { PageAct } from '#api/desk/acts.ts';
import { PushButton } from '../look/controls.tsx';
import { sentenceOf } from '../mac-actions.ts';
import { HostLine } from '../page-window/host-line.tsx';
import { PageFrame } from '../page-window/page-frame.tsx';
import { Problem } from '../look/forms.tsx';
import type { PaneProps } from './pane-props.ts';

/** The pane. */
export function PagePane({ setup, desk, words, answering }: PaneProps) {
  const [problem, setProblem] = useState<string>();
  const act = async (made: PageAct) => {
    if (made.kind !== 'look-again') setProblem(undefined);
    try {
      await desk.act({ kind: 'setup-page', act: made });
    } catch (error) {
      if (made.kind !== 'look-again') setProblem(sentenceOf(error));
    }
  };
  return (
    <main class="setup-sheet page">
      <header>
        <PushButton onPress={() => void act({ kind: 'close' })} isDisabled={answering.isBusy}>
          {words.back}
        </PushButton>
        <div>
          <h1>{setup.organisation ?? setup.title}</h1>
          {setup.page && <HostLine address={setup.page.address} />}
        </div>
      </header>
      <div class="setup-page">{setup.page && <PageFrame page={setup.page} desk={desk} onAct={act} />}</div>
      <Problem>{problem}</Problem>
    </main>
  );
}
