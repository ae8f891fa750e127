/** Keys of the Mac and the people who are registered on it. */
import { Anchor } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import type { DeviceDetail } from '#api/devices.ts';
import type { MacDetail } from '#api/macs.ts';
import type { Registration } from '#api/registrations.ts';
import { ChangeButton } from '../../parts/change-button.tsx';
import { Code } from '../../parts/code.tsx';
import { ConfirmAction } from '../../parts/confirm-action.tsx';
import { Moment } from '../../parts/moment.tsx';
import { Card, Section } from '../../parts/page.tsx';
import { State } from '../../parts/state.tsx';
import { usePerform } from '../../parts/use-operation.ts';
import { MacLoading } from './mac-loading.tsx';
import { NothingYet } from './nothing-yet.tsx';
import css from './mac-page.module.css';

/** Shows it. */
export function RegistrationPart({
  detail,
  device,
}: {
  readonly detail: MacDetail;
  readonly device: DeviceDetail | undefined;
}) {
  if (detail.registration === null) {
    return (
      <NothingYet
        title="It has not registered"
        text="The Mac registers for Platform SSO once it has its app and its settings."
      />
    );
  }
  if (device === undefined) return <MacLoading />;
  return (
    <>
      <People of={device.registrations} />
      <Section title="Device keys" lead="The Mac signs its requests with one, and answers are encrypted to the other.">
        {device.keys.length > 0 && (
          <Card flush>
            <ul className={css['lines']}>
              {device.keys.map((keys) => (
                <li key={keys.keyId}>
                  <div className={css['line-words']}>
                    <p>Signing key</p>
                    <Code copyable label="Copy the key id">
                      {keys.keyId}
                    </Code>
                    <p>Encryption key</p>
                    <Code copyable label="Copy the key id">
                      {keys.encryptionKeyId}
                    </Code>
                    <p>
                      {keys.shared ? 'For everybody on the Mac' : 'For one person (macOS 13)'} · since{' '}
                      <Moment at={keys.createdAt} />
                    </p>
                  </div>
                  <State
                    of={keys.state === 'active' ? 'In use' : 'Retired'}
                    tone={keys.state === 'active' ? 'good' : 'still'}
                  />
                </li>
              ))}
            </ul>
          </Card>
        )}
        {device.keys.length === 0 && (
          <NothingYet title="No keys yet" text="They come with the registration of the Mac." />
        )}
      </Section>
    </>
  );
}

function People({ of }: { readonly of: readonly Registration[] }) {
  const [ending, setEnding] = useState<Registration>();
  const { perform, isPending, problem, reset } = usePerform('revokeRegistration', {
    invalidates: ['getMac', 'getDevice', 'showMacTimeline', 'listRegistrations'],
    done: 'The registration was revoked',
    onDone: () => setEnding(undefined),
  });
  const close = () => {
    reset();
    setEnding(undefined);
  };
  return (
    <Section title="People" lead="Who is registered on the Mac, and by which method.">
      {of.length === 0 && (
        <NothingYet
          title="Nobody is registered on it"
          text="A person registers after the Mac, in the window that the notification opens."
        />
      )}
      {of.length > 0 && (
        <Card flush>
          <ul className={css['lines']}>
            {of.map((one) => (
              <li key={one.id}>
                <div className={css['line-words']}>
                  <Anchor component={Link} href={`/users/${encodeURIComponent(one.userId)}`}>
                    {one.userPrincipalName}
                  </Anchor>
                  <p>
                    {methods[one.method]} · since <Moment at={one.createdAt} /> · last login{' '}
                    <Moment at={one.lastLoginAt} never="never" />
                    {one.hasUnlockKey && ' · has an unlock key'}
                  </p>
                </div>
                <State
                  of={one.state === 'active' ? 'Active' : 'Revoked'}
                  tone={one.state === 'active' ? 'good' : 'bad'}
                />
                {one.state === 'active' && (
                  <ChangeButton onClick={() => setEnding(one)}>
                    Revoke<span className="visually-hidden"> {one.userPrincipalName}</span>
                  </ChangeButton>
                )}
              </li>
            ))}
          </ul>
        </Card>
      )}
      {ending !== undefined && (
        <ConfirmAction
          opened
          onClose={close}
          title={`Revoke ${ending.userPrincipalName} on this Mac?`}
          text="Their refresh tokens and unlock key on this Mac end at once, and so do the sessions that it began. They register again only after “Let it register again”. Other Macs of theirs go on."
          action="Revoke"
          isPending={isPending}
          problem={problem}
          onConfirm={() => perform({ params: { registration: ending.id } })}
        />
      )}
    </Section>
  );
}

const methods: Readonly<Record<Registration['method'], string>> = {
  Password: 'Password',
  UserSecureEnclaveKey: 'Secure Enclave key',
  SmartCard: 'Smart card',
  OpenID: 'Web sign-in',
};
