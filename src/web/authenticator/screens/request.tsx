import { useEffect } from 'preact/hooks';
import type { AppState, ShownRequest } from '../app-state.ts';
import type { AuthenticatorApp } from '../authenticator-app.ts';
import type { Surroundings } from '../surroundings.ts';
import { texts } from '../texts.ts';
import { useNow } from './clock.ts';
import { Facts, Field, ProblemNote, Screen, typedIn } from './parts.tsx';

const words = texts.request;

interface RequestProps {
  readonly app: AuthenticatorApp;
  readonly state: AppState;
  readonly shown: ShownRequest;
  readonly surroundings: Surroundings;
}

/** What somebody asks this person to approve. */
export function Request({ app, state, shown, surroundings }: RequestProps) {
  const { request, account } = shown;
  const submit = (event: Event) => {
    event.preventDefault();
    const number = typedIn(event, 'number').trim();
    if (!/^\d{2}$/.test(number)) return app.tell(words.missing);
    return void app.answer('approve', number);
  };
  const facts: (readonly [string, string])[] = [
    [words.what, words.purposes[request.purpose](request.target)],
    [words.who, account.userPrincipalName],
    [words.organisation, account.organisation],
    [words.where, request.address],
    ...(request.macSerialNumber === null ? [] : [[words.mac, request.macSerialNumber] as const]),
  ];
  return (
    <Screen title={words.title}>
      <TimeLeft app={app} shown={shown} surroundings={surroundings} />
      <Facts facts={facts} />
      <form onSubmit={submit} noValidate key={request.id}>
        <Field
          id="number"
          label={words.number}
          hint={words.numberHint}
          type="text"
          class="number"
          inputMode="numeric"
          pattern="[0-9]*"
          autocomplete="off"
          maxLength={2}
          problemId="problem"
        />
        <ProblemNote problem={state.problem} id="problem" />
        <button type="submit" disabled={state.isBusy}>
          {state.isBusy ? texts.working : words.approve}
        </button>
        <button type="button" class="plain" disabled={state.isBusy} onClick={() => void app.answer('deny')}>
          {words.deny}
        </button>
      </form>
      <button type="button" class="quiet alarming-text" onClick={() => app.show({ kind: 'not-me', shown })}>
        {words.notMe}
      </button>
    </Screen>
  );
}

/** Counts down where it is seen, and is told to nobody: each second would be read out. */
function TimeLeft({ app, shown, surroundings }: Omit<RequestProps, 'state'>) {
  const now = useNow(surroundings);
  const whole = Date.parse(shown.request.expiresAt) - Date.parse(shown.request.begunAt);
  const left = Math.max(0, shown.endsAt - now);
  const isOver = left === 0;
  useEffect(() => {
    if (isOver) app.expire();
  }, [isOver]);
  return (
    <div class="time-left">
      <progress max={whole} value={left} aria-label={words.timeLeft(Math.ceil(left / 1000))} />
      <span aria-hidden="true">{words.timeLeft(Math.ceil(left / 1000))}</span>
    </div>
  );
}

/** Says what happens when it was not this person, before it happens. */
export function NotMe({ app, state, shown }: Omit<RequestProps, 'surroundings'>) {
  return (
    <Screen title={texts.notMe.title} lead={texts.notMe.lead} back={() => app.show({ kind: 'request', shown })}>
      <ul class="consequences">
        {texts.notMe.consequences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      <p>{texts.notMe.advice}</p>
      <ProblemNote problem={state.problem} />
      <button type="button" class="alarming" disabled={state.isBusy} onClick={() => void app.answer('not-me')}>
        {texts.notMe.confirm}
      </button>
    </Screen>
  );
}
