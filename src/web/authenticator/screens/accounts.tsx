import { useEffect, useState } from 'preact/hooks';
import type { AppState } from '../app-state.ts';
import type { AuthenticatorApp } from '../authenticator-app.ts';
import type { ShownCode } from '#phone/codes.ts';
import type { StoredAccount } from '#phone/phone.ts';
import type { Problem, ScreenPhone } from '../phone.ts';
import type { Surroundings } from '../surroundings.ts';
import { texts } from '../texts.ts';
import { useNow } from './clock.ts';
import { Notifications } from './notifications.tsx';
import { ProblemNote, Screen } from './parts.tsx';

const words = texts.accounts;
/** Seconds of a whole ring. */
const period = 30;

interface AccountsProps {
  readonly app: AuthenticatorApp;
  readonly state: AppState;
  readonly phone: ScreenPhone;
  readonly surroundings: Surroundings;
}

/** The list of accounts with their codes. */
export function Accounts({ app, state, phone, surroundings }: AccountsProps) {
  const isEmpty = state.accounts.length === 0;
  const isListening = state.isLive && state.accounts.some(({ authenticatorId }) => !state.ended.has(authenticatorId));
  return (
    <Screen title={words.title}>
      <ProblemNote problem={state.problem} />
      {isEmpty ? (
        <div class="empty">
          <img src="/authenticator/icons/icon.svg" alt="" width="72" height="72" />
          <h2>{words.empty}</h2>
          <p>{words.emptyHint}</p>
        </div>
      ) : (
        <ul class="cards">
          {state.accounts.map((account) => (
            <li key={account.authenticatorId}>
              <AccountCard
                app={app}
                account={account}
                ended={state.ended.get(account.authenticatorId)}
                phone={phone}
                surroundings={surroundings}
              />
            </li>
          ))}
        </ul>
      )}
      {!isEmpty && <Notifications app={app} />}
      <button type="button" class={isEmpty ? '' : 'plain'} onClick={() => app.show({ kind: 'paste' })}>
        {words.add}
      </button>
      <button type="button" class="quiet" onClick={() => app.show({ kind: 'settings' })}>
        {words.settings}
      </button>
      {isListening && (
        <p class="listening">
          <span aria-hidden="true" />
          {words.listening}
        </p>
      )}
    </Screen>
  );
}

interface CardProps {
  readonly app: AuthenticatorApp;
  readonly account: StoredAccount;
  readonly ended: Problem | undefined;
  readonly phone: ScreenPhone;
  readonly surroundings: Surroundings;
}

function AccountCard({ app, account, ended, phone, surroundings }: CardProps) {
  const { organisation, userPrincipalName } = account;
  return (
    <article class="card">
      <button type="button" class="card-name" onClick={() => app.show({ kind: 'account', account })}>
        <strong>{organisation}</strong>
        <span>{userPrincipalName}</span>
      </button>
      {ended !== undefined ? (
        <ProblemNote problem={ended} />
      ) : account.codesUri === undefined ? (
        <p class="hint">{words.noCode}</p>
      ) : (
        <Code account={account} phone={phone} surroundings={surroundings} />
      )}
    </article>
  );
}

function Code({ account, phone, surroundings }: Omit<CardProps, 'app' | 'ended'>) {
  const now = useNow(surroundings);
  const [shown, setShown] = useState<ShownCode>();
  const [isCopied, setCopied] = useState(false);
  const isOver = shown === undefined || shown.validUntil <= now;
  useEffect(() => {
    if (!isOver) return;
    setCopied(false);
    void phone.code(account).then(setShown);
  }, [account.authenticatorId, isOver, now]);
  if (shown === undefined) return <p class="code-line">{'\u00A0'}</p>;
  const { code, validUntil } = shown;
  const left = Math.max(0, Math.ceil((validUntil - now) / 1000));
  const copy = async () => {
    await navigator.clipboard.writeText(code);
    setCopied(true);
  };
  return (
    <div class="code-line">
      <span class="visually-hidden">{`${words.codeLabel}: ${words.codeSpoken(code)}`}</span>
      <span class="digits" aria-hidden="true" data-code={code}>
        {`${code.slice(0, code.length / 2)}\u2009${code.slice(code.length / 2)}`}
      </span>
      <span class="left" aria-hidden="true">
        <Ring share={Math.min(1, left / period)} />
        {words.codeLeft(left)}
      </span>
      <button type="button" class="small" onClick={() => void copy()}>
        <span aria-live="polite">{isCopied ? words.copied : words.copy}</span>
      </button>
    </div>
  );
}

function Ring({ share }: { readonly share: number }) {
  return (
    <svg class="ring" viewBox="0 0 20 20" width="20" height="20">
      <circle cx="10" cy="10" r="8" class="ring-whole" />
      <circle cx="10" cy="10" r="8" class="ring-left" pathLength={1} stroke-dasharray={`${share} 1`} />
    </svg>
  );
}
