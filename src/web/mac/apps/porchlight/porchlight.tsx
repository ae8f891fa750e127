/** The organisation's application, which brings the SSO extension: the account, this Mac, preferences, help. */
import { useEffect, useMemo, useState } from 'preact/hooks';
import { AppIcon } from '../../look/app-icons.tsx';
import { Sidebar } from '../../look/forms.tsx';
import { GearIcon, InfoIcon, LaptopIcon, PersonIcon } from '../../look/icons.tsx';
import { WindowFrame } from '../../look/window.tsx';
import type { AppProps } from '../../screen/desktop/app-props.ts';
import { useMenus } from '../../screen/desktop/menus.ts';
import { remember, remembered } from '../../screen/desktop/window-memory.ts';
import { AccountPage } from './account-page.tsx';
import { DevicePage } from './device-page.tsx';
import { HelpPage } from './help-page.tsx';
import { PreferencesPage } from './preferences-page.tsx';
import './porchlight.css';

const pages = [
  { id: 'account', words: 'Account', icon: <PersonIcon />, content: AccountPage },
  { id: 'device', words: 'This Mac', icon: <LaptopIcon />, content: DevicePage },
  { id: 'preferences', words: 'Preferences', icon: <GearIcon />, content: PreferencesPage },
  { id: 'help', words: 'Help', icon: <InfoIcon />, content: HelpPage },
] as const;

type PageId = (typeof pages)[number]['id'];

/** The window. */
export function Porchlight(props: AppProps) {
  const { mac, framed } = props;
  const name = mac.applications.find(({ isPorchlight }) => isPorchlight)?.name ?? 'Porchlight';
  const [current, open] = useState<PageId>(() => pageOf(remembered(mac.name, 'porchlight-page')));
  useEffect(() => remember(mac.name, 'porchlight-page', current), [mac.name, current]);
  const menus = useMemo(
    () => [
      { title: name, items: [{ words: 'Preferences…', onChoose: () => open('preferences') }] },
      { title: 'Help', items: [{ words: 'Diagnostic Report', onChoose: () => open('help') }] },
    ],
    [name],
  );
  useMenus('porchlight', menus);
  const Content = pages.find(({ id }) => id === current)?.content ?? AccountPage;
  const organisation = mac.settings.platformSso?.accountDisplayName ?? mac.settings.management?.organisation;
  return (
    <WindowFrame
      title={name}
      {...framed}
      sidebar={
        <>
          <div class="mac-porch-head">
            <AppIcon name="porchlight" size={44} />
            <div>
              <strong>{name}</strong>
              {organisation !== undefined && <span>{organisation}</span>}
            </div>
          </div>
          <Sidebar label={name} entries={pages} current={current} onOpen={(id) => open(pageOf(id))} />
        </>
      }
      head={<h2>{pages.find(({ id }) => id === current)?.words}</h2>}
    >
      <div class="scroll" key={current}>
        <Content {...props} />
      </div>
    </WindowFrame>
  );
}

function pageOf(id: unknown): PageId {
  return pages.find((page) => page.id === id)?.id ?? 'account';
}
