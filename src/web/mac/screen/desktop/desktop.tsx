/** The desktop of whoever is logged in: menu bar, windows, notifications, Dock. */
import { useCallback, useEffect, useReducer, useState } from 'preact/hooks';
import type { AppName, OpenOptions } from '../app-names.ts';
import { OpenAppContext } from '../open-app.ts';
import { useMacTime } from '../mac-time.ts';
import type { MacProps } from '../parts.ts';
import { useAct } from '../use-act.ts';
import { AppWindow } from './app-window.tsx';
import { AppContent, appsOf, nameOf } from './apps.tsx';
import { Dock } from './dock.tsx';
import { Extras } from './extras.tsx';
import { MenuBar } from './menu-bar.tsx';
import { type Menu, MenusContext } from './menus.ts';
import { NotificationCenter } from './notification-center.tsx';
import { Notifications } from './notifications.tsx';
import { Question, Said } from './questions.tsx';
import { applicationMenus, systemMenu } from './standard-menus.ts';
import { rememberedWindows, rememberWindows } from './window-memory.ts';
import { useWindowKeys } from './window-keys.ts';
import { activeWindow, afterAct } from './windows.ts';

interface Props extends MacProps {
  /** Short name. */
  readonly person: string;
}

/** Draws it. */
export function Desktop({ mac, desk, person }: Props) {
  const [windows, act] = useReducer(afterAct, mac.name, rememberedWindows);
  useEffect(() => rememberWindows(mac.name, windows), [mac.name, windows]);
  const [question, ask] = useState<'restart' | 'log-out'>();
  const [isCenterOpen, setCenterOpen] = useState(false);
  const [menus, setMenus] = useAppMenus();
  const leaving = useAct(desk);
  const answering = useAct(desk);
  const time = useMacTime(mac);
  const open = useCallback((app: AppName, options?: OpenOptions) => {
    act({ kind: 'open', app, ...(options === undefined ? {} : { options }) });
  }, []);
  const active = activeWindow(windows);
  useWindowKeys(active?.app, act);
  const fullName = mac.accounts.find(({ shortName }) => shortName === person)?.fullName ?? person;
  const leave = (kind: 'lock' | 'log-out' | 'reboot') => void leaving.run({ kind });
  const barMenus = [
    systemMenu({ fullName, onOpen: open, onAsk: ask, onLock: () => leave('lock') }),
    ...(active ? applicationMenus(nameOf(mac, active.app), active.app, menus[active.app] ?? [], act) : []),
  ];
  const byApp = windows.toSorted((one, other) => one.app.localeCompare(other.app));
  return (
    <OpenAppContext.Provider value={open}>
      <MenusContext.Provider value={setMenus}>
        <MenuBar menus={barMenus}>
          <Extras mac={mac} desk={desk} isCenterOpen={isCenterOpen} onCenter={() => setCenterOpen(!isCenterOpen)} />
        </MenuBar>
        <main class="mac-windows" aria-label="Desktop">
          {byApp.map((place) => (
            <AppWindow
              key={place.app}
              place={place}
              depth={windows.indexOf(place) + 1}
              isActive={place === active}
              title={nameOf(mac, place.app)}
              onAct={act}
            >
              {(framed) => (
                <AppContent
                  app={place.app}
                  mac={mac}
                  desk={desk}
                  person={person}
                  framed={framed}
                  options={place.options}
                />
              )}
            </AppWindow>
          ))}
        </main>
        {isCenterOpen ? (
          <NotificationCenter
            mac={mac}
            desk={desk}
            acting={answering}
            time={time}
            onClose={() => setCenterOpen(false)}
          />
        ) : (
          <Notifications mac={mac} desk={desk} acting={answering} time={time} />
        )}
        <Dock apps={appsOf(mac)} running={windows.map(({ app }) => app)} onOpen={open} />
        {question && (
          <Question
            question={question}
            isBusy={leaving.isBusy}
            onNo={() => ask(undefined)}
            onYes={() => {
              ask(undefined);
              leave(question === 'restart' ? 'reboot' : 'log-out');
            }}
          />
        )}
        <Trouble of={answering.problem} onClose={answering.forget} />
        <Trouble of={leaving.problem} onClose={leaving.forget} />
      </MenusContext.Provider>
    </OpenAppContext.Provider>
  );
}

function Trouble({ of, onClose }: { readonly of: string | undefined; readonly onClose: () => void }) {
  if (of === undefined) return null;
  return <Said title="That did not work" text={of} icon="settings" onClose={onClose} />;
}

type AppMenus = Partial<Record<AppName, readonly Menu[]>>;

function useAppMenus() {
  const [menus, set] = useState<AppMenus>({});
  const setMenus = useCallback((app: AppName, own: readonly Menu[] | undefined) => {
    set((before) => {
      const { [app]: _, ...others } = before;
      return own ? { ...others, [app]: own } : others;
    });
  }, []);
  return [menus, setMenus] as const;
}
