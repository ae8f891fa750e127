/** A new person: names, rights, and a password that is shown once where the server makes it up. */
import { Button, Checkbox, Modal, PasswordInput, Select, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { User } from '#api/users.ts';
import { Problem } from '../../parts/problem.tsx';
import { usePerform } from '../../parts/use-operation.ts';
import { roleChoices, rightsOf, type Role } from './roles.ts';

interface Draft {
  readonly fullName: string;
  readonly userPrincipalName: string;
  readonly accountName: string;
  readonly email: string;
  readonly role: Role;
  readonly password: string;
  readonly isTemporary: boolean;
}

const empty: Draft = {
  fullName: '',
  userPrincipalName: '',
  accountName: '',
  email: '',
  role: 'person',
  password: '',
  isTemporary: true,
};

/** The dialog. */
export function AddUser({
  opened,
  onClose,
  onAdded,
}: {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly onAdded: (user: User) => void;
}) {
  return (
    <Modal opened={opened} onClose={onClose} title="Add user" size="md">
      {opened && <AddForm onClose={onClose} onAdded={onAdded} />}
    </Modal>
  );
}

function AddForm({ onClose, onAdded }: { readonly onClose: () => void; readonly onAdded: (user: User) => void }) {
  const [draft, setDraft] = useState(empty);
  const create = usePerform('createUser', {
    invalidates: ['listUsers'],
    done: ({ fullName }) => `${fullName} was added.`,
    quiet: true,
  });
  const text = (member: keyof Draft) => ({
    value: String(draft[member]),
    onChange: ({ currentTarget: { value } }: { currentTarget: { value: string } }) =>
      setDraft((former) => ({ ...former, [member]: value })),
    error: create.problem?.members[member],
    autoComplete: 'off',
    spellCheck: false,
  });
  const account = draft.accountName || proposedAccount(draft.userPrincipalName);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const { fullName, userPrincipalName, email, role, password, isTemporary } = draft;
    const secret = password === '' ? {} : { password, temporaryPassword: isTemporary };
    const names = { fullName, userPrincipalName, accountName: account, ...(email === '' ? {} : { email }) };
    const user = await create.perform({ body: { ...names, ...rightsOf(role), ...secret } });
    if (user) onAdded(user);
  };
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack gap="sm">
        <TextInput label="Full name" required data-autofocus {...text('fullName')} />
        <TextInput
          label="User name"
          description="What the person signs in with, such as ada@example.org."
          required
          {...text('userPrincipalName')}
        />
        <TextInput
          label="Account name"
          description="The short name on Macs."
          placeholder={account}
          {...text('accountName')}
        />
        <TextInput label="E-mail" description="Where it differs from the user name." {...text('email')} />
        <Select
          label="Role"
          value={draft.role}
          onChange={(role) => setDraft({ ...draft, role: role ?? 'person' })}
          data={roleChoices}
        />
        <PasswordInput
          label="Password"
          description="Without one, hand over a temporary pass instead."
          {...text('password')}
          autoComplete="new-password"
        />
        <Checkbox
          label="Must be changed at the first use, within three days"
          checked={draft.isTemporary}
          disabled={draft.password === ''}
          onChange={({ currentTarget }) => setDraft({ ...draft, isTemporary: currentTarget.checked })}
        />
        <Problem of={create.problem} />
        <div style={{ display: 'flex', gap: 8, justifyContent: 'flex-end' }}>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="filled" loading={create.isPending}>
            Add user
          </Button>
        </div>
      </Stack>
    </form>
  );
}

/** The part before the @, as macOS takes short names. */
function proposedAccount(userName: string): string {
  const [local = ''] = userName.toLowerCase().split('@');
  return local.replace(/[^a-z0-9_.-]/g, '').replace(/^[^a-z]+/, '');
}
