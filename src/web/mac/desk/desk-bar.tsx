/** The bar at the top: the Macs of the desk, and what stands beside the one that is looked at. */
import type { ComponentChild } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { MacSummary } from '#api/desk/view.ts';
import type { DeskClient, DeskState } from '../desk-client.ts';
import { CardIcon, LaptopIcon, PhoneIcon, PlusIcon, WireIcon } from './desk-icons.tsx';
import { isNarrow, type Side } from './sides.ts';

interface Props {
  readonly state: DeskState;
  readonly client: DeskClient;
  readonly side: Side;
  readonly onSide: (side: Side) => void;
  readonly onNew: () => void;
}

/** Draws it. */
export function DeskBar({ state, client, side, onSide, onNew }: Props) {
  const { desk, selected, mac } = state;
  const macs = desk?.macs ?? [];
  return (
    <header class="desk-bar">
      <h1 class="desk-brand">
        <LaptopIcon />
        <span>Porchlight desk</span>
      </h1>
      <nav class="desk-macs" aria-label="Macs on the desk">
        {macs.map((one) => (
          <MacTab key={one.name} mac={one} isShown={one.name === selected} onShow={() => client.select(one.name)} />
        ))}
      </nav>
      {desk && (
        <button type="button" class="desk-new" onClick={onNew}>
          <PlusIcon />
          <span>{macs.length === 0 ? 'Unbox a Mac' : 'New Mac'}</span>
        </button>
      )}
      <div class="desk-sides" role="group" aria-label="Beside the Mac">
        <SideButton side="mac" now={side} onSide={onSide} icon={<LaptopIcon />} label="Mac" />
        <SideButton side="phone" now={side} onSide={onSide} icon={<PhoneIcon />} label="Phone" />
        <SideButton side="hardware" now={side} onSide={onSide} icon={<CardIcon />} label="Hardware" isOff={!mac} />
        <SideButton side="wire" now={side} onSide={onSide} icon={<WireIcon />} label="On the wire" isOff={!mac} />
      </div>
    </header>
  );
}

const screens: Readonly<Record<MacSummary['screen'], string>> = {
  'setup-assistant': 'in Setup Assistant',
  'pre-boot': 'starting',
  'login-window': 'at the login window',
  desktop: 'in use',
  locked: 'locked',
};

function MacTab({ mac, isShown, onShow }: { mac: MacSummary; isShown: boolean; onShow: () => void }) {
  const { name, macos, screen, problem } = mac;
  const tab = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // Among many Macs the one that is looked at may stand beyond the edge.
    if (isShown) tab.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [isShown]);
  const what = problem === undefined ? `macOS ${macos.replace(/\.0$/, '')}, ${screens[screen]}` : 'damaged';
  return (
    <button
      ref={tab}
      type="button"
      class="desk-tab"
      aria-current={isShown ? 'page' : undefined}
      onClick={onShow}
      title={problem ?? `${name}: ${what}`}
    >
      <span class="desk-tab-name">{name}</span>
      <span class={problem === undefined ? 'desk-tab-what' : 'desk-tab-what desk-bad'}>{what}</span>
    </button>
  );
}

interface SideProps {
  readonly side: Side;
  readonly now: Side;
  readonly onSide: (side: Side) => void;
  readonly icon: ComponentChild;
  readonly label: string;
  readonly isOff?: boolean;
}

/** A second press on what is shown closes it, so that the Mac has all the room; in narrow windows it stays. */
function SideButton({ side, now, onSide, icon, label, isOff = false }: SideProps) {
  const isNow = side === now;
  return (
    <button
      type="button"
      class={`desk-side desk-side-${side}`}
      aria-pressed={isNow}
      disabled={isOff}
      onClick={() => onSide(isNow && !isNarrow() ? 'mac' : side)}
    >
      {icon}
      <span>{label}</span>
    </button>
  );
}
