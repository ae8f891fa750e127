/** A profile and its payloads. */
import type { ProfileView } from '#api/desk/view.ts';
import { PushButton } from '../../look/controls.tsx';
import { Group, Row } from '../../look/forms.tsx';
import { Sheet } from '../../look/sheet.tsx';
import { momentWords } from '../../screen/mac-time.ts';

interface Props {
  readonly profile: ProfileView;
  readonly onClose: () => void;
}

/** The sheet. */
export function ProfileSheet({ profile, onClose }: Props) {
  const { identifier, displayName, organisation, installed, payloads } = profile;
  return (
    <Sheet
      title={displayName}
      isWide
      onClose={onClose}
      onSubmit={onClose}
      actions={
        <PushButton isDefault type="submit">
          OK
        </PushButton>
      }
    >
      <Group>
        {organisation !== undefined && <Row label="Organisation">{organisation}</Row>}
        <Row label="Identifier">{identifier}</Row>
        <Row label="Installed">{momentWords(installed)}</Row>
      </Group>
      <Group title="Settings">
        {payloads.map(({ type, displayName: name }, at) => (
          <Row key={at} label={name} about={type === name ? undefined : type} />
        ))}
        {payloads.length === 0 && <Row label="This profile is empty." />}
      </Group>
    </Sheet>
  );
}
