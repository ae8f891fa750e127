/** Who is signed in and with what right; how the console looks; the way out. */
import { Menu, useMantineColorScheme } from '@mantine/core';
import { IconExternalLink, IconKeyboard, IconLogout, IconSelector } from '@tabler/icons-react';
import { useWho } from '../parts/use-operation.ts';
import css from './person-menu.module.css';
import { useSignOut } from './sign-out.ts';

const schemes = [
  ['light', 'Light'],
  ['dark', 'Dark'],
  ['auto', 'As the system is'],
] as const;

/** Shows it. */
export function PersonMenu({ onHelp }: { readonly onHelp: () => void }) {
  const { user, role } = useWho();
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  const signOut = useSignOut();
  return (
    <Menu position="top-start" width={220}>
      <Menu.Target>
        <button type="button" className={css['person']}>
          <span className={css['initials']} aria-hidden>
            {initialsOf(user.fullName)}
          </span>
          <span className={css['words']}>
            <span className={css['name']}>{user.fullName}</span>
            <span className={css['role']}>{roleWords[role]}</span>
          </span>
          <IconSelector size={15} aria-hidden className={css['more']} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{user.userPrincipalName}</Menu.Label>
        <Menu.Item
          component="a"
          href="/account"
          target="_blank"
          leftSection={<IconExternalLink size={15} aria-hidden />}
        >
          My sign-in
        </Menu.Item>
        <Menu.Item leftSection={<IconKeyboard size={15} aria-hidden />} onClick={onHelp}>
          Keyboard shortcuts
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>Colours</Menu.Label>
        <Menu.RadioGroup value={colorScheme} onChange={(next) => setColorScheme(next as typeof colorScheme)}>
          {schemes.map(([value, label]) => (
            <Menu.RadioItem key={value} value={value} closeMenuOnClick>
              {label}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={15} aria-hidden />} onClick={signOut}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** What a role is called. */
const roleWords = { admin: 'Administrator', auditor: 'Auditor: may look, not change' } as const;

function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  const letters = words.length < 2 ? words : [words[0] ?? '', words.at(-1) ?? ''];
  return letters
    .map((word) => Array.from(word)[0] ?? '')
    .join('')
    .toUpperCase();
}
