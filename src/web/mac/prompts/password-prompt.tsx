/** macOS wants the password of the account, or of the organisation. */
import { useState } from 'preact/hooks';
import { AppIcon } from '../look/app-icons.tsx';
import { PushButton, SecureField, TextField } from '../look/controls.tsx';
import { Problem } from '../look/forms.tsx';
import { Alert } from '../look/sheet.tsx';
import type { PromptProps } from './prompt-props.ts';

/** The dialog. */
export function PasswordPrompt({ mac, prompt, answer, isBusy, wasWrong, problem }: PromptProps<'password'>) {
  const [password, setPassword] = useState('');
  const close = () => void answer({ kind: 'close' });
  const account = mac.accounts.find(({ shortName }) => shortName === prompt.user);
  return (
    <Alert
      overScreen
      isWide
      isShaking={wasWrong}
      title={prompt.title}
      text={prompt.text}
      icon={<AppIcon name="porchlight" size={56} />}
      onClose={close}
      onSubmit={() => password !== '' && void answer({ kind: 'text', text: password })}
      actions={
        <>
          <PushButton onPress={close}>Cancel</PushButton>
          <PushButton type="submit" isDefault isBusy={isBusy} isDisabled={password === ''}>
            OK
          </PushButton>
        </>
      }
    >
      <TextField label="User name" value={account?.fullName ?? prompt.user} onInput={() => undefined} isDisabled />
      <SecureField label="Password" value={password} onInput={setPassword} takesFocus />
      <Problem>{problem}</Problem>
    </Alert>
  );
}
