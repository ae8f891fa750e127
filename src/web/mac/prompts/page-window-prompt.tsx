/**
 * The window in which the organisation's pages are shown to somebody who registers or signs in: that of the SSO extension, or
 * the system's own (macOS 27). It is called after the application, says whose page it shows, and can be closed.
 */
import { useId, useRef, useState } from 'preact/hooks';
import type { MacView } from '#api/desk/view.ts';
import { PushButton } from '../look/controls.tsx';
import { useFocusInside } from '../look/focus-inside.ts';
import { Problem } from '../look/forms.tsx';
import type { MacActions } from '../mac-actions.ts';
import { HostLine } from '../page-window/host-line.tsx';
import { PageFrame } from '../page-window/page-frame.tsx';
import type { PromptProps } from './prompt-props.ts';

interface Props extends PromptProps<'page'> {
  readonly desk: MacActions;
}

const smallest = 420;
const largest = 560;

/** The window. */
export function PageWindowPrompt({ mac, prompt, desk, answer, problem }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const heading = useId();
  const [height, setHeight] = useState(smallest);
  const close = () => void answer({ kind: 'close' });
  useFocusInside(place, close);
  const toButton = () => place.current?.querySelector('button')?.focus();
  const toPage = () => place.current?.querySelector('iframe')?.focus();
  return (
    <div class="mac-scrim over-screen">
      <div ref={place} class="prompt-window" role="dialog" aria-modal="true" aria-labelledby={heading} tabIndex={-1}>
        <Edge onFocus={toPage} />
        <header>
          <PushButton onPress={close}>Cancel</PushButton>
          <div>
            <h2 id={heading}>{applicationOf(mac) ?? prompt.title}</h2>
            <HostLine address={prompt.page.address} />
          </div>
        </header>
        <div class="prompt-page" style={{ height: `${Math.min(largest, Math.max(smallest, height))}px` }}>
          <PageFrame
            page={prompt.page}
            desk={desk}
            onAct={(act) => answer(act.kind === 'close' ? { kind: 'close' } : { kind: 'page', act })}
            onEscape={close}
            onHeight={setHeight}
          />
        </div>
        <Problem>{problem}</Problem>
        <Edge onFocus={toButton} />
      </div>
    </div>
  );
}

/** Tab leaves a frame without a word to the page around it: at the edges of the window it is sent back in. */
function Edge({ onFocus }: { readonly onFocus: () => void }) {
  return <div class="prompt-edge" tabIndex={0} onFocus={onFocus} />;
}

function applicationOf({ settings, applications }: MacView): string | undefined {
  return settings.platformSso?.accountDisplayName ?? applications.find(({ isPorchlight }) => isPorchlight)?.name;
}
