/** The way to every page, who is signed in, and how the console looks. */
import { IconSearch } from '@tabler/icons-react';
import { spotlight } from '@mantine/spotlight';
import { Link, useRoute } from 'wouter';
import { addressOf, type ConsolePage, pageGroups, pages } from '../pages.tsx';
import { Brand } from './brand.tsx';
import css from './navigation.module.css';
import { PersonMenu } from './person-menu.tsx';

/** Shows it. @param onNavigate where the navigation lies over the page: it is closed then */
export function Navigation({ onHelp, onNavigate }: { readonly onHelp: () => void; readonly onNavigate?: () => void }) {
  const search = () => {
    onNavigate?.();
    spotlight.open();
  };
  return (
    <div className={css['navigation']}>
      <Brand />
      <button type="button" className={css['search']} onClick={search}>
        <IconSearch size={15} aria-hidden />
        <span>Search</span>
        <kbd aria-hidden>{isApple ? '⌘K' : 'Ctrl K'}</kbd>
      </button>
      <nav aria-label="Console" className={css['groups']}>
        {pageGroups.map((group) => (
          <Group key={group} group={group} onNavigate={onNavigate} />
        ))}
      </nav>
      <PersonMenu onHelp={onHelp} />
    </div>
  );
}

const isApple = /Mac|iPhone|iPad/.test(navigator.userAgent);

function Group({ group, onNavigate }: { readonly group: string; readonly onNavigate: (() => void) | undefined }) {
  const members = pages.filter((page) => page.group === group);
  if (members.length === 0) return null;
  const hasTitle = group !== 'Overview' && !(members.length === 1 && members[0]?.title === group);
  return (
    <div className={css['group']}>
      {hasTitle && <h2 className={css['title']}>{group}</h2>}
      <ul>
        {members.map((page) => (
          <li key={page.path}>
            <Place page={page} onNavigate={onNavigate} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function Place({ page, onNavigate }: { readonly page: ConsolePage; readonly onNavigate: (() => void) | undefined }) {
  const { title, icon: Icon } = page;
  const address = addressOf(page);
  const [isHere] = useRoute(address);
  const [isBelow] = useRoute(address === '/' ? '/' : `${address}/*?`);
  return (
    <Link
      href={address}
      className={css['place'] ?? ''}
      data-here={isHere || isBelow || undefined}
      aria-current={isHere ? 'page' : isBelow ? 'true' : undefined}
      onClick={() => onNavigate?.()}
    >
      {Icon && <Icon size={17} stroke={1.6} aria-hidden />}
      <span>{title}</span>
    </Link>
  );
}
