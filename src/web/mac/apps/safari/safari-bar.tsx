/** The top of Safari: back, reload, the address, a new tab; and the tabs, where there is more than one. */
import type { SafariView } from '#api/desk/view.ts';
import { ChevronIcon } from '../../look/icons.tsx';
import { AddressField } from './address-field.tsx';
import type { SafariUse } from './use-safari.ts';

interface BarProps {
  readonly safari: SafariView | undefined;
  readonly use: SafariUse;
  readonly isStart: boolean;
  readonly onOpen: (address: string) => void;
  readonly onNewTab: () => void;
  /** Of a page that could not be had. */
  readonly failedAddress: string | undefined;
}

/** Back, reload, address, new tab. */
export function SafariBar({ safari, use, isStart, onOpen, onNewTab, failedAddress }: BarProps) {
  const page = isStart ? undefined : safari?.page;
  return (
    <div class="safari-bar">
      <button
        type="button"
        class="mac-round"
        aria-label="Back"
        disabled={use.isBusy || isStart || safari?.canGoBack !== true}
        onClick={() => void use.take({ kind: 'back' })}
      >
        <ChevronIcon size={15} isBack />
      </button>
      <AddressField address={failedAddress ?? page?.address} onOpen={onOpen} isBusy={use.isBusy} />
      <button
        type="button"
        class="mac-round"
        aria-label="Reload this page"
        disabled={use.isBusy || page === undefined}
        onClick={() => void use.take({ kind: 'reload' })}
      >
        <Sign path="M13 8a5 5 0 1 1-1.600-3.600M11.900 1.800v2.900H9" />
      </button>
      <button type="button" class="mac-round" aria-label="New tab" disabled={isStart} onClick={() => onNewTab()}>
        <Sign path="M8 3v10M3 8h10" />
      </button>
    </div>
  );
}

interface TabsProps {
  readonly safari: SafariView | undefined;
  readonly use: SafariUse;
  readonly isStart: boolean;
  readonly onLeaveStart: () => void;
}

/** The tabs. The start page of a new tab stands among them until something is opened in it. */
export function SafariTabs({ safari, use, isStart, onLeaveStart }: TabsProps) {
  const tabs = safari?.tabs ?? [];
  if (tabs.length + (isStart ? 1 : 0) < 2) return null;
  const choose = (number: number) => {
    onLeaveStart();
    if (number !== (safari?.current ?? 0) + 1) void use.take({ kind: 'tab', number });
  };
  return (
    <div class="safari-tabs">
      <div role="tablist" aria-label="Tabs">
        {tabs.map(({ title, address }, index) => {
          const isCurrent = !isStart && index === safari?.current;
          return (
            <button
              key={`${index} ${address}`}
              type="button"
              role="tab"
              aria-selected={isCurrent}
              title={address}
              onClick={() => choose(index + 1)}
            >
              {title === '' ? address : title}
            </button>
          );
        })}
        {isStart && (
          <button type="button" role="tab" aria-selected>
            Start Page
          </button>
        )}
      </div>
      <button
        type="button"
        class="mac-round"
        aria-label="Close this tab"
        disabled={use.isBusy}
        onClick={() => (isStart ? onLeaveStart() : void use.take({ kind: 'close-tab' }))}
      >
        <Sign path="M4 4l8 8M12 4l-8 8" />
      </button>
    </div>
  );
}

function Sign({ path }: { readonly path: string }) {
  return (
    <svg width="15" height="15" viewBox="0 0 16 16" aria-hidden="true">
      <path
        d={path}
        fill="none"
        stroke="currentColor"
        stroke-width="1.500"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  );
}
