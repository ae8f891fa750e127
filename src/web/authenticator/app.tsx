/** The whole app on the screen: which scene is shown, and what is said beside it. */
import { useLayoutEffect, useReducer } from 'preact/hooks';
import type { AppState } from './app-state.ts';
import type { AppParts, AuthenticatorApp } from './authenticator-app.ts';
import { Account } from './screens/account.tsx';
import { Accounts } from './screens/accounts.tsx';
import { ConfirmOffer, Paste } from './screens/add.tsx';
import { ChooseUnlock } from './screens/choose-unlock.tsx';
import { OutcomeScreen } from './screens/outcome.tsx';
import { NotMe, Request } from './screens/request.tsx';
import { Settings } from './screens/settings.tsx';
import { Unlock } from './screens/unlock.tsx';
import { texts } from './texts.ts';

interface Props {
  readonly app: AuthenticatorApp;
  readonly parts: AppParts;
}

/** Draws the app anew after each change. */
export function App({ app, parts }: Props) {
  const [, changed] = useReducer<number, undefined>((count) => count + 1, 0);
  // At once, not after the first paint: a request that came before that would not be drawn until something else happens.
  useLayoutEffect(() => app.subscribe(() => changed(undefined)), [app]);
  const { state } = app;
  const isOffline = !state.isLive && state.accounts.length > 0;
  return (
    <>
      <div aria-live="polite" class="visually-hidden">
        {state.scene.kind === 'request' &&
          state.lock === 'open' &&
          texts.request.announce(state.scene.shown.request.target)}
      </div>
      <div role="status">{isOffline && <p class="offline">{texts.offline(new URL(parts.origin).host)}</p>}</div>
      <SceneOf app={app} parts={parts} state={state} />
    </>
  );
}

function SceneOf({ app, parts, state }: Props & { readonly state: AppState }) {
  const { phone, surroundings } = parts;
  const { scene } = state;
  if (state.lock === 'none-chosen') return <ChooseUnlock app={app} state={state} />;
  if (state.lock === 'locked') return <Unlock app={app} state={state} />;
  switch (scene.kind) {
    case 'accounts':
      return <Accounts app={app} state={state} phone={phone} surroundings={surroundings} />;
    case 'paste':
      return <Paste app={app} state={state} />;
    case 'offer':
      return <ConfirmOffer app={app} state={state} offer={scene.offer} />;
    case 'account':
      return <Account app={app} state={state} account={scene.account} />;
    case 'request':
      return <Request app={app} state={state} shown={scene.shown} surroundings={surroundings} />;
    case 'not-me':
      return <NotMe app={app} state={state} shown={scene.shown} />;
    case 'outcome':
      return <OutcomeScreen app={app} outcome={scene.outcome} />;
    case 'settings':
      return <Settings app={app} />;
    case 'choose-unlock':
      return <ChooseUnlock app={app} state={state} />;
  }
}
