import type { AuthenticatorApp } from '../authenticator-app.ts';
import { texts } from '../texts.ts';
import { Screen } from './parts.tsx';

const words = texts.settings;

/** What can be changed. */
export function Settings({ app }: { readonly app: AuthenticatorApp }) {
  return (
    <Screen title={words.title} back={() => app.show({ kind: 'accounts' })}>
      <button type="button" class="plain" onClick={() => app.lock()}>
        {words.lockNow}
      </button>
      <button type="button" class="plain" onClick={() => app.show({ kind: 'choose-unlock' })}>
        {words.changeUnlock}
      </button>
      <p class="hint">{words.about}</p>
    </Screen>
  );
}
