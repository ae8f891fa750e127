/**
 * Users & Groups > Network Account Server > Edit (macOS 14 and later): how device and user stand with Platform SSO, with
 * Register, Repair and Authenticate. Source: Apple, "Configuring Platform Single Sign-on"; Apple Platform Deployment.
 */
import { useState } from 'preact/hooks';
import { CheckBox, PushButton } from '../../look/controls.tsx';
import { Group, Problem, Row, StateLine } from '../../look/forms.tsx';
import { Alert, Sheet } from '../../look/sheet.tsx';
import { type Acting, useAct } from '../../screen/use-act.ts';
import type { PaneProps } from './pane-props.ts';
import { methodWords, standingOf } from './sso-words.ts';

interface Props extends PaneProps {
  readonly onClose: () => void;
}

/** The sheet. */
export function NetworkAccountSheet({ mac, desk, person, onClose }: Props) {
  const acting = useAct(desk);
  const [isRepairing, setRepairing] = useState(false);
  const { platformSso } = mac.settings;
  const user = mac.accounts.find(({ shortName }) => shortName === person)?.platformSso;
  if (!platformSso) return null;
  const { isDeviceRegistered: isRegistered } = platformSso;
  const standing = user && standingOf(user);
  return (
    <>
      <Sheet
        title="Network Account Server"
        isWide
        onClose={onClose}
        onSubmit={onClose}
        actions={
          <PushButton isDefault type="submit" isDisabled={acting.isBusy}>
            Done
          </PushButton>
        }
      >
        <p class="mac-soft">{platformSso.accountDisplayName ?? platformSso.extensionIdentifier}</p>
        <Group title="Platform SSO">
          <Row label="Device" about={methodWords(platformSso.method)}>
            <StateLine tone={isRegistered ? 'good' : 'bad'}>{isRegistered ? 'Registered' : 'Not Registered'}</StateLine>
            {isRegistered ? (
              <PushButton isDisabled={acting.isBusy} onPress={() => setRepairing(true)}>
                Repair…
              </PushButton>
            ) : (
              <RegisterButton acting={acting} />
            )}
          </Row>
          <Row label="User" about={user?.loginUserName}>
            <StateLine tone={standing?.tone ?? 'bad'}>{standing?.words ?? 'Not Registered'}</StateLine>
            {isRegistered && user?.isRegistered === true && (
              <PushButton isDisabled={acting.isBusy} onPress={() => void acting.run({ kind: 'sign-in' })}>
                Authenticate…
              </PushButton>
            )}
            {isRegistered && user?.isRegistered !== true && <RegisterButton acting={acting} />}
          </Row>
        </Group>
        {acting.isBusy && <p class="mac-soft">{mac.underWay ?? 'One moment…'}</p>}
        <Problem>{acting.problem}</Problem>
      </Sheet>
      {isRepairing && <RepairAlert acting={acting} onClose={() => setRepairing(false)} />}
    </>
  );
}

function RegisterButton({ acting }: { readonly acting: Acting }) {
  return (
    <PushButton isDisabled={acting.isBusy} onPress={() => void acting.run({ kind: 'register' })}>
      Register…
    </PushButton>
  );
}

function RepairAlert({ acting, onClose }: { readonly acting: Acting; readonly onClose: () => void }) {
  const [newKeys, setNewKeys] = useState(false);
  return (
    <Alert
      title="Repair the registration of this Mac?"
      text="macOS registers device and user again. You will be asked to sign in."
      isWide
      onClose={onClose}
      onSubmit={() => {
        onClose();
        void acting.run({ kind: 'repair', newKeys });
      }}
      actions={
        <>
          <PushButton onPress={onClose}>Cancel</PushButton>
          <PushButton isDefault type="submit">
            Repair
          </PushButton>
        </>
      }
    >
      <CheckBox isOn={newKeys} onChange={setNewKeys}>
        Make new keys in the Secure Enclave
      </CheckBox>
    </Alert>
  );
}
