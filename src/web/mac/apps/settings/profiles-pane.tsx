/** Profiles (Device Management since macOS 15): who manages this Mac, and what they put on it. */
import { useState } from 'preact/hooks';
import type { ProfileView } from '#api/desk/view.ts';
import { AppIcon } from '../../look/app-icons.tsx';
import { PushButton } from '../../look/controls.tsx';
import { Group, Problem, Row } from '../../look/forms.tsx';
import { Alert } from '../../look/sheet.tsx';
import { useAct } from '../../screen/use-act.ts';
import type { PaneProps } from './pane-props.ts';
import { Downloads } from './downloads.tsx';
import { ProfileSheet } from './profile-sheet.tsx';

/** The pane. */
export function ProfilesPane(props: PaneProps) {
  const { mac } = props;
  const { profiles, management } = mac.settings;
  const [shown, show] = useState<string>();
  const profile = profiles.find(({ identifier }) => identifier === shown);
  const managed = profiles.filter(({ isManaged }) => isManaged);
  const own = profiles.filter(({ isManaged }) => !isManaged);
  const isEmpty = profiles.length === 0 && !management && mac.settings.downloads.length === 0;
  return (
    <>
      {isEmpty && <p class="mac-none">No profiles are installed. Profiles that you download appear here.</p>}
      <Downloads {...props} />
      {management && <Management {...props} management={management} />}
      <Profiles title="Device (Managed)" profiles={managed} onShow={show} />
      <Profiles title={managed.length > 0 ? 'Device' : 'Installed'} profiles={own} onShow={show} />
      {profile && <ProfileSheet profile={profile} onClose={() => show(undefined)} />}
    </>
  );
}

interface ListProps {
  readonly title: string;
  readonly profiles: readonly ProfileView[];
  readonly onShow: (identifier: string) => void;
}

function Profiles({ title, profiles, onShow }: ListProps) {
  if (profiles.length === 0) return null;
  return (
    <Group title={title}>
      {profiles.map(({ identifier, displayName, organisation, payloads }) => (
        <Row
          key={identifier}
          label={displayName}
          about={organisation ?? payloads.map((payload) => payload.displayName).join(', ')}
          icon={<AppIcon name="profile" size={30} />}
          onOpen={() => onShow(identifier)}
        />
      ))}
    </Group>
  );
}

type Managed = NonNullable<PaneProps['mac']['settings']['management']>;

function Management({ desk, management }: PaneProps & { readonly management: Managed }) {
  const [isAsking, setAsking] = useState(false);
  const { run, isBusy, problem } = useAct(desk);
  const { organisation, server, isRemovable } = management;
  return (
    <>
      <Group
        note={isRemovable ? undefined : 'Your organisation does not allow its management to be removed from this Mac.'}
      >
        <Row label={organisation ?? 'Your organisation'} about="Manages this Mac">
          {isRemovable && (
            <PushButton isBusy={isBusy} onPress={() => setAsking(true)}>
              Unenroll…
            </PushButton>
          )}
        </Row>
        <Row label="Server">{server}</Row>
      </Group>
      <Problem>{problem}</Problem>
      {isAsking && (
        <Alert
          title="Unenroll this Mac?"
          text="The settings and accounts that your organisation provided are removed, Platform SSO among them."
          onClose={() => setAsking(false)}
          onSubmit={() => {
            setAsking(false);
            void run({ kind: 'unenroll' });
          }}
          actions={
            <>
              <PushButton isDefault onPress={() => setAsking(false)}>
                Cancel
              </PushButton>
              <PushButton isDestructive type="submit">
                Unenroll
              </PushButton>
            </>
          }
        />
      )}
    </>
  );
}
