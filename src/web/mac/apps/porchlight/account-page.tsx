/** Whose account it is, and whether applications open without a question. */
import { Avatar, PushButton } from '../../look/controls.tsx';
import { Group, Problem, Row, StateLine } from '../../look/forms.tsx';
import type { AppProps } from '../../screen/desktop/app-props.ts';
import { momentWords } from '../../screen/mac-time.ts';
import { useAct } from '../../screen/use-act.ts';
import { methodWords, standingOf } from '../settings/sso-words.ts';
import { type AppAccount, useLook } from './app-answers.ts';
import { Looking } from './looking.tsx';

/** The page. */
export function AccountPage({ mac, desk, person }: AppProps) {
  const standing = mac.accounts.find(({ shortName }) => shortName === person)?.platformSso;
  const look = useLook(desk, 'account', JSON.stringify(standing ?? null));
  if (look.kind !== 'seen') return <Looking look={look} />;
  if (look.outcome.kind !== 'account') return <NotRegistered mac={mac} desk={desk} />;
  const account = look.outcome['account'] as AppAccount;
  const name = account.name ?? account.loginUserName;
  const { words, tone } = standingOf({
    ...account,
    isRegistered: account.state === 'Normal',
    loginUserName: account.loginUserName,
    lastLogin: undefined,
    tokensEnd: undefined,
  });
  return (
    <>
      <div class="mac-porch-account">
        <Avatar name={name} size={60} />
        <div>
          <strong>{name}</strong>
          <span>{account.loginUserName}</span>
        </div>
      </div>
      <Group>
        <Row label="Registration">
          <StateLine tone={tone}>{words}</StateLine>
        </Row>
        <Row label="Signs in with">{methodWords(account.method)}</Row>
        <Row
          label="Single sign-on"
          about={
            account.signsInSilently
              ? 'Websites and applications open without a question.'
              : 'You will be asked to sign in.'
          }
        >
          <StateLine tone={account.signsInSilently ? 'good' : 'warn'}>
            {account.signsInSilently ? 'On' : 'Off'}
          </StateLine>
        </Row>
        {account.lastLogin !== undefined && <Row label="Last sign-in">{momentWords(account.lastLogin)}</Row>}
        <Row label="Account on this Mac">{account.localAccount}</Row>
      </Group>
    </>
  );
}

function NotRegistered({ mac, desk }: Pick<AppProps, 'mac' | 'desk'>) {
  const { run, isBusy, problem } = useAct(desk);
  const mayRegister = mac.settings.platformSso !== undefined;
  return (
    <div class="mac-porch-empty">
      <h3>Nobody is registered here</h3>
      <p>
        {mayRegister
          ? 'Register this Mac, and websites and applications of your organisation open without a question.'
          : 'This Mac has no profile of your organisation for single sign-on yet.'}
      </p>
      {mayRegister && (
        <PushButton isDefault isLarge isBusy={isBusy} onPress={() => void run({ kind: 'register' })}>
          Register
        </PushButton>
      )}
      <Problem>{problem}</Problem>
    </div>
  );
}
