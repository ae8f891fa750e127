/** What can be done with a person, each with what it ends. */
import { ActionIcon, Menu } from '@mantine/core';
import { IconDots, IconPencil, IconTrash, IconUserCheck, IconUserOff } from '@tabler/icons-react';
import { useState } from 'react';
import { useLocation } from 'wouter';
import type { User } from '#api/users.ts';
import { ChangeButton } from '../../parts/change-button.tsx';
import { EndingDialog } from '../../parts/ending-dialog.tsx';
import { useMayChange, useOperation, usePerform } from '../../parts/use-operation.ts';
import { EditUser } from './edit-user.tsx';

type Open = 'edit' | 'disable' | 'delete';

/** Shows the buttons. */
export function UserActions({ user }: { readonly user: User }) {
  const [, navigate] = useLocation();
  const [open, setOpen] = useState<Open>();
  const mayChange = useMayChange();
  const close = () => setOpen(undefined);
  const enable = usePerform('enableUser', {
    invalidates: ['getUser', 'listUsers'],
    done: `${user.fullName} may sign in again.`,
  });
  const input = { params: { user: user.id } };
  const isEnding = open === 'disable' || open === 'delete';
  const preview = useOperation('previewUserEnding', input, { enabled: isEnding });
  return (
    <>
      <ChangeButton leftSection={<IconPencil size={14} aria-hidden />} onClick={() => setOpen('edit')}>
        Edit
      </ChangeButton>
      {user.state === 'active' ? (
        <ChangeButton leftSection={<IconUserOff size={14} aria-hidden />} onClick={() => setOpen('disable')}>
          Disable
        </ChangeButton>
      ) : (
        <ChangeButton
          leftSection={<IconUserCheck size={14} aria-hidden />}
          loading={enable.isPending}
          onClick={() => void enable.perform(input)}
        >
          Enable
        </ChangeButton>
      )}
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" size={30} aria-label="More actions">
            <IconDots size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            color="red"
            disabled={!mayChange}
            leftSection={<IconTrash size={14} aria-hidden />}
            onClick={() => setOpen('delete')}
          >
            {mayChange ? 'Delete user' : 'Delete user (auditors may not)'}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <EditUser user={user} opened={open === 'edit'} onClose={close} />
      <EndingDialog
        operation="disableUser"
        input={input}
        opened={open === 'disable'}
        onClose={close}
        preview={preview}
        title={`Disable ${user.fullName}?`}
        text="From the next request on the server grants this person nothing: no sign-in, no token, no unlock key. What is kept works again when you enable them."
        action="Disable"
        doneTitle={`${user.fullName} is disabled`}
        invalidates={afterEnding}
      />
      <EndingDialog
        operation="deleteUser"
        input={input}
        opened={open === 'delete'}
        onClose={close}
        onLeave={() => navigate('/users')}
        preview={preview}
        isKept={false}
        title={`Delete ${user.fullName}?`}
        text="Everything about this person is forgotten but the audit chain. The names become free; this cannot be undone. To let somebody rest, disable them."
        confirmWord={user.accountName}
        action="Delete user"
        doneTitle={`${user.fullName} is deleted`}
        invalidates={['listUsers']}
      />
    </>
  );
}

const afterEnding = [
  'getUser',
  'listUsers',
  'showSignInMethods',
  'listUserSessions',
  'listRegistrations',
  'previewUserEnding',
] as const;
