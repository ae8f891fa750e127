/** At the right of the menu bar: work under way, the card, Wi-Fi, the clock with Notification Center. */
import { useRef, useState } from 'preact/hooks';
import type { MacView } from '#api/desk/view.ts';
import { Spinner, Switch } from '../../look/controls.tsx';
import { CardIcon, WifiIcon } from '../../look/icons.tsx';
import { barWords, useMacTime } from '../mac-time.ts';
import type { MacProps } from '../parts.ts';
import { useAct } from '../use-act.ts';
import { useOutside } from './menu-bar.tsx';

interface Props extends MacProps {
  readonly isCenterOpen: boolean;
  readonly onCenter: () => void;
}

/** The items. */
export function Extras({ mac, desk, isCenterOpen, onCenter }: Props) {
  const card = mac.cards.known.find(({ id }) => id === mac.cards.inserted);
  const time = useMacTime(mac);
  return (
    <>
      <span class="work" role="status">
        {mac.underWay !== undefined && (
          <>
            <Spinner />
            <span class="words">{mac.underWay}</span>
          </>
        )}
      </span>
      {card && (
        <span class="item" title={card.label}>
          <CardIcon size={16} />
          <span class="mac-hidden">{`Smart card in the reader: ${card.label}`}</span>
        </span>
      )}
      <WifiMenu mac={mac} desk={desk} />
      <button type="button" class="item clock" aria-expanded={isCenterOpen} onClick={onCenter}>
        {barWords(time)}
        <span class="mac-hidden">, Notification Center</span>
      </button>
    </>
  );
}

function WifiMenu({ mac, desk }: MacProps) {
  const [isOpen, setOpen] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  const { run, isBusy } = useAct(desk);
  useOutside(place, isOpen, () => setOpen(false));
  return (
    <div
      class="place"
      ref={place}
      onKeyDown={(event) => {
        if (event.key === 'Escape') setOpen(false);
      }}
    >
      <button
        type="button"
        class="item"
        aria-expanded={isOpen}
        aria-label={wifiWords(mac)}
        onClick={() => setOpen(!isOpen)}
      >
        <WifiIcon size={17} isOn={mac.isOnline} />
      </button>
      {isOpen && (
        <div class="mac-menu panel" role="group" aria-label="Wi-Fi">
          <p class="row">
            <strong>Wi‑Fi</strong>
            <Switch
              label="Wi-Fi"
              isOn={mac.isOnline}
              isDisabled={isBusy}
              onChange={(isOn) => void run({ kind: isOn ? 'go-online' : 'go-offline' })}
            />
          </p>
          <p class="about">{mac.isOnline ? 'Connected' : 'Off: this Mac reaches no server.'}</p>
        </div>
      )}
    </div>
  );
}

function wifiWords({ isOnline }: MacView): string {
  return isOnline ? 'Wi-Fi, connected' : 'Wi-Fi, off';
}
