/** Touch ID & Password: whose password opens this account. */
import { Group, Row } from '../../look/forms.tsx';
import { FingerprintIcon } from '../../look/icons.tsx';
import type { PaneProps } from './pane-props.ts';

/** The pane. Nothing is changed here: a password of the organisation is changed at the organisation. */
export function TouchIdPane({ mac, person }: PaneProps) {
  const account = mac.accounts.find(({ shortName }) => shortName === person);
  const server = mac.settings.platformSso?.accountDisplayName ?? 'your organisation';
  const isSynchronised = account?.platformSso?.method === 'Password' && account.platformSso.isRegistered;
  return (
    <>
      <Group
        title="Touch ID"
        note="A finger unlocks the screen, unless the organisation wants its own password there, and confirms a passkey in place of the login password."
      >
        <Row
          label="Finger 1"
          icon={
            <span class="mac-tile pink big">
              <FingerprintIcon size={22} />
            </span>
          }
        />
      </Group>
      <Group>
        <Row
          label="Password"
          about={
            isSynchronised
              ? `The password of this account is that of ${server}. Change it there.`
              : 'A login password has been set for this account. It is of this Mac alone.'
          }
        />
      </Group>
    </>
  );
}
