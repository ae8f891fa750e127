/** The large clock of the login window and the lock screen. */
import type { MacView } from '#api/desk/view.ts';
import { clockWords, dayWords, useMacTime } from '../mac-time.ts';

/** Date above, time below; macOS 13 had them smaller at the top right, which is the menu bar's place. */
export function ScreenClock({ mac }: { readonly mac: MacView }) {
  const time = useMacTime(mac);
  return (
    <div class="mac-clock">
      <p class="day">{dayWords(time)}</p>
      <p class="time">{clockWords(time)}</p>
    </div>
  );
}
