/** "Create a Computer Account". Names that the organisation has chosen are there already, and who chose them is said. */
import { useId, useState } from 'preact/hooks';
import { Avatar, SecureField, TextField } from '../look/controls.tsx';
import { LockIcon } from '../look/icons.tsx';
import { accountNameOf } from './account-name.ts';
import type { PaneProps } from './pane-props.ts';
import { SetupPane } from './setup-pane.tsx';

interface Typed {
  readonly fullName: string;
  /** Undefined: as proposed. */
  readonly shortName: string | undefined;
  readonly password: string;
  readonly again: string;
  readonly hint: string;
}

/** The pane. */
export function AccountPane({ setup, words, answering }: PaneProps) {
  const given = setup.account;
  const [typed, setTyped] = useState<Typed>({
    fullName: given?.fullName ?? '',
    shortName: given?.shortName,
    password: '',
    again: '',
    hint: '',
  });
  const set = (change: Partial<Typed>) => setTyped({ ...typed, ...change });
  const isLocked = given?.locked === true;
  const knowsPassword = given?.passwordKnown === true;
  const shortName = typed.shortName ?? accountNameOf(typed.fullName);
  const problem = knowsPassword ? undefined : wrongWith(typed);
  const make = () =>
    void answering.answer({
      kind: 'account',
      password: knowsPassword ? '' : typed.password,
      ...(isLocked ? {} : { fullName: typed.fullName, shortName }),
    });
  const isFilled =
    typed.fullName !== '' &&
    shortName !== '' &&
    (knowsPassword || (typed.password !== '' && typed.password === typed.again));
  return (
    <SetupPane
      title={setup.title}
      words={words}
      icon={<Avatar name={typed.fullName === '' ? '?' : typed.fullName} size={72} />}
      text={setup.organisation === undefined ? 'Fill out the following information to create your account.' : undefined}
      onContinue={make}
      mayContinue={isFilled}
      isBusy={answering.isBusy}
      problem={answering.problem ?? problem}
      status={answering.isBusy ? 'Creating the account…' : undefined}
    >
      <div class="setup-fields">
        <Line label="Full name">
          {(label) => (
            <TextField
              label={label}
              placeholder=" "
              value={typed.fullName}
              onInput={(fullName) => set({ fullName })}
              isDisabled={isLocked}
              takesFocus={!isLocked}
            />
          )}
        </Line>
        <Line label="Account name">
          {(label) => (
            <TextField
              label={label}
              placeholder=" "
              value={shortName}
              onInput={(name) => set({ shortName: name })}
              isDisabled={isLocked}
            />
          )}
        </Line>
        {isLocked && (
          <p class="setup-why">
            <LockIcon size={12} />
            <span>Your organisation has chosen these names.</span>
          </p>
        )}
        {knowsPassword ? (
          <p class="setup-why">
            <span>The password of this account is the one of your organisation account, which you have just used.</span>
          </p>
        ) : (
          <Passwords typed={typed} set={set} takesFocus={isLocked} />
        )}
      </div>
    </SetupPane>
  );
}

interface PasswordsProps {
  readonly typed: Typed;
  readonly set: (change: Partial<Typed>) => void;
  readonly takesFocus: boolean;
}

function Passwords({ typed, set, takesFocus }: PasswordsProps) {
  const { password, again, hint } = typed;
  return (
    <>
      <Line label="Password">
        {(label) => (
          <div class="pair">
            <SecureField
              label={label}
              placeholder="Required"
              value={password}
              onInput={(text) => set({ password: text })}
              takesFocus={takesFocus}
            />
            <SecureField
              label="Verify password"
              placeholder="Verify"
              value={again}
              onInput={(text) => set({ again: text })}
            />
          </div>
        )}
      </Line>
      <Line label="Password hint">
        {(label) => (
          <TextField label={label} placeholder="Optional" value={hint} onInput={(text) => set({ hint: text })} />
        )}
      </Line>
    </>
  );
}

interface LineProps {
  readonly label: string;
  readonly children: (label: string) => preact.ComponentChildren;
}

function Line({ label, children }: LineProps) {
  const id = useId();
  return (
    <div class="line">
      <span id={id} aria-hidden="true">
        {label}
      </span>
      {children(label)}
    </div>
  );
}

/** What is wrong with what was typed, once enough is typed to tell. */
function wrongWith({ password, again }: Typed): string | undefined {
  return again === '' || password.startsWith(again) ? undefined : 'The passwords are not the same.';
}
