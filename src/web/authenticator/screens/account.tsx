import { useState } from 'preact/hooks';
import type { AppState } from '../app-state.ts';
import type { AuthenticatorApp } from '../authenticator-app.ts';
import type { StoredAccount } from '#phone/phone.ts';
import { texts } from '../texts.ts';
import { Facts, ProblemNote, Screen } from './parts.tsx';

const words = texts.account;

/** One account, and its removal. */
export function Account({
  app,
  state,
  account,
}: {
  readonly app: AuthenticatorApp;
  readonly state: AppState;
  readonly account: StoredAccount;
}) {
  const [isRemoving, setRemoving] = useState(false);
  const { fullName, userPrincipalName, issuer, organisation } = account;
  if (isRemoving) {
    return (
      <Screen title={words.removeTitle} lead={words.removeHint} back={() => setRemoving(false)}>
        <ProblemNote problem={state.problem} />
        <button type="button" class="alarming" disabled={state.isBusy} onClick={() => void app.removeAccount(account)}>
          {words.remove}
        </button>
      </Screen>
    );
  }
  return (
    <Screen title={organisation} back={() => app.show({ kind: 'accounts' })}>
      <Facts
        facts={[
          [words.person, fullName],
          [words.userName, userPrincipalName],
          [words.server, new URL(issuer).host],
        ]}
      />
      <button type="button" class="plain alarming-text" onClick={() => setRemoving(true)}>
        {words.remove}
      </button>
    </Screen>
  );
}
