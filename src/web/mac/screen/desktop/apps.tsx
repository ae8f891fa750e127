/** Which applications there are on a Mac, and what each draws in its window. */
import type { MacView } from '#api/desk/view.ts';
import type { IconName } from '../../look/app-icons.tsx';
import { About } from '../../apps/about/about.tsx';
import { Porchlight } from '../../apps/porchlight/porchlight.tsx';
import { Safari } from '../../apps/safari/safari.tsx';
import { Settings } from '../../apps/settings/settings.tsx';
import { TerminalWindow } from '../../apps/terminal/terminal-window.tsx';
import type { AppName } from '../app-names.ts';
import type { AppProps } from './app-props.ts';

/** An application in the Dock. */
export interface DockApp {
  readonly app: AppName;
  readonly name: string;
  readonly icon: IconName;
}

/** What this Mac has, in the Dock's order. */
export function appsOf(mac: MacView): readonly DockApp[] {
  const ours = mac.applications.find(({ isPorchlight }) => isPorchlight);
  return [
    { app: 'safari', name: 'Safari', icon: 'safari' },
    ...(ours ? [{ app: 'porchlight', name: ours.name, icon: 'porchlight' } as const] : []),
    { app: 'settings', name: 'System Settings', icon: 'settings' },
    { app: 'terminal', name: 'Terminal', icon: 'terminal' },
  ];
}

/** The name in the menu bar. */
export function nameOf(mac: MacView, app: AppName): string {
  return appsOf(mac).find((one) => one.app === app)?.name ?? 'About This Mac';
}

/** The window of an application. */
export function AppContent({ app, ...props }: AppProps & { readonly app: AppName }) {
  switch (app) {
    case 'settings':
      return <Settings {...props} />;
    case 'terminal':
      return <TerminalWindow {...props} />;
    case 'porchlight':
      return <Porchlight {...props} />;
    case 'about':
      return <About {...props} />;
    case 'safari':
      return <Safari {...props} />;
  }
}
