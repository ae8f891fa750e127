import { PushButton } from '../look/controls.tsx';
import type { PaneProps } from './pane-props.ts';
import { plainPane } from './plain-panes.ts';
import { SetupIcon } from './setup-icon.tsx';
import { SetupPane } from './setup-pane.tsx';

/** A pane that asks nothing here. */
export function PlainPane({ setup, words, answering }: PaneProps) {
  const { sign, text, button, other } = plainPane(setup.pane);
  const goOn = () => void answering.answer({ kind: 'continue' });
  return (
    <SetupPane
      title={setup.title}
      words={words}
      icon={<SetupIcon sign={sign} />}
      onContinue={goOn}
      isBusy={answering.isBusy}
      problem={answering.problem}
      {...(button === undefined ? {} : { continueWords: button })}
      {...(other === undefined
        ? {}
        : {
            other: (
              <PushButton isLarge onPress={goOn} isDisabled={answering.isBusy}>
                {other}
              </PushButton>
            ),
          })}
    >
      <div class="setup-prose">
        <p class="lead">{text}</p>
      </div>
    </SetupPane>
  );
}
