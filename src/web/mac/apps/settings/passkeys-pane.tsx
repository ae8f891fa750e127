/** Whose passwords and passkeys browsers are offered: the switch of the organisation's application. */
import { AppIcon } from '../../look/app-icons.tsx';
import { Switch } from '../../look/controls.tsx';
import { Group, Problem, Row } from '../../look/forms.tsx';
import { isGeneration } from '../../look/macos-look.ts';
import { useAct } from '../../screen/use-act.ts';
import type { PaneProps } from './pane-props.ts';

/** Password Options (macOS 13 and 14), or AutoFill & Passwords (15 and later). */
export function PasskeysPane({ mac, desk }: PaneProps) {
  const { run, isBusy, problem } = useAct(desk);
  const { application, isOn } = mac.settings.passkeys;
  const isNew = isGeneration(mac.macos, 15);
  return (
    <>
      <Group
        title={isNew ? 'AutoFill from' : 'Use passwords and passkeys from:'}
        note={
          application === undefined
            ? undefined
            : 'Websites can sign you in with the passkey that your organisation keeps in this Mac’s Secure Enclave.'
        }
      >
        {application === undefined ? (
          <Row label="No application on this Mac offers passkeys." />
        ) : (
          <Row label={application} icon={<AppIcon name="porchlight" size={28} />}>
            <Switch
              label={application}
              isOn={isOn}
              isDisabled={isBusy}
              onChange={(wanted) => void run({ kind: 'passkeys', isOn: wanted })}
            />
          </Row>
        )}
      </Group>
      <Problem>{problem}</Problem>
    </>
  );
}
