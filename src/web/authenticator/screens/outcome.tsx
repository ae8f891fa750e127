import type { Outcome } from '../app-state.ts';
import type { AuthenticatorApp } from '../authenticator-app.ts';
import { texts } from '../texts.ts';
import { Screen } from './parts.tsx';

const marks: Readonly<Record<Outcome, string>> = {
  approved: '✓',
  denied: '✕',
  'not-me': '!',
  expired: '–',
  exhausted: '✕',
  over: '–',
};

/** How a request ended. */
export function OutcomeScreen({ app, outcome }: { readonly app: AuthenticatorApp; readonly outcome: Outcome }) {
  const { title, lead } = texts.outcomes[outcome];
  return (
    <>
      <div class={`mark mark-${outcome}`} aria-hidden="true">
        {marks[outcome]}
      </div>
      <Screen title={title} lead={lead}>
        <button type="button" onClick={() => app.show({ kind: 'accounts' })}>
          {texts.done}
        </button>
      </Screen>
    </>
  );
}
