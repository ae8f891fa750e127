import { useState } from 'preact/hooks';
import type { AppState } from '../app-state.ts';
import type { AuthenticatorApp } from '../authenticator-app.ts';
import { texts } from '../texts.ts';
import { Field, ProblemNote, Screen, typedIn } from './parts.tsx';

const words = texts.unlock;

/** The locked app. */
export function Unlock({ app, state }: { readonly app: AuthenticatorApp; readonly state: AppState }) {
  const [isForgotten, setForgotten] = useState(false);
  const submit = (event: Event) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    void app.unlockByPin(typedIn(event, 'pin')).then(() => form.reset());
  };
  if (isForgotten) {
    return (
      <Screen title={words.forgotten} lead={words.forgottenHint} back={() => setForgotten(false)}>
        <button type="button" class="alarming" disabled={state.isBusy} onClick={() => void app.reset()}>
          {words.reset}
        </button>
      </Screen>
    );
  }
  return (
    <Screen title={words.title}>
      <div aria-live="assertive">{state.isWaiting && <p class="notice">{words.waitingRequest}</p>}</div>
      <form onSubmit={submit} noValidate>
        {state.method === 'pin' && (
          <Field
            id="pin"
            label={words.pin}
            type="password"
            inputMode="numeric"
            autocomplete="current-password"
            maxLength={32}
            problemId="problem"
          />
        )}
        <ProblemNote problem={state.problem} id="problem" />
        {state.method === 'pin' ? (
          <button type="submit" disabled={state.isBusy}>
            {state.isBusy ? texts.working : words.open}
          </button>
        ) : (
          <button type="button" disabled={state.isBusy} onClick={() => void app.unlockByPasskey()}>
            {words.passkey}
          </button>
        )}
      </form>
      <button type="button" class="quiet" onClick={() => setForgotten(true)}>
        {words.forgotten}
      </button>
    </Screen>
  );
}
