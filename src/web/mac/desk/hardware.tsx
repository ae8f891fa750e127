/** What can be done to the machine itself: reader, network, clock, sensor, power, faults, and the way off the desk. */
import { useMemo, useState } from 'preact/hooks';
import type { DeskView, MacView } from '#api/desk/view.ts';
import type { DeskClient } from '../desk-client.ts';
import { sentenceOf } from '../mac-actions.ts';
import { CardReader } from './card-reader.tsx';
import type { DoAct } from './do-act.ts';
import { Faults } from './faults.tsx';

interface Props {
  readonly mac: MacView;
  readonly desk: DeskView;
  readonly client: DeskClient;
}

/** Draws it. */
export function Hardware({ mac, desk, client }: Props) {
  const actions = useMemo(() => client.actionsOf(mac.name), [client, mac.name]);
  const act: DoAct = async (wanted) => {
    try {
      const { outcome } = await actions.act(wanted);
      if (outcome.sentence !== undefined) client.tell(outcome.sentence);
    } catch (error) {
      client.tell(sentenceOf(error));
    }
  };
  return (
    <div class="desk-panel desk-hardware">
      <CardReader mac={mac} people={desk.people} onAct={act} />
      <Network mac={mac} onAct={act} />
      <Clock mac={mac} onAct={act} />
      <Power mac={mac} onAct={act} />
      <Faults mac={mac} faults={desk.faults} onAct={act} />
      <OffTheDesk mac={mac} client={client} />
    </div>
  );
}

interface PartProps {
  readonly mac: MacView;
  readonly onAct: DoAct;
}

function Network({ mac, onAct }: PartProps) {
  return (
    <section class="desk-part" aria-labelledby="desk-network">
      <h3 id="desk-network">Network</h3>
      <div class="desk-row">
        <p>{mac.isOnline ? 'The cable is plugged in.' : 'The cable is unplugged.'}</p>
        <button
          type="button"
          class="desk-button"
          onClick={() => void onAct({ kind: mac.isOnline ? 'go-offline' : 'go-online' })}
        >
          {mac.isOnline ? 'Unplug' : 'Plug in'}
        </button>
      </div>
    </section>
  );
}

const minute = 60_000;
const steps: readonly (readonly [string, number])[] = [
  ['10 min', 10 * minute],
  ['1 h', 60 * minute],
  ['8 h', 480 * minute],
  ['18 h', 1080 * minute],
  ['1 day', 1440 * minute],
];

function Clock({ mac, onAct }: PartProps) {
  const time = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' }).format(mac.now);
  return (
    <section class="desk-part" aria-labelledby="desk-clock">
      <h3 id="desk-clock">Clock</h3>
      <p>
        For this Mac it is <time>{time}</time>. Move it on to see what is due later.
      </p>
      <div class="desk-chips">
        {steps.map(([label, milliseconds]) => (
          <button
            key={label}
            type="button"
            class="desk-button desk-small"
            aria-label={`Move the clock on by ${label}`}
            onClick={() => void onAct({ kind: 'advance-clock', milliseconds })}
          >
            +{label}
          </button>
        ))}
      </div>
    </section>
  );
}

function Power({ mac, onAct }: PartProps) {
  const inSetup = mac.screen.kind === 'setup-assistant';
  return (
    <section class="desk-part" aria-labelledby="desk-power">
      <h3 id="desk-power">Power</h3>
      <div class="desk-chips">
        <button type="button" class="desk-button" disabled={inSetup} onClick={() => void onAct({ kind: 'reboot' })}>
          Restart
        </button>
        <button
          type="button"
          class="desk-button"
          disabled={mac.screen.kind !== 'desktop'}
          onClick={() => void onAct({ kind: 'lock' })}
        >
          Close the lid
        </button>
        <button type="button" class="desk-button" onClick={() => void onAct({ kind: 'work' })}>
          Do what is due
        </button>
      </div>
      <p class="desk-faint">
        Pushes, renewals and registrations to be tried again are done by themselves, about every 20 s.
      </p>
    </section>
  );
}

function OffTheDesk({ mac, client }: { mac: MacView; client: DeskClient }) {
  const [isAsked, setAsked] = useState(false);
  const away = () => {
    client.takeOffDesk(mac.name).catch((error: unknown) => client.tell(sentenceOf(error)));
  };
  return (
    <section class="desk-part" aria-labelledby="desk-away">
      <h3 id="desk-away">This Mac</h3>
      {isAsked ? (
        <>
          <p>It goes with its keys, for good. The server keeps its record of the device.</p>
          <div class="desk-chips">
            <button type="button" class="desk-button" onClick={() => setAsked(false)}>
              Keep it
            </button>
            <button type="button" class="desk-button desk-danger" onClick={away}>
              Throw {mac.name} away
            </button>
          </div>
        </>
      ) : (
        <button type="button" class="desk-button" onClick={() => setAsked(true)}>
          Take it off the desk …
        </button>
      )}
    </section>
  );
}
