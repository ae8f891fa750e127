/** System Settings: the sidebar of the version, a search field that filters it, and the panes. */
import { useEffect, useState } from 'preact/hooks';
import { RoundButton, SearchField } from '../../look/controls.tsx';
import { Sidebar } from '../../look/forms.tsx';
import { ChevronIcon } from '../../look/icons.tsx';
import { WindowFrame } from '../../look/window.tsx';
import type { AppProps } from '../../screen/desktop/app-props.ts';
import { remember, remembered } from '../../screen/desktop/window-memory.ts';
import { PaneContent } from './pane-content.tsx';
import { PaneTile } from './pane-tile.tsx';
import { foundPanes, type PaneId, paneOf, panesOf } from './panes.ts';
import { Supervision } from './supervision.tsx';
import './settings.css';

/** The window. */
export function Settings(props: AppProps) {
  const { mac, framed, options } = props;
  const [current, open] = useState<PaneId>(() => firstPane(props));
  const [search, setSearch] = useState('');
  useEffect(() => {
    if (options.pane !== undefined) open(paneOf(mac.macos, options.pane));
  }, [options, mac.macos]);
  useEffect(() => remember(mac.name, 'settings-pane', current), [mac.name, current]);
  const pane = panesOf(mac.macos).find(({ id }) => id === current);
  const within = pane?.within;
  const found = foundPanes(mac.macos, search);
  return (
    <WindowFrame
      title="System Settings"
      {...framed}
      sidebar={
        <>
          <SearchField label="Search" value={search} onInput={setSearch} />
          {search === '' && <Supervision mac={mac} />}
          <Sidebar
            label="Settings"
            current={search === '' ? (within ?? current) : current}
            onOpen={(id) => open(id as PaneId)}
            entries={found.map(({ id, words, tone, hasGap }) => ({
              id,
              words,
              icon: <PaneTile id={id} tone={tone} />,
              hasGap: hasGap === true && search === '',
            }))}
          />
          {found.length === 0 && <p class="mac-none">No Results</p>}
        </>
      }
      head={
        <>
          {within !== undefined && (
            <RoundButton label="Back" onPress={() => open(within)}>
              <ChevronIcon size={16} isBack />
            </RoundButton>
          )}
          <h2>{pane?.words}</h2>
        </>
      }
    >
      <div class="scroll" key={current}>
        <PaneContent {...props} pane={current} onOpen={open} />
      </div>
    </WindowFrame>
  );
}

function firstPane({ mac, options }: AppProps): PaneId {
  const before = remembered(mac.name, 'settings-pane');
  return paneOf(mac.macos, options.pane ?? (typeof before === 'string' ? before : undefined));
}
