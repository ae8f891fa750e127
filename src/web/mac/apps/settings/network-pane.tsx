/** Wi-Fi: whether this Mac reaches anything. */
import { Switch } from '../../look/controls.tsx';
import { Group, Problem, Row, StateLine } from '../../look/forms.tsx';
import { useAct } from '../../screen/use-act.ts';
import type { PaneProps } from './pane-props.ts';
import { PaneTile } from './pane-tile.tsx';

/** The switch, and the state in words. */
export function NetworkPane({ mac, desk }: PaneProps) {
  const { run, isBusy, problem } = useAct(desk);
  return (
    <>
      <Group>
        <Row label="Wi‑Fi" icon={<PaneTile id="network" tone="blue" isBig />}>
          <Switch
            label="Wi-Fi"
            isOn={mac.isOnline}
            isDisabled={isBusy}
            onChange={(isOn) => void run({ kind: isOn ? 'go-online' : 'go-offline' })}
          />
        </Row>
        <Row label="State">
          <StateLine tone={mac.isOnline ? 'good' : 'none'}>{mac.isOnline ? 'Connected' : 'Not Connected'}</StateLine>
        </Row>
      </Group>
      <Problem>{problem}</Problem>
    </>
  );
}
