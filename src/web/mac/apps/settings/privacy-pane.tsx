/** Privacy & Security: FileVault, and Profiles until macOS 14. */
import { Group, Row, StateLine } from '../../look/forms.tsx';
import { LockIcon } from '../../look/icons.tsx';
import type { PaneProps } from './pane-props.ts';
import { PaneTile } from './pane-tile.tsx';
import { panesOf } from './panes.ts';

/** The pane. */
export function PrivacyPane({ mac, onOpen }: PaneProps) {
  const { fileVault } = mac.settings;
  const inside = panesOf(mac.macos).filter(({ within }) => within === 'privacy');
  return (
    <>
      <Group title="Security">
        <Row
          label="FileVault"
          about={
            fileVault
              ? 'The disk is encrypted. After a restart it opens with the password of an account.'
              : 'The disk is not encrypted.'
          }
          icon={
            <span class="mac-tile gray">
              <LockIcon size={14} />
            </span>
          }
        >
          <StateLine tone={fileVault ? 'good' : 'none'}>{fileVault ? 'On' : 'Off'}</StateLine>
        </Row>
      </Group>
      {inside.length > 0 && (
        <Group title="Others">
          {inside.map(({ id, words, tone }) => (
            <Row
              key={id}
              label={words}
              icon={<PaneTile id={id} tone={tone} />}
              onOpen={() => onOpen(id)}
              children={mac.settings.profiles.length === 0 ? 'None' : String(mac.settings.profiles.length)}
            />
          ))}
        </Group>
      )}
    </>
  );
}
