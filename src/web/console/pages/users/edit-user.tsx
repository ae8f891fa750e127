/** Names, e-mail and role of a person. */
import { Button, Modal, Select, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { User } from '#api/users.ts';
import { Problem } from '../../parts/problem.tsx';
import { usePerform } from '../../parts/use-operation.ts';
import { rightsOf, type Role, roleChoices, roleOf } from './roles.ts';

/** The dialog. */
export function EditUser(props: { readonly user: User; readonly opened: boolean; readonly onClose: () => void }) {
  const { opened, onClose } = props;
  return (
    <Modal opened={opened} onClose={onClose} title="Edit user" size="md">
      {opened && <EditForm {...props} />}
    </Modal>
  );
}

function EditForm({ user, onClose }: { readonly user: User; readonly onClose: () => void }) {
  const [draft, setDraft] = useState({
    fullName: user.fullName,
    userPrincipalName: user.userPrincipalName,
    accountName: user.accountName,
    email: user.email ?? '',
  });
  const [role, setRole] = useState<Role>(roleOf(user));
  const update = usePerform('updateUser', {
    invalidates: ['getUser', 'listUsers'],
    done: 'The changes are saved.',
    quiet: true,
    onDone: onClose,
  });
  const text = (member: keyof typeof draft) => ({
    value: draft[member],
    onChange: ({ currentTarget: { value } }: { currentTarget: { value: string } }) =>
      setDraft((former) => ({ ...former, [member]: value })),
    error: update.problem?.members[member],
    autoComplete: 'off',
    spellCheck: false,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { email, ...names } = draft;
    const body = { ...names, email: email === '' ? null : email, ...rightsOf(role) };
    void update.perform({ params: { user: user.id }, body });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <TextInput label="Full name" required data-autofocus {...text('fullName')} />
        <TextInput label="User name" required {...text('userPrincipalName')} />
        <TextInput
          label="Account name"
          description="Accounts that Macs have made keep their names."
          required
          {...text('accountName')}
        />
        <TextInput label="E-mail" {...text('email')} />
        <Select label="Role" value={role} onChange={(value) => setRole(value ?? 'person')} data={roleChoices} />
        <Problem of={update.problem} />
        <div style={{ display: 'flex', gap: 8, justifyContent: 'flex-end' }}>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="filled" loading={update.isPending}>
            Save
          </Button>
        </div>
      </Stack>
    </form>
  );
}
