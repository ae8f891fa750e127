/** Help: the diagnostic report, to be shown, copied and kept. It holds no secret. */
import { useState } from 'preact/hooks';
import { PushButton } from '../../look/controls.tsx';
import type { AppProps } from '../../screen/desktop/app-props.ts';
import { useLook } from './app-answers.ts';
import { Looking } from './looking.tsx';

/** The page. */
export function HelpPage({ mac, desk }: AppProps) {
  const [said, say] = useState('');
  const look = useLook(desk, 'report', `${mac.isOnline}`);
  if (look.kind !== 'seen') return <Looking look={look} />;
  if (look.outcome.kind !== 'report') return <p class="mac-none">{look.outcome.sentence}</p>;
  const report = JSON.stringify(look.outcome['report'], undefined, 2);
  const copy = () =>
    navigator.clipboard.writeText(report).then(
      () => say('Copied.'),
      () => say('The browser does not allow copying here. Save the report instead.'),
    );
  return (
    <div class="mac-porch-help">
      <p>The diagnostic report says how this Mac stands. It holds no password, no key and no token.</p>
      <pre tabIndex={0} aria-label="Diagnostic report">
        {report}
      </pre>
      <div class="acts">
        <span role="status">{said}</span>
        <PushButton onPress={() => void copy()}>Copy</PushButton>
        <PushButton isDefault onPress={() => save(report, `porchlight-${mac.serialNumber}.json`)}>
          Save Report…
        </PushButton>
      </div>
    </div>
  );
}

function save(text: string, name: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
