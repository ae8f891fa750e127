/** A person: who it is, how they sign in, where they are signed in, and what can be done. */
import { Loader } from '@mantine/core';
import { useParams } from 'wouter';
import type { UserDetail } from '#api/users.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Page } from '../../parts/page.tsx';
import { Problem } from '../../parts/problem.tsx';
import { useOperation } from '../../parts/use-operation.ts';
import { CardsSection } from './cards-section.tsx';
import { MacsSection } from './macs-section.tsx';
import { MethodsSection } from './methods-section.tsx';
import { SessionsSection } from './sessions-section.tsx';
import { UserActions } from './user-actions.tsx';
import { UserFacts } from './user-facts.tsx';
import { UserState } from './user-state.tsx';

const above = [{ title: 'Users', path: '/users' }];

/** The page. */
export default function UserPage() {
  const { user: name } = useParams<{ user: string }>();
  const found = useOperation('getUser', { params: { user: name } }, { live: ['users', 'groups'] });
  if (found.data) return <Found detail={found.data} />;
  return (
    <Page title="User" above={above}>
      {found.error ? (
        <Problem of={found.error} onRetry={() => void found.refetch()} />
      ) : (
        <EmptyState title="Looking …" icon={<Loader size="sm" />} />
      )}
    </Page>
  );
}

function Found({ detail }: { readonly detail: UserDetail }) {
  const { user } = detail;
  return (
    <Page
      title={user.fullName}
      lead={<bdi>{user.userPrincipalName}</bdi>}
      mark={<UserState user={user} />}
      above={above}
      actions={<UserActions user={user} />}
    >
      <UserFacts detail={detail} />
      <MethodsSection user={user} />
      <CardsSection user={user} />
      <MacsSection user={user} />
      <SessionsSection user={user} />
    </Page>
  );
}
