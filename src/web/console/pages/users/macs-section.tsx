/** Macs on which a person is registered, and how they sign in there. */
import { IconDeviceLaptop } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'wouter';
import type { Registration } from '#api/registrations.ts';
import type { User } from '#api/users.ts';
import { ChangeButton } from '../../parts/change-button.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { EndingDialog } from '../../parts/ending-dialog.tsx';
import { Moment } from '../../parts/moment.tsx';
import { Card, Section } from '../../parts/page.tsx';
import { Problem } from '../../parts/problem.tsx';
import { State } from '../../parts/state.tsx';
import { useOperation } from '../../parts/use-operation.ts';
import css from './users.module.css';

const methods = {
  Password: 'Password',
  UserSecureEnclaveKey: 'Secure Enclave key',
  SmartCard: 'Smart card',
  OpenID: 'Sign-in page',
} as const;

/** The section. */
export function MacsSection({ user }: { readonly user: User }) {
  const query = { user: user.id, limit: 200 };
  const found = useOperation('listRegistrations', { query }, { live: ['macs', 'users'] });
  const items = found.data?.items ?? [];
  return (
    <Section title="Macs" lead="Where the person is registered for Platform SSO.">
      <Problem of={found.error} />
      {found.data && items.length === 0 && (
        <Card>
          <EmptyState
            icon={<IconDeviceLaptop size={22} aria-hidden />}
            title="On no Mac yet"
            text="A joined Mac asks its person to register, in Setup Assistant or by a notification."
          />
        </Card>
      )}
      {items.length > 0 && (
        <Card flush>
          <ul className={css['rows']} aria-label="Macs">
            {items.map((registration) => (
              <Mac key={registration.id} user={user} registration={registration} />
            ))}
          </ul>
        </Card>
      )}
    </Section>
  );
}

function Mac({ user, registration }: { readonly user: User; readonly registration: Registration }) {
  const { id, serialNumber, method, state, hasUnlockKey, createdAt, lastLoginAt } = registration;
  const [isAsked, setAsked] = useState(false);
  return (
    <li className={css['row']}>
      <div className={css['name']}>
        <strong>
          <Link href={`/macs/${serialNumber}`}>{serialNumber}</Link>
        </strong>
        <span>
          {methods[method]}
          {hasUnlockKey && ', with an unlock key'}. Registered <Moment at={createdAt} />, last sign-in{' '}
          <Moment at={lastLoginAt} never="never" />
        </span>
      </div>
      {state === 'active' ? <State of="Registered" tone="good" /> : <State of="Revoked" tone="bad" />}
      <div className={css['acts']}>
        {state === 'active' && (
          <ChangeButton size="compact-xs" onClick={() => setAsked(true)}>
            Revoke
          </ChangeButton>
        )}
      </div>
      <EndingDialog
        operation="revokeRegistration"
        input={{ params: { registration: id } }}
        opened={isAsked}
        onClose={() => setAsked(false)}
        title={`Take ${user.fullName} off ${serialNumber}?`}
        text="Refresh tokens, the unlock key and browser sessions that this Mac began for this person end for good. The local account on the Mac stays, and the person can register again."
        action="Revoke"
        doneTitle={`${user.fullName} is off ${serialNumber}`}
        invalidates={['listRegistrations', 'showSignInMethods', 'listUserSessions']}
      />
    </li>
  );
}
