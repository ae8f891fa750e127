/** A finger on Touch ID, or the account's password instead. Where there is more than one account to choose, one is chosen. */
import { useState } from 'preact/hooks';
import { PushButton, SecureField } from '../look/controls.tsx';
import { Problem } from '../look/forms.tsx';
import { FingerprintIcon, KeyIcon } from '../look/icons.tsx';
import { Alert } from '../look/sheet.tsx';
import type { PromptProps } from './prompt-props.ts';

/** The sheet. */
export function TouchIdPrompt(props: PromptProps<'touch-id'>) {
  const { prompt, answer, isBusy, wasWrong, problem } = props;
  const [password, setPassword] = useState<string>();
  const [choice, setChoice] = useState(prompt.choices[0]);
  const close = () => void answer({ kind: 'close' });
  const touch = () => void answer({ kind: 'touch', ...(choice === undefined ? {} : { choice }) });
  const usesPassword = password !== undefined;
  const submit = () => {
    if (!usesPassword) return touch();
    if (password !== '') void answer({ kind: 'text', text: password });
  };
  return (
    <Alert
      overScreen
      isWide
      isShaking={wasWrong && usesPassword}
      title={prompt.title}
      text={prompt.text}
      icon={
        <span class="prompt-tile passkey">
          <KeyIcon size={30} />
        </span>
      }
      onClose={close}
      onSubmit={submit}
      actions={
        <>
          <PushButton onPress={close}>Cancel</PushButton>
          {usesPassword ? (
            <PushButton type="submit" isDefault isBusy={isBusy} isDisabled={password === ''}>
              OK
            </PushButton>
          ) : (
            <PushButton onPress={() => setPassword('')}>Use Password…</PushButton>
          )}
        </>
      }
    >
      {prompt.choices.length > 1 && <Choices names={prompt.choices} chosen={choice} onChoose={setChoice} />}
      {usesPassword ? (
        <SecureField label="Password of your account" value={password} onInput={setPassword} takesFocus />
      ) : (
        <button type="button" class="prompt-finger" data-first="yes" disabled={isBusy} onClick={touch}>
          <FingerprintIcon size={54} />
          <span>Touch ID</span>
          <small>Press here, or Space, to put your finger on it.</small>
        </button>
      )}
      <Problem>{problem}</Problem>
    </Alert>
  );
}

interface ChoicesProps {
  readonly names: readonly string[];
  readonly chosen: string | undefined;
  readonly onChoose: (name: string) => void;
}

function Choices({ names, chosen, onChoose }: ChoicesProps) {
  return (
    <fieldset class="prompt-choices">
      <legend class="mac-hidden">Passkeys</legend>
      {names.map((name) => (
        <label key={name}>
          <input type="radio" name="passkey" checked={name === chosen} onChange={() => onChoose(name)} />
          <span>{name}</span>
        </label>
      ))}
    </fieldset>
  );
}
