/** "About This Mac": what is printed on it and what runs on it. Memory and graphics are not this Mac's to tell. */
import { PushButton } from '../../look/controls.tsx';
import { hardwareOf, releaseName } from '../../look/macos-look.ts';
import { WindowFrame } from '../../look/window.tsx';
import type { AppProps } from '../../screen/desktop/app-props.ts';
import { useOpenApp } from '../../screen/open-app.ts';
import './about.css';

/** The small window. */
export function About({ mac, framed }: AppProps) {
  const openApp = useOpenApp();
  const { name, chip } = hardwareOf(mac.model);
  const { onClose, onMinimize, onGrab, isActive } = framed;
  const facts = [
    ['Chip', chip],
    ['Serial number', mac.serialNumber],
    ['macOS', releaseName(mac.macos).replace(/^macOS /, '')],
  ] as const;
  return (
    <WindowFrame
      title=""
      isSlim
      isActive={isActive}
      onClose={onClose}
      {...(onMinimize ? { onMinimize } : {})}
      {...(onGrab ? { onGrab } : {})}
    >
      <div class="mac-about">
        <Picture />
        <h2>{name}</h2>
        <p class="model">{mac.model}</p>
        <dl>
          {facts.map(([term, value]) => (
            <div key={term}>
              <dt>{term}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        <PushButton onPress={() => openApp('settings', { pane: 'about' })}>More Info…</PushButton>
        <p class="small">A virtual Mac that Porchlight plays</p>
      </div>
    </WindowFrame>
  );
}

function Picture() {
  return (
    <svg width="150" height="96" viewBox="0 0 150 96" aria-hidden="true">
      <rect x="21" y="4" width="108" height="72" rx="6" class="shell" />
      <rect x="25" y="8" width="100" height="63" rx="3" class="glass-of-it" />
      <path d="M6 78h138c0 6-5 10-11 10H17C11 88 6 84 6 78Z" class="foot" />
      <path d="M62 78h26c0 2-2 3.5-4 3.5H66c-2 0-4-1.5-4-3.5Z" class="notch" />
    </svg>
  );
}
