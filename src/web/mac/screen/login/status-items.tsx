/** At the top right while nobody is at the desktop: network and card. */
import { CardIcon, WifiIcon } from '../../look/icons.tsx';
import type { MacProps } from '../parts.ts';

/** Shown, not pressed. */
export function StatusItems({ mac }: MacProps) {
  return (
    <ul class="mac-status" aria-label="Status">
      {mac.cards.inserted !== undefined && (
        <li>
          <CardIcon size={16} />
          <span class="mac-hidden">A smart card is in the reader</span>
        </li>
      )}
      <li>
        <WifiIcon size={16} isOn={mac.isOnline} />
        <span class="mac-hidden">{mac.isOnline ? 'Connected to the network' : 'Not connected to a network'}</span>
      </li>
    </ul>
  );
}
