import { useEffect, useState } from 'preact/hooks';
import type { AppState } from '../app-state.ts';
import type { AuthenticatorApp } from '../authenticator-app.ts';
import { texts } from '../texts.ts';
import { hasPlatformPasskeys } from '../unlocking/passkey.ts';
import { isSimplePin } from '../unlocking/pin.ts';
import { Field, ProblemNote, Screen, typedIn } from './parts.tsx';

const words = texts.chooseUnlock;

/** Asks how the app is unlocked: the first thing that it asks. */
export function ChooseUnlock({ app, state }: { readonly app: AuthenticatorApp; readonly state: AppState }) {
  const [isByPin, setByPin] = useState(false);
  const [canPasskey, setCanPasskey] = useState(false);
  useEffect(() => void hasPlatformPasskeys().then(setCanPasskey), []);
  const isFirst = state.lock === 'none-chosen';
  const back = isFirst ? undefined : () => app.show({ kind: 'settings' });
  if (isByPin) return <NewPin app={app} state={state} back={() => setByPin(false)} />;
  return (
    <Screen
      title={isFirst ? texts.welcome.title : words.title}
      lead={isFirst ? texts.welcome.lead : words.lead}
      back={back}
    >
      <ProblemNote problem={state.problem} />
      {isFirst && <h2>{words.title}</h2>}
      <div class="choices">
        <button
          type="button"
          class="choice"
          disabled={!canPasskey || state.isBusy}
          onClick={() => void app.choosePasskey()}
        >
          <strong>{words.passkey}</strong>
          <span>{canPasskey ? words.passkeyHint : words.noPasskeys}</span>
        </button>
        <button type="button" class="choice" disabled={state.isBusy} onClick={() => setByPin(true)}>
          <strong>{words.pin}</strong>
          <span>{words.pinHint}</span>
        </button>
      </div>
      {isFirst && needsInstalling() && <p class="hint">{texts.welcome.install}</p>}
    </Screen>
  );
}

function NewPin({
  app,
  state,
  back,
}: {
  readonly app: AuthenticatorApp;
  readonly state: AppState;
  readonly back: () => void;
}) {
  const submit = (event: Event) => {
    event.preventDefault();
    const pin = typedIn(event, 'pin');
    if (!/^\d{6,}$/.test(pin)) return app.tell(words.tooShort);
    if (isSimplePin(pin)) return app.tell(words.tooSimple);
    if (typedIn(event, 'repeat') !== pin) return app.tell(words.differ);
    return void app.choosePin(pin);
  };
  const digits = {
    type: 'password',
    inputMode: 'numeric',
    autocomplete: 'new-password',
    maxLength: 32,
    problemId: 'problem',
  };
  return (
    <Screen title={words.pinTitle} lead={words.pinHint} back={back}>
      <form onSubmit={submit} noValidate>
        <Field id="pin" label={words.newPin} {...digits} />
        <Field id="repeat" label={words.repeatPin} {...digits} />
        <ProblemNote problem={state.problem} id="problem" />
        <button type="submit" disabled={state.isBusy}>
          {state.isBusy ? texts.working : words.save}
        </button>
      </form>
    </Screen>
  );
}

/** On iOS what the browser keeps and what an app on the Home Screen keeps are two things. */
function needsInstalling(): boolean {
  return /iPhone|iPad/.test(navigator.userAgent) && !matchMedia('(display-mode: standalone)').matches;
}
