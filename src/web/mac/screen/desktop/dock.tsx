/** The Dock: the applications that are there, with a dot under those that run. */
import { AppIcon, type IconName } from '../../look/app-icons.tsx';
import { classes } from '../../look/class-names.ts';
import type { AppName } from '../app-names.ts';

interface Props {
  readonly apps: readonly { readonly app: AppName; readonly name: string; readonly icon: IconName }[];
  readonly running: readonly AppName[];
  readonly onOpen: (app: AppName) => void;
}

/** At the bottom of the desktop. */
export function Dock({ apps, running, onOpen }: Props) {
  return (
    <nav class="mac-dock" aria-label="Dock">
      <ul>
        {apps.map(({ app, name, icon }) => {
          const runs = running.includes(app);
          return (
            <li key={app}>
              <button type="button" onClick={() => onOpen(app)}>
                <span class="name">{name}</span>
                {runs && <span class="mac-hidden">, open</span>}
                <AppIcon name={icon} size={50} />
                <span class={classes('dot', runs && 'on')} />
              </button>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
