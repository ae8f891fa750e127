/** General > About. */
import { Group, Row } from '../../look/forms.tsx';
import { hardwareOf, releaseName } from '../../look/macos-look.ts';
import type { PaneProps } from './pane-props.ts';

/** Name, chip, serial number, macOS. */
export function AboutPane({ mac }: PaneProps) {
  const { name, chip } = hardwareOf(mac.model);
  return (
    <>
      <Group>
        <Row label="Name">{mac.computerName}</Row>
        <Row label="Model">{`${name} (${mac.model})`}</Row>
        <Row label="Chip">{chip}</Row>
        <Row label="Serial number">{mac.serialNumber}</Row>
      </Group>
      <Group title="macOS">
        <Row label={releaseName(mac.macos).replace(/ [\d.]+$/, '')}>{`Version ${mac.macos}`}</Row>
      </Group>
    </>
  );
}
