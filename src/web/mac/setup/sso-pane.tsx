/** "Single Sign-On for Mac" (macOS 26 and later): the organisation's application registers this Mac and its person. */
import { AppIcon } from '../look/app-icons.tsx';
import type { PaneProps } from './pane-props.ts';
import { SetupPane } from './setup-pane.tsx';

/** The pane. */
export function SsoPane({ mac, setup, words, answering }: PaneProps) {
  const name = mac.settings.platformSso?.accountDisplayName ?? setup.organisation ?? 'your organisation';
  return (
    <SetupPane
      title={setup.title}
      words={words}
      icon={<AppIcon name="porchlight" size={72} />}
      onContinue={() => void answering.answer({ kind: 'register' })}
      isBusy={answering.isBusy}
      problem={answering.problem}
      status={answering.isBusy ? (mac.underWay ?? 'Registering this Mac…') : undefined}
    >
      <div class="setup-prose">
        <p class="lead">Sign in with your account of “{name}”.</p>
        <p>
          This Mac is registered with “{name}”, and your account on it is made from the one that you sign in with. You
          then sign in to its apps and websites without typing your password again.
        </p>
      </div>
    </SetupPane>
  );
}
