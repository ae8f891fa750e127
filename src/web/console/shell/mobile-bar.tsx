/** On narrow windows: the navigation behind a button. */
import { ActionIcon, Drawer } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { spotlight } from '@mantine/spotlight';
import { IconMenu2, IconSearch } from '@tabler/icons-react';
import { Brand } from './brand.tsx';
import css from './mobile-bar.module.css';
import { Navigation } from './navigation.tsx';

/** Shows it; wide windows have none. */
export function MobileBar({ onHelp }: { readonly onHelp: () => void }) {
  const [isOpen, { open, close }] = useDisclosure(false);
  return (
    <header className={css['bar']}>
      <ActionIcon size="lg" aria-label="Navigation" aria-expanded={isOpen} onClick={open}>
        <IconMenu2 size={20} aria-hidden />
      </ActionIcon>
      <Brand />
      <ActionIcon size="lg" aria-label="Search" className={css['search'] ?? ''} onClick={() => spotlight.open()}>
        <IconSearch size={19} aria-hidden />
      </ActionIcon>
      <Drawer
        opened={isOpen}
        onClose={close}
        position="left"
        size={272}
        title="Navigation"
        padding={0}
        classNames={{ header: css['head'] ?? '', body: css['body'] ?? '', content: css['drawer'] ?? '' }}
      >
        <Navigation onHelp={onHelp} onNavigate={close} />
      </Drawer>
    </header>
  );
}
