/** Profiles that were downloaded, above those that are installed: looked at, then installed or ignored. */
import { useState } from 'preact/hooks';
import type { DownloadedProfileView } from '#api/desk/view.ts';
import { AppIcon } from '../../look/app-icons.tsx';
import { PushButton } from '../../look/controls.tsx';
import { Group, Problem, Row } from '../../look/forms.tsx';
import { Sheet } from '../../look/sheet.tsx';
import { type Acting, useAct } from '../../screen/use-act.ts';
import type { PaneProps } from './pane-props.ts';

/** Nothing where none waits. */
export function Downloads({ mac, desk }: PaneProps) {
  const acting = useAct(desk);
  const [shown, show] = useState<string>();
  const { downloads } = mac.settings;
  const profile = downloads.find(({ fileName }) => fileName === shown);
  return (
    <>
      {downloads.length > 0 && (
        <Group title="Downloaded">
          {downloads.map(({ fileName, displayName, organisation }) => (
            <Row
              key={fileName}
              label={displayName}
              about={organisation ?? fileName}
              icon={<AppIcon name="profile" size={30} />}
              onOpen={() => show(fileName)}
            />
          ))}
        </Group>
      )}
      {!profile && <Problem>{acting.problem}</Problem>}
      {profile && <DownloadSheet profile={profile} acting={acting} onClose={() => show(undefined)} />}
    </>
  );
}

interface SheetProps {
  readonly profile: DownloadedProfileView;
  readonly acting: Acting;
  readonly onClose: () => void;
}

function DownloadSheet({ profile, acting, onClose }: SheetProps) {
  const { fileName, identifier, displayName, organisation, payloads, enrolls } = profile;
  const finish = async (kind: 'install-profile' | 'ignore-profile') => {
    const outcome = await acting.run({ kind, file: fileName });
    if (outcome && outcome.kind !== 'refused' && outcome.kind !== 'closed') onClose();
  };
  return (
    <Sheet
      title={`Do you want to install “${displayName}”?`}
      isWide
      onClose={onClose}
      onSubmit={() => void finish('install-profile')}
      actions={
        <>
          <span class="left">
            <PushButton isDisabled={acting.isBusy} onPress={() => void finish('ignore-profile')}>
              Ignore
            </PushButton>
          </span>
          <PushButton isDisabled={acting.isBusy} onPress={onClose}>
            Cancel
          </PushButton>
          <PushButton isDefault type="submit" isBusy={acting.isBusy}>
            {enrolls ? 'Enroll' : 'Install'}
          </PushButton>
        </>
      }
    >
      {enrolls && <p class="mac-soft">Your organisation will be able to manage this Mac.</p>}
      <Group>
        {organisation !== undefined && <Row label="Organisation">{organisation}</Row>}
        <Row label="File">{fileName}</Row>
        <Row label="Identifier">{identifier}</Row>
      </Group>
      <Group title="Settings">
        {payloads.map(({ type, displayName: name }, at) => (
          <Row key={at} label={name} about={type === name ? undefined : type} />
        ))}
      </Group>
      <Problem>{acting.problem}</Problem>
    </Sheet>
  );
}
