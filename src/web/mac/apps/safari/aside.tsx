/** What came of a step besides a page: a file, a page that cannot be had, a word from the Mac. */
import { PushButton } from '../../look/controls.tsx';
import { WarningIcon } from '../../look/icons.tsx';
import { useOpenApp } from '../../screen/open-app.ts';
import type { Aside } from './use-safari.ts';

interface Props {
  readonly aside: Aside;
  readonly onClose: () => void;
}

/** A strip below the bar. Failures have a page of their own. */
export function AsideStrip({ aside, onClose }: Props) {
  const openApp = useOpenApp();
  if (aside.kind === 'failed') return null;
  const isProfile = aside.kind === 'download' && aside.isProfile;
  return (
    <div class="safari-strip" role="status">
      <p>{aside.kind === 'told' ? aside.sentence : downloadWords(aside)}</p>
      {isProfile && (
        <PushButton onPress={() => openApp('settings', { pane: 'profiles' })}>Open in System Settings</PushButton>
      )}
      <PushButton isPlain onPress={onClose}>
        Close
      </PushButton>
    </div>
  );
}

function downloadWords({ fileName, isProfile }: Extract<Aside, { kind: 'download' }>): string {
  const words = `“${fileName}” was downloaded.`;
  return isProfile ? `${words} Review the profile in System Settings if you want to install it.` : words;
}

interface FailureProps {
  readonly sentence: string;
  readonly address: string | undefined;
  readonly onAgain: (address: string) => void;
}

/** "Safari can’t open the page". */
export function FailurePage({ sentence, address, onAgain }: FailureProps) {
  return (
    <div class="safari-failure" role="alert">
      <WarningIcon size={38} />
      <h2>Safari Can’t Open the Page</h2>
      <p>{sentence}</p>
      {address !== undefined && (
        <>
          <p class="address">{address}</p>
          <PushButton isLarge onPress={() => onAgain(address)}>
            Try Again
          </PushButton>
        </>
      )}
    </div>
  );
}
