import type { AppState } from '../app-state.ts';
import type { AuthenticatorApp } from '../authenticator-app.ts';
import type { Offer } from '../phone.ts';
import { texts } from '../texts.ts';
import { Facts, Field, ProblemNote, Screen, typedIn } from './parts.tsx';

const words = texts.add;

/** Asks for the address that a QR code holds, where the camera did not open it. */
export function Paste({ app, state }: { readonly app: AuthenticatorApp; readonly state: AppState }) {
  const submit = (event: Event) => {
    event.preventDefault();
    void app.lookAt(typedIn(event, 'address'));
  };
  return (
    <Screen title={words.title} lead={texts.accounts.emptyHint} back={() => app.show({ kind: 'accounts' })}>
      <form onSubmit={submit} noValidate>
        <Field
          id="address"
          label={words.paste}
          hint={words.pasteHint}
          type="url"
          inputMode="url"
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          problemId="problem"
        />
        <ProblemNote problem={state.problem} id="problem" />
        <button type="submit" disabled={state.isBusy}>
          {state.isBusy ? texts.working : words.look}
        </button>
      </form>
    </Screen>
  );
}

/** Shows whose account would be added, before anything is. */
export function ConfirmOffer({
  app,
  state,
  offer,
}: {
  readonly app: AuthenticatorApp;
  readonly state: AppState;
  readonly offer: Offer;
}) {
  const { account, oneTimeCodes } = offer.view;
  const submit = (event: Event) => {
    event.preventDefault();
    const name = typedIn(event, 'name').trim();
    void app.addAccount(name === '' ? deviceName() : name, typedIn(event, 'codes') === 'on');
  };
  return (
    <Screen title={words.confirmTitle(account.organisation)} lead={words.confirmLead}>
      <Facts
        facts={[
          [texts.account.person, account.fullName],
          [texts.account.userName, account.userPrincipalName],
          [texts.account.server, new URL(account.issuer).host],
        ]}
      />
      <form onSubmit={submit} noValidate>
        <Field
          id="name"
          label={words.name}
          hint={words.nameHint}
          maxLength={64}
          autocomplete="off"
          defaultValue={deviceName()}
        />
        {oneTimeCodes && (
          <div class="check">
            <input type="checkbox" id="codes" name="codes" defaultChecked aria-describedby="codes-hint" />
            <label for="codes">{words.codes}</label>
            <p class="hint" id="codes-hint">
              {words.codesHint}
            </p>
          </div>
        )}
        <ProblemNote problem={state.problem} />
        <button type="submit" disabled={state.isBusy}>
          {state.isBusy ? texts.working : words.confirm}
        </button>
        <button type="button" class="plain" onClick={() => app.show({ kind: 'accounts' })}>
          {words.notMine}
        </button>
      </form>
    </Screen>
  );
}

/** What the browser says of the machine, as a beginning. */
function deviceName(): string {
  const known = ['iPhone', 'iPad', 'Android', 'Macintosh', 'Windows', 'CrOS', 'Linux'];
  const found = known.find((word) => navigator.userAgent.includes(word));
  return found === 'Macintosh' ? 'Mac' : (found ?? 'Phone');
}
