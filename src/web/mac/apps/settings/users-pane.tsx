/** Users & Groups: the accounts, what the (i) tells of each, and Network Account Server. */
import { useState } from 'preact/hooks';
import { Avatar, PushButton, RoundButton } from '../../look/controls.tsx';
import { Group, Row, StateLine } from '../../look/forms.tsx';
import { InfoIcon } from '../../look/icons.tsx';
import { AccountSheet } from './account-sheet.tsx';
import { NetworkAccountSheet } from './network-account-sheet.tsx';
import type { PaneProps } from './pane-props.ts';

/** The pane. */
export function UsersPane(props: PaneProps) {
  const { mac, person } = props;
  const [shown, show] = useState<string>();
  const [isEditing, setEditing] = useState(false);
  const first = mac.accounts.filter(({ shortName }) => shortName === person);
  const others = mac.accounts.filter(({ shortName, isHidden }) => shortName !== person && !isHidden);
  const account = mac.accounts.find(({ shortName }) => shortName === shown);
  const { platformSso } = mac.settings;
  return (
    <>
      <Group>
        {[...first, ...others].map(({ shortName, fullName, isAdmin }) => (
          <Row
            key={shortName}
            label={fullName}
            about={isAdmin ? 'Admin' : 'Standard'}
            icon={<Avatar name={fullName} size={32} />}
          >
            <RoundButton label={`About ${fullName}`} onPress={() => show(shortName)}>
              <InfoIcon size={17} />
            </RoundButton>
          </Row>
        ))}
      </Group>
      {platformSso?.hasSettings === true && (
        <Group>
          <Row label="Network Account Server" about={platformSso.accountDisplayName}>
            <StateLine tone={platformSso.isDeviceRegistered ? 'good' : 'bad'}>
              {platformSso.isDeviceRegistered ? 'Registered' : 'Not Registered'}
            </StateLine>
            <PushButton name="Edit Network Account Server" onPress={() => setEditing(true)}>
              Edit…
            </PushButton>
          </Row>
        </Group>
      )}
      {account && <AccountSheet {...props} account={account} onClose={() => show(undefined)} />}
      {isEditing && <NetworkAccountSheet {...props} onClose={() => setEditing(false)} />}
    </>
  );
}
