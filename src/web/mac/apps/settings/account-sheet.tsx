/** Behind the (i) of an account: who it is, and how it stands with Platform SSO (macOS 14 and later). */
import type { AccountView } from '#api/desk/view.ts';
import { Avatar, PushButton } from '../../look/controls.tsx';
import { Group, Row, StateLine } from '../../look/forms.tsx';
import { Sheet } from '../../look/sheet.tsx';
import { momentWords } from '../../screen/mac-time.ts';
import type { PaneProps } from './pane-props.ts';
import { methodWords, standingOf } from './sso-words.ts';

interface Props extends PaneProps {
  readonly account: AccountView;
  readonly onClose: () => void;
}

/** The sheet. */
export function AccountSheet({ mac, account, onClose }: Props) {
  const { shortName, fullName, isAdmin, platformSso } = account;
  const cards = mac.cards.known.filter(({ pairedWith }) => pairedWith.includes(shortName));
  return (
    <Sheet
      title={fullName}
      onClose={onClose}
      onSubmit={onClose}
      actions={
        <PushButton isDefault type="submit">
          Done
        </PushButton>
      }
    >
      <div class="mac-account-head">
        <Avatar name={fullName} size={56} />
        <span>{isAdmin ? 'Administrator of this Mac' : 'Standard account'}</span>
      </div>
      <Group>
        <Row label="Account name">{shortName}</Row>
        {cards.map(({ id, label }) => (
          <Row key={id} label="Paired smart card">
            {label}
          </Row>
        ))}
      </Group>
      {platformSso && mac.settings.platformSso?.hasSettings === true && (
        <PlatformSsoGroup of={platformSso} now={mac.now} />
      )}
    </Sheet>
  );
}

function PlatformSsoGroup({ of, now }: { readonly of: NonNullable<AccountView['platformSso']>; readonly now: number }) {
  const { words, tone } = standingOf(of);
  return (
    <Group title="Platform SSO">
      <Row label="Method">{methodWords(of.method)}</Row>
      <Row label="Login name">{of.loginUserName ?? 'None'}</Row>
      <Row label="Registration">
        <StateLine tone={tone}>{words}</StateLine>
      </Row>
      {of.lastLogin !== undefined && <Row label="Last sign-in">{momentWords(of.lastLogin)}</Row>}
      {of.tokensEnd !== undefined && (
        <Row label="SSO tokens">{`${of.tokensEnd > now ? 'Until' : 'Expired'} ${momentWords(of.tokensEnd)}`}</Row>
      )}
    </Group>
  );
}
