/** The Mac as a laptop on the desk, its screen as large as there is room. */
import type { RefObject } from 'preact';
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { MacView } from '#api/desk/view.ts';
import type { DeskClient } from '../desk-client.ts';
import { MacScreen } from '../screen/mac-screen.tsx';
import { TouchId } from './touch-id.tsx';

/** The screen in CSS pixels before it is scaled. */
const screen = { width: 1120, height: 700 } as const;
/** What the lid adds on each side, and the base below. */
const lid = 16;
const base = 34;
/** The base stands out on both sides. */
const overhang = 44;
const largest = 1.25;

interface Props {
  readonly mac: MacView;
  readonly client: DeskClient;
}

/** Draws it. */
export function MacStage({ mac, client }: Props) {
  const desk = useMemo(() => client.actionsOf(mac.name), [client, mac.name]);
  const place = useRef<HTMLDivElement>(null);
  const scale = useScale(place);
  const whole = { width: screen.width + 2 * (lid + overhang), height: screen.height + 2 * lid + base };
  return (
    <section class="desk-middle desk-stage" aria-label={`The Mac ${mac.name}`} ref={place}>
      <div class="desk-laptop-room" style={{ width: `${whole.width * scale}px`, height: `${whole.height * scale}px` }}>
        <div
          class="desk-laptop"
          style={{ width: `${whole.width}px`, height: `${whole.height}px`, transform: `scale(${scale})` }}
        >
          <div class="desk-lid">
            <div class="desk-camera" aria-hidden="true" />
            <div class="desk-screen" data-mac-screen>
              <MacScreen mac={mac} desk={desk} />
            </div>
          </div>
          <div class="desk-base">
            <span class="desk-base-name" aria-hidden="true">
              {mac.model} · macOS {mac.macos.replace(/\.0$/, '')}
            </span>
            <TouchId mac={mac} desk={desk} client={client} />
          </div>
        </div>
      </div>
      <p class="desk-caption">
        <span>{mac.computerName}</span>
        <span class="desk-serial">{mac.serialNumber}</span>
        {!mac.isOnline && <span class="desk-warn">no network</span>}
        <span class="desk-under-way" role="status">
          {mac.underWay}
        </span>
      </p>
    </section>
  );
}

/** How much of its full size the laptop has where it stands. */
function useScale(place: RefObject<HTMLDivElement | null>): number {
  const [scale, setScale] = useState(0.7);
  useLayoutEffect(() => {
    const element = place.current;
    if (!element) return undefined;
    const measure = () => {
      const { clientWidth, clientHeight } = element;
      const caption = 34;
      const wide = clientWidth / (screen.width + 2 * (lid + overhang));
      const high = (clientHeight - caption) / (screen.height + 2 * lid + base);
      setScale(Math.max(0.2, Math.min(wide, high, largest)));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [place]);
  return scale;
}
