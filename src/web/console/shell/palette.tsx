/** The command palette: every page, what can be done from anywhere, and people and Macs by the server's search. */
import { useMantineColorScheme } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { Spotlight, type SpotlightActionData, type SpotlightActionGroupData } from '@mantine/spotlight';
import { IconDeviceLaptop, IconLogout, IconMoon, IconSearch, IconUser } from '@tabler/icons-react';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { useOperation } from '../parts/use-operation.ts';
import { addressOf, pages } from '../pages.tsx';
import css from './palette.module.css';
import { useSignOut } from './sign-out.ts';

/** Most people and Macs of one answer. */
const most = 6;

/** Shows it when it is asked for. */
export function Palette() {
  const [query, setQuery] = useState('');
  const [search] = useDebouncedValue(query.trim(), 150);
  const found = useFound(search);
  const fixed = useFixed();
  return (
    <Spotlight
      query={query}
      onQueryChange={setQuery}
      shortcut="mod + K"
      actions={[...fixed, ...found]}
      nothingFound="Nothing is called so"
      highlightQuery
      scrollable
      maxHeight={420}
      limit={30}
      radius="lg"
      attributes={{ content: { 'aria-label': 'Command palette' } }}
      searchProps={{
        leftSection: <IconSearch size={17} aria-hidden />,
        placeholder: 'Search pages, people and Macs',
        'aria-label': 'Search pages, people and Macs',
      }}
      classNames={{
        action: css['action'] ?? '',
        actionLabel: css['label'] ?? '',
        actionDescription: css['description'] ?? '',
      }}
      filter={(query, actions) => filtered(query, actions as SpotlightActionGroupData[])}
    />
  );
}

/** What the server has found stays as it is; pages are filtered here. */
function filtered(query: string, groups: readonly SpotlightActionGroupData[]): SpotlightActionGroupData[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = ({ label = '', keywords = '' }: SpotlightActionData) => {
    const text = `${label} ${String(keywords)}`.toLowerCase();
    return words.every((word) => text.includes(word));
  };
  return groups
    .map((group) => (found.has(group.group) ? group : { ...group, actions: group.actions.filter(fits) }))
    .filter(({ actions }) => actions.length > 0);
}

const found: ReadonlySet<string> = new Set(['People', 'Macs']);

function useFixed(): SpotlightActionGroupData[] {
  const [, navigate] = useLocation();
  const { setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  const signOut = useSignOut();
  const places = pages
    .filter(({ group }) => group !== undefined)
    .map((page) => {
      const { title, keywords = '', icon: Icon } = page;
      const address = addressOf(page);
      return {
        id: `page:${address}`,
        label: title,
        keywords,
        ...(Icon ? { leftSection: <Icon size={17} stroke={1.6} aria-hidden /> } : {}),
        onClick: () => navigate(address),
      };
    });
  const moon = <IconMoon size={17} stroke={1.6} aria-hidden />;
  return [
    { group: 'Pages', actions: places },
    {
      group: 'Actions',
      actions: [
        {
          id: 'dark',
          label: 'Use dark colours',
          keywords: 'theme night',
          leftSection: moon,
          onClick: () => setColorScheme('dark'),
        },
        {
          id: 'light',
          label: 'Use light colours',
          keywords: 'theme day',
          leftSection: moon,
          onClick: () => setColorScheme('light'),
        },
        {
          id: 'sign-out',
          label: 'Sign out',
          keywords: 'log out leave',
          leftSection: <IconLogout size={17} stroke={1.6} aria-hidden />,
          onClick: signOut,
        },
      ],
    },
  ];
}

function useFound(search: string): SpotlightActionGroupData[] {
  const [, navigate] = useLocation();
  const enabled = search !== '';
  const people = useOperation('listUsers', { query: { search, limit: most } }, { enabled, keep: true });
  const macs = useOperation('listMacs', { query: { search, limit: most } }, { enabled, keep: true });
  if (!enabled) return [];
  const groups: SpotlightActionGroupData[] = [];
  const persons = (people.data?.items ?? []).map((user) => ({
    id: `user:${user.id}`,
    label: user.fullName,
    description: user.userPrincipalName,
    leftSection: <IconUser size={17} stroke={1.6} aria-hidden />,
    onClick: () => navigate(`/users/${user.id}`),
  }));
  if (persons.length > 0) groups.push({ group: 'People', actions: persons });
  const found = (macs.data?.items ?? []).map(({ serialNumber, name, model }) => ({
    id: `mac:${serialNumber}`,
    label: name ?? serialNumber,
    description: [name === null ? undefined : serialNumber, model].filter(Boolean).join(', '),
    leftSection: <IconDeviceLaptop size={17} stroke={1.6} aria-hidden />,
    onClick: () => navigate(`/macs/${encodeURIComponent(serialNumber)}`),
  }));
  if (found.length > 0) groups.push({ group: 'Macs', actions: found });
  return groups;
}
