/** An application that people sign in to: what it may do, and how it is connected. */
import { IconRefresh, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useLocation, useParams } from 'wouter';
import type { Client } from '#api/clients.ts';
import { ChangeButton } from '../../parts/change-button.tsx';
import { Code } from '../../parts/code.tsx';
import { ConfirmAction } from '../../parts/confirm-action.tsx';
import { Facts } from '../../parts/facts.tsx';
import { Moment } from '../../parts/moment.tsx';
import { Card, Page, Section } from '../../parts/page.tsx';
import { Problem } from '../../parts/problem.tsx';
import { useOperation, usePerform } from '../../parts/use-operation.ts';
import { SecretDialog } from '../users/secret-button.tsx';
import css from './apps.module.css';
import { Connection } from './connection.tsx';

const above = [{ title: 'Apps', path: '/apps' }];

/** The page. */
export default function ClientPage() {
  const { client: id } = useParams<{ client: string }>();
  const found = useOperation('getClient', { params: { client: id } }, { live: ['apps'] });
  if (found.data) return <Found client={found.data} />;
  return (
    <Page title="Application" above={above}>
      <Problem of={found.error} onRetry={() => void found.refetch()} />
    </Page>
  );
}

function Found({ client }: { readonly client: Client }) {
  return (
    <Page
      title={client.name}
      lead={client.kind === 'public' ? 'Public application' : 'Confidential application'}
      above={above}
      actions={<Actions client={client} />}
    >
      <Section title="Connect it" lead="What the application needs to know. Most read the rest from the issuer.">
        <Connection client={client} />
      </Section>
      <Section title="What it may do">
        <Card>
          <Facts
            rows={[
              ['Return addresses', <Addresses key="r" of={client.redirectUris} />],
              ['After signing out', <Addresses key="p" of={client.postLogoutRedirectUris} />],
              ['Told of ended sessions at', client.backChannelLogoutUri],
              ['Mac application', client.macApplication && <Code key="m">{client.macApplication}</Code>],
              [
                'Consent',
                client.asksConsent ? 'People are asked before it learns of them' : 'Not asked: it is our own',
              ],
              ['Other devices', client.deviceAuthorization ? 'May sign people in by a code' : 'No'],
              ['Added', <Moment key="c" at={client.createdAt} />],
              ['Secret set', client.kind === 'public' ? undefined : <Moment key="s" at={client.secretSetAt} />],
            ]}
          />
        </Card>
      </Section>
    </Page>
  );
}

function Addresses({ of }: { readonly of: readonly string[] }) {
  if (of.length === 0) return 'None';
  return (
    <ul className={css['addresses']}>
      {of.map((address) => (
        <li key={address}>
          <Code>{address}</Code>
        </li>
      ))}
    </ul>
  );
}

function Actions({ client }: { readonly client: Client }) {
  const [, navigate] = useLocation();
  const [open, setOpen] = useState<'rotate' | 'remove'>();
  const [secret, setSecret] = useState<string>();
  const params = { client: client.id };
  const close = () => setOpen(undefined);
  const rotate = usePerform('rotateClientSecret', { invalidates: ['getClient'], quiet: true });
  const remove = usePerform('removeClient', {
    invalidates: ['listClients'],
    done: `${client.name} was removed.`,
    quiet: true,
    onDone: () => navigate('/apps'),
  });
  return (
    <>
      {client.kind === 'confidential' && (
        <ChangeButton leftSection={<IconRefresh size={14} aria-hidden />} onClick={() => setOpen('rotate')}>
          New secret
        </ChangeButton>
      )}
      <ChangeButton leftSection={<IconTrash size={14} aria-hidden />} onClick={() => setOpen('remove')}>
        Remove
      </ChangeButton>
      <ConfirmAction
        opened={open === 'rotate'}
        onClose={close}
        title="Give it another secret?"
        text="The present secret counts no more at once. Until the application has the new one, nobody can sign in to it."
        action="Make a new secret"
        isPending={rotate.isPending}
        problem={rotate.problem}
        onConfirm={async () => {
          const made = await rotate.perform({ params });
          if (made === undefined) return;
          close();
          setSecret(made.secret);
        }}
      />
      <ConfirmAction
        opened={open === 'remove'}
        onClose={close}
        title={`Remove ${client.name}?`}
        text="Nobody signs in to it any more, and every grant and token that it holds ends at once. Adding it again gives it another id and secret."
        confirmWord={client.name}
        action="Remove application"
        isPending={remove.isPending}
        problem={remove.problem}
        onConfirm={async () => {
          await remove.perform({ params });
        }}
      />
      <SecretDialog
        {...(secret === undefined ? {} : { secrets: [secret] })}
        title="New secret"
        text="Put it where the application keeps its secrets now: it is shown this once."
        onClose={() => setSecret(undefined)}
      />
    </>
  );
}
