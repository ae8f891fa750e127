/** Browsers in which a person is signed in, and what applications hold. */
import { IconBrowser } from '@tabler/icons-react';
import { useState } from 'react';
import type { UserSession } from '#api/sessions.ts';
import type { User } from '#api/users.ts';
import { ChangeButton } from '../../parts/change-button.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { EndingDialog } from '../../parts/ending-dialog.tsx';
import { Moment } from '../../parts/moment.tsx';
import { Card, Section } from '../../parts/page.tsx';
import { Problem } from '../../parts/problem.tsx';
import { useOperation, usePerform } from '../../parts/use-operation.ts';
import css from './users.module.css';

/** The section. */
export function SessionsSection({ user }: { readonly user: User }) {
  const [isAsked, setAsked] = useState(false);
  const input = { params: { user: user.id } };
  const found = useOperation('listUserSessions', input, { live: ['sessions', 'users'] });
  const { items = [], applications = [] } = found.data ?? {};
  const isEmpty = items.length + applications.length === 0;
  return (
    <Section
      title="Browsers"
      lead="Where the person is signed in, and what applications were given."
      actions={!isEmpty && <ChangeButton onClick={() => setAsked(true)}>Sign out everywhere</ChangeButton>}
    >
      <Problem of={found.error} />
      {found.data && isEmpty && (
        <Card>
          <EmptyState
            icon={<IconBrowser size={22} aria-hidden />}
            title="Signed in nowhere"
            text="Sessions of applications, of the person's own page and of this console are listed here while they last."
          />
        </Card>
      )}
      {!isEmpty && (
        <Card flush>
          <ul className={css['rows']} aria-label="Browsers">
            {items.map((session) => (
              <Session key={session.id} user={user} session={session} />
            ))}
            {applications.map(({ application, tokens }) => (
              <li key={application} className={css['row']}>
                <div className={css['name']}>
                  <strong>
                    <bdi>{application}</bdi>
                  </strong>
                  <span>Application, holds {tokens === 1 ? 'one token' : `${tokens} tokens`}</span>
                </div>
              </li>
            ))}
          </ul>
        </Card>
      )}
      <EndingDialog
        operation="endUserSessions"
        input={input}
        opened={isAsked}
        onClose={() => setAsked(false)}
        title={`Sign ${user.fullName} out everywhere?`}
        text={`${countOf(items.length, 'browser', 'browsers')} and the tokens of ${countOf(applications.length, 'application', 'applications')} end for good, and the applications are told. Macs stay registered, and the person can sign in again.`}
        action="Sign out everywhere"
        doneTitle={`${user.fullName} is signed out`}
        invalidates={['listUserSessions']}
      />
    </Section>
  );
}

const purposes = { applications: 'No application yet', account: 'Own page', console: 'This console' } as const;

function Session({ user, session }: { readonly user: User; readonly session: UserSession }) {
  const { id, browser, address, purpose, applications, begunAt, usedAt } = session;
  const end = usePerform('endUserSession', {
    invalidates: ['listUserSessions'],
    done: 'That browser is signed out.',
  });
  const name = browser ?? 'A browser that did not say its name';
  return (
    <li className={css['row']}>
      <div className={css['name']}>
        <strong>{name}</strong>
        <span>
          {applications.length > 0 ? <bdi>{applications.join(', ')}</bdi> : purposes[purpose]}
          {address !== null && `, from ${address}`}. Since <Moment at={begunAt} />, last used <Moment at={usedAt} />
        </span>
      </div>
      <div className={css['acts']}>
        <ChangeButton
          size="compact-xs"
          loading={end.isPending}
          onClick={() => void end.perform({ params: { user: user.id, session: id } })}
        >
          Sign out <span className={css['spoken']}>of {name}</span>
        </ChangeButton>
      </div>
    </li>
  );
}

function countOf(count: number, one: string, many: string): string {
  return count === 1 ? `One ${one}` : `${count} ${many}`;
}
