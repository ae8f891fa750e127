/** The whole desk: its bar with the Macs, the Mac that is looked at, and beside it the phone, the hardware and the wire. */
import { useEffect, useLayoutEffect, useReducer, useState } from 'preact/hooks';
import type { DeskClient, DeskState } from '../desk-client.ts';
import type { Surroundings } from '../surroundings.ts';
import { DeskBar } from './desk-bar.tsx';
import { EmptyDesk } from './empty-desk.tsx';
import { Hardware } from './hardware.tsx';
import { MacStage } from './mac-stage.tsx';
import { NewMac } from './new-mac.tsx';
import { Notice, Stopped } from './notices.tsx';
import { Phone } from './phone.tsx';
import { SidePanel } from './side-panel.tsx';
import { type Side, useSide } from './sides.ts';
import { WirePanel } from './wire-panel.tsx';
import './desk.css';

interface Props {
  readonly client: DeskClient;
  readonly surroundings: Surroundings;
}

/** Draws the desk anew after each change. */
export function Desk({ client, surroundings }: Props) {
  const [, changed] = useReducer<number, undefined>((count) => count + 1, 0);
  // At once, not after the first paint: what the desk said before that would not be drawn until it says something else.
  useLayoutEffect(() => client.subscribe(() => changed(undefined)), [client]);
  const { state } = client;
  const [side, setSide] = useSide();
  const [isMaking, setMaking] = useState(false);
  useTitle(state);
  return (
    <div class={`desk desk-shows-${side}`}>
      <DeskBar state={state} client={client} side={side} onSide={setSide} onNew={() => setMaking(true)} />
      {state.connection === 'lost' && <Stopped />}
      <main class="desk-surface">
        <Middle state={state} client={client} onNew={() => setMaking(true)} />
        <Beside state={state} client={client} side={side} onSide={setSide} surroundings={surroundings} />
      </main>
      {state.notice !== undefined && <Notice text={state.notice} onClose={() => client.tell(undefined)} />}
      {isMaking && state.desk && <NewMac desk={state.desk} client={client} onClose={() => setMaking(false)} />}
    </div>
  );
}

function Middle({ state, client, onNew }: { state: DeskState; client: DeskClient; onNew: () => void }) {
  const { desk, mac, selected } = state;
  if (mac) return <MacStage key={mac.name} mac={mac} client={client} />;
  if (desk && selected === undefined) return <EmptyDesk desk={desk} client={client} onNew={onNew} />;
  return (
    <div class="desk-middle desk-waits" role="status">
      {state.connection === 'open' ? 'Looking for the Mac …' : 'Looking for the Macs’ process …'}
    </div>
  );
}

interface BesideProps extends Props {
  readonly state: DeskState;
  readonly side: Side;
  readonly onSide: (side: Side) => void;
}

/** The phone stays where it is while another panel is looked at: it goes on listening. */
function Beside({ state, client, side, onSide, surroundings }: BesideProps) {
  const { desk, mac } = state;
  if (!desk) return null;
  return (
    <SidePanel side={side} onSide={onSide} hasMac={mac !== undefined} messages={state.wire.length}>
      <div class="desk-panel" hidden={side !== 'phone'}>
        <Phone desk={desk} client={client} />
      </div>
      {side === 'hardware' && mac && <Hardware mac={mac} desk={desk} client={client} />}
      {side === 'wire' && mac && <WirePanel state={state} client={client} now={surroundings.now} />}
    </SidePanel>
  );
}

function useTitle({ mac }: DeskState): void {
  const title = mac === undefined ? 'Porchlight desk' : `${mac.name} · Porchlight desk`;
  useEffect(() => {
    document.title = title;
  }, [title]);
}
