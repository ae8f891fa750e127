/** The password: set by an administrator, or to be changed by the person. */
import { Button, Checkbox, Modal, PasswordInput, Stack } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { SignInMethods, User } from '#api/users.ts';
import { ChangeButton } from '../../parts/change-button.tsx';
import { Moment } from '../../parts/moment.tsx';
import { Problem } from '../../parts/problem.tsx';
import { usePerform } from '../../parts/use-operation.ts';
import { MethodRow } from './method-row.tsx';

const states = {
  none: ['None', 'still'],
  set: ['Set', 'good'],
  'must-change': ['Must be changed', 'warn'],
  expired: ['Temporary one has ended', 'bad'],
} as const;

/** The row. */
export function PasswordRow({ user, state }: { readonly user: User; readonly state: SignInMethods['password'] }) {
  const [isOpen, setOpen] = useState(false);
  const require = usePerform('requirePasswordChange', {
    invalidates: ['showSignInMethods', 'getUser'],
    done: 'The present password is good for choosing another only.',
  });
  const [words, tone] = states[state];
  const text =
    user.passwordSetAt === null ? (
      'Nobody has set one.'
    ) : (
      <>
        Set <Moment at={user.passwordSetAt} />
        {user.passwordExpiresAt !== null && (
          <>
            , ends <Moment at={user.passwordExpiresAt} />
          </>
        )}
      </>
    );
  return (
    <MethodRow name="Password" text={text} state={words} isSet={state === 'set'} tone={tone}>
      {state === 'set' && (
        <ChangeButton loading={require.isPending} onClick={() => void require.perform({ params: { user: user.id } })}>
          Require change
        </ChangeButton>
      )}
      <ChangeButton onClick={() => setOpen(true)}>{state === 'none' ? 'Set' : 'Set another'}</ChangeButton>
      <Modal opened={isOpen} onClose={() => setOpen(false)} title={`Password of ${user.fullName}`} size="sm">
        {isOpen && <SetPassword user={user} onClose={() => setOpen(false)} />}
      </Modal>
    </MethodRow>
  );
}

function SetPassword({ user, onClose }: { readonly user: User; readonly onClose: () => void }) {
  const [password, setPassword] = useState('');
  const [temporary, setTemporary] = useState(true);
  const set = usePerform('setPassword', {
    invalidates: ['showSignInMethods', 'getUser', 'listUserSessions'],
    done: 'The password is set. Sessions that the old one began have ended.',
    quiet: true,
    onDone: onClose,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void set.perform({ params: { user: user.id }, body: { password, temporary } });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <PasswordInput
          label="New password"
          required
          autoComplete="new-password"
          data-autofocus
          value={password}
          onChange={({ currentTarget }) => setPassword(currentTarget.value)}
          error={set.problem?.members['password']}
        />
        <Checkbox
          label="Must be changed at the first use, within three days"
          checked={temporary}
          onChange={({ currentTarget }) => setTemporary(currentTarget.checked)}
        />
        <Problem of={set.problem} />
        <div style={{ display: 'flex', gap: 8, justifyContent: 'flex-end' }}>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="filled" loading={set.isPending}>
            Set password
          </Button>
        </div>
      </Stack>
    </form>
  );
}
