/** What can be done with a Mac: each in a dialog that says what will happen. */
import { Menu, Tooltip } from '@mantine/core';
import {
  IconBellRinging,
  IconCertificate,
  IconDots,
  IconKey,
  IconLock,
  IconPlugConnectedX,
  IconRefresh,
  IconRotate,
  IconTrash,
  IconUserShield,
} from '@tabler/icons-react';
import { Button } from '@mantine/core';
import { type ComponentType, useState } from 'react';
import type { MacDetail } from '#api/macs.ts';
import { auditorReason } from '../../parts/change-button.tsx';
import { useMayChange } from '../../parts/use-operation.ts';
import type { ActionDialogProps } from './actions/action-dialog.ts';
import { AdministratorDialog } from './actions/administrator-dialog.tsx';
import { AttestDialog, PushDialog, RepairDialog, RestartDialog, RevokeDialog } from './actions/simple-dialogs.tsx';
import { EraseDialog } from './actions/erase-dialog.tsx';
import { LockDialog } from './actions/lock-dialog.tsx';
import { TokenDialog } from './actions/token-dialog.tsx';

interface Action {
  readonly name: string;
  readonly title: string;
  readonly icon: ComponentType<{ readonly size?: number; readonly 'aria-hidden'?: boolean }>;
  readonly dialog: ComponentType<ActionDialogProps>;
  /** Why it cannot be done with this Mac; undefined where it can. */
  readonly obstacle: (detail: MacDetail) => string | undefined;
  readonly isHarmful?: boolean;
}

const notManaged = ({ management }: MacDetail) =>
  management === null || management.state === 'ended' ? 'The Mac is not under management.' : undefined;
const notRegistered = ({ registration }: MacDetail) =>
  registration === null ? 'The Mac has never registered.' : undefined;

const actions: readonly (Action | 'line')[] = [
  { name: 'push', title: 'Make it connect', icon: IconBellRinging, dialog: PushDialog, obstacle: notManaged },
  { name: 'attest', title: 'Ask for attestation', icon: IconCertificate, dialog: AttestDialog, obstacle: notManaged },
  {
    name: 'administrator',
    title: 'Show managed administrator',
    icon: IconUserShield,
    dialog: AdministratorDialog,
    obstacle: ({ setup }) => (setup === null ? 'Setup made no administrator on it.' : undefined),
  },
  { name: 'token', title: 'Make registration token', icon: IconKey, dialog: TokenDialog, obstacle: () => undefined },
  'line',
  { name: 'restart', title: 'Restart…', icon: IconRotate, dialog: RestartDialog, obstacle: notManaged },
  { name: 'lock', title: 'Lock…', icon: IconLock, dialog: LockDialog, obstacle: notManaged, isHarmful: true },
  { name: 'erase', title: 'Erase…', icon: IconTrash, dialog: EraseDialog, obstacle: notManaged, isHarmful: true },
  'line',
  { name: 'repair', title: 'Let it register again…', icon: IconRefresh, dialog: RepairDialog, obstacle: notRegistered },
  {
    name: 'revoke',
    title: 'Revoke…',
    icon: IconPlugConnectedX,
    dialog: RevokeDialog,
    obstacle: (detail) => (detail.registration?.state === 'revoked' ? 'It is revoked already.' : notRegistered(detail)),
    isHarmful: true,
  },
];

/** The button, its menu and the dialog that is open. */
export function MacActions({ detail }: { readonly detail: MacDetail }) {
  const mayChange = useMayChange();
  const [open, setOpen] = useState<string>();
  const Dialog = actions.find((one): one is Action => one !== 'line' && one.name === open)?.dialog;
  if (!mayChange) {
    return (
      <Tooltip label={auditorReason}>
        <Button
          aria-disabled
          data-disabled
          rightSection={<IconDots size={15} aria-hidden />}
          onClick={(event) => event.preventDefault()}
        >
          Actions
        </Button>
      </Tooltip>
    );
  }
  return (
    <>
      <Menu width={240}>
        <Menu.Target>
          <Button rightSection={<IconDots size={15} aria-hidden />}>Actions</Button>
        </Menu.Target>
        <Menu.Dropdown>
          {actions.map((action, place) =>
            action === 'line' ? (
              // A line has no name of its own.
              // oxlint-disable-next-line react/no-array-index-key
              <Menu.Divider key={`line ${place}`} />
            ) : (
              <Item key={action.name} action={action} detail={detail} onOpen={() => setOpen(action.name)} />
            ),
          )}
        </Menu.Dropdown>
      </Menu>
      {Dialog !== undefined && <Dialog detail={detail} onClose={() => setOpen(undefined)} />}
    </>
  );
}

function Item({
  action,
  detail,
  onOpen,
}: {
  readonly action: Action;
  readonly detail: MacDetail;
  readonly onOpen: () => void;
}) {
  const { title, icon: Icon, isHarmful = false } = action;
  const obstacle = action.obstacle(detail);
  return (
    <Menu.Item
      leftSection={<Icon size={15} aria-hidden />}
      {...(isHarmful ? { color: 'red.8' } : {})}
      disabled={obstacle !== undefined}
      onClick={onOpen}
      {...(obstacle === undefined ? {} : { title: obstacle })}
    >
      {title}
    </Menu.Item>
  );
}
