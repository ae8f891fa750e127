/** Safari of the person at the desktop. Its pages are the Mac's own: its network, its cookies, its SSO extension. */
import { useState } from 'preact/hooks';
import type { MacView } from '#api/desk/view.ts';
import { type WindowActs, WindowFrame } from '../../look/window.tsx';
import type { MacActions } from '../../mac-actions.ts';
import { PageFrame } from '../../page-window/page-frame.tsx';
import { AsideStrip, FailurePage } from './aside.tsx';
import { SafariBar, SafariTabs } from './safari-bar.tsx';
import { StartPage } from './start-page.tsx';
import { useSafari } from './use-safari.ts';
import './safari.css';

interface Props {
  readonly mac: MacView;
  readonly desk: MacActions;
  /** The window around it; its bar stands in the title bar then. */
  readonly framed?: WindowActs & { readonly isActive: boolean };
}

/** The window, or its content. */
export function Safari({ mac, desk, framed }: Props) {
  const use = useSafari(desk);
  const [isNewTab, setNewTab] = useState(false);
  const { safari } = mac;
  const isStart = isNewTab || safari?.page === undefined;
  const open = (address: string) => {
    const newTab = isNewTab && (safari?.tabs.length ?? 0) > 0;
    setNewTab(false);
    void use.take({ kind: 'open', address, newTab });
  };
  const newTab = () => {
    use.forget();
    setNewTab(true);
  };
  const { aside } = use;
  const failedAddress = aside?.kind === 'failed' ? aside.address : undefined;
  const bar = (
    <SafariBar
      safari={safari}
      use={use}
      isStart={isStart}
      onOpen={open}
      onNewTab={newTab}
      failedAddress={failedAddress}
    />
  );
  const content = (
    <div class="safari">
      {framed === undefined && bar}
      <SafariTabs safari={safari} use={use} isStart={isNewTab} onLeaveStart={() => setNewTab(false)} />
      {aside && <AsideStrip aside={aside} onClose={use.forget} />}
      {!isStart && safari?.message !== undefined && (
        <p class="safari-strip" role="alert">
          {safari.message}
        </p>
      )}
      <div class="safari-page">
        {aside?.kind === 'failed' ? (
          <FailurePage sentence={aside.sentence} address={aside.address} onAgain={open} />
        ) : isStart || !safari?.page ? (
          <StartPage bookmarks={mac.bookmarks} onOpen={open} />
        ) : (
          <PageFrame
            page={safari.page}
            desk={desk}
            isBusy={use.isBusy}
            isDialog={false}
            onAct={(act) => use.take({ kind: 'page', act })}
          />
        )}
      </div>
    </div>
  );
  if (framed === undefined) return content;
  return (
    <WindowFrame title="Safari" toolbar={bar} {...framed}>
      {content}
    </WindowFrame>
  );
}
