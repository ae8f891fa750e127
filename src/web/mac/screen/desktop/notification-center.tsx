/** Notification Center, behind the clock: the day and every notification that stands. */
import { useRef } from 'preact/hooks';
import { useFocusInside } from '../../look/focus-inside.ts';
import { dayWords } from '../mac-time.ts';
import type { MacProps } from '../parts.ts';
import type { Acting } from '../use-act.ts';
import { useOutside } from './menu-bar.tsx';
import { Notifications } from './notifications.tsx';

interface Props extends MacProps {
  readonly acting: Acting;
  readonly time: number;
  readonly onClose: () => void;
}

/** The panel at the right edge. */
export function NotificationCenter({ onClose, ...props }: Props) {
  const place = useRef<HTMLElement>(null);
  useFocusInside(place, onClose);
  useOutside(place, true, onClose);
  return (
    <aside class="mac-center" ref={place} aria-label="Notification Center" tabIndex={-1}>
      <h2>{dayWords(props.time)}</h2>
      <Notifications {...props} />
      {props.mac.notifications.length === 0 && <p class="none">No Notifications</p>}
    </aside>
  );
}
