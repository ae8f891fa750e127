/** How this Mac stands with the organisation. */
import { Group, Row, StateLine } from '../../look/forms.tsx';
import type { AppProps } from '../../screen/desktop/app-props.ts';
import { methodWords } from '../settings/sso-words.ts';
import { type AppDevice, useLook } from './app-answers.ts';
import { Looking } from './looking.tsx';

/** The page. */
export function DevicePage({ mac, desk }: AppProps) {
  const { platformSso, management } = mac.settings;
  const look = useLook(desk, 'device', JSON.stringify([platformSso ?? null, management ?? null]));
  if (look.kind !== 'seen') return <Looking look={look} />;
  if (look.outcome.kind !== 'device') return <p class="mac-none">{look.outcome.sentence}</p>;
  const device = look.outcome['device'] as AppDevice;
  return (
    <>
      <Group>
        <Row label="Name">{device.computerName}</Row>
        <Row label="Serial number">{device.serialNumber}</Row>
        <Row label="macOS">{device.macos}</Row>
      </Group>
      <Group>
        <Row label="Management">
          <StateLine tone={device.isManaged ? 'good' : 'none'}>
            {device.isManaged ? 'Managed' : 'Not Managed'}
          </StateLine>
        </Row>
        <Row label="Registration">
          <StateLine tone={device.isRegistered ? 'good' : 'bad'}>
            {device.isRegistered ? 'Registered' : 'Not Registered'}
          </StateLine>
        </Row>
        {device.method !== undefined && <Row label="Method">{methodWords(device.method)}</Row>}
        {device.deviceId !== undefined && <Row label="Device ID">{device.deviceId}</Row>}
      </Group>
    </>
  );
}
