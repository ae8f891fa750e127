/** A new application: where it returns to, and its secret, once. */
import { Button, Checkbox, Collapse, Select, Stack, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { Code } from '../../parts/code.tsx';
import { Problem } from '../../parts/problem.tsx';
import { usePerform } from '../../parts/use-operation.ts';

/** The form, and after it the secret. */
export function AddClient({
  onClose,
  onLeave,
}: {
  readonly onClose: () => void;
  readonly onLeave: (id: string) => void;
}) {
  const [added, setAdded] = useState<{ readonly id: string; readonly name: string; readonly secret: string }>();
  if (added) return <Added {...added} onLeave={() => onLeave(added.id)} />;
  return (
    <ClientForm
      onClose={onClose}
      onAdded={({ id, name, secret }) => (secret === null ? onLeave(id) : setAdded({ id, name, secret }))}
    />
  );
}

function Added({ id, name, secret, onLeave }: { id: string; name: string; secret: string; onLeave: () => void }) {
  return (
    <Stack gap="sm">
      <p style={{ margin: 0 }}>
        <bdi>{name}</bdi> was added. Put the secret where the application keeps its secrets now: it is shown this once.
      </p>
      <div>
        <strong>Client id</strong>
        <Code block copyable label="Copy the id">
          {id}
        </Code>
      </div>
      <div>
        <strong>Client secret</strong>
        <Code block copyable label="Copy the secret">
          {secret}
        </Code>
      </div>
      <div style={{ display: 'flex', justifyContent: 'flex-end' }}>
        <Button variant="filled" onClick={onLeave} data-autofocus>
          I have kept it
        </Button>
      </div>
    </Stack>
  );
}

const lines = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

function ClientForm({
  onClose,
  onAdded,
}: {
  readonly onClose: () => void;
  readonly onAdded: (added: { readonly id: string; readonly name: string; readonly secret: string | null }) => void;
}) {
  const [name, setName] = useState('');
  const [kind, setKind] = useState<'confidential' | 'public'>('confidential');
  const [redirects, setRedirects] = useState('');
  const [logouts, setLogouts] = useState('');
  const [backChannel, setBackChannel] = useState('');
  const [macApplication, setMacApplication] = useState('');
  const [asksConsent, setAsksConsent] = useState(false);
  const [deviceAuthorization, setDeviceAuthorization] = useState(false);
  const [isMore, setMore] = useState(false);
  const add = usePerform('addClient', { invalidates: ['listClients'], quiet: true });
  const members = add.problem?.members ?? {};
  const memberOf = (start: string) => Object.entries(members).find(([key]) => key.startsWith(start))?.[1];
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const done = await add.perform({
      body: {
        name,
        kind,
        redirectUris: lines(redirects),
        postLogoutRedirectUris: lines(logouts),
        asksConsent,
        deviceAuthorization,
        ...(backChannel === '' ? {} : { backChannelLogoutUri: backChannel }),
        ...(macApplication === '' ? {} : { macApplication }),
      },
    });
    if (done) onAdded({ id: done.client.id, name: done.client.name, secret: done.secret });
  };
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack gap="sm">
        <TextInput
          label="Name"
          description="As people read it when they sign in."
          required
          data-autofocus
          value={name}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
          error={members['name']}
        />
        <Select
          label="Kind"
          value={kind}
          onChange={(value) => setKind(value ?? 'confidential')}
          data={[
            { value: 'confidential', label: 'Confidential: runs on a server and keeps a secret' },
            { value: 'public', label: 'Public: runs in a browser or on a device, PKCE alone' },
          ]}
        />
        <Textarea
          label="Return addresses"
          description="One a line, compared letter by letter."
          placeholder="https://wiki.example.org/callback"
          autosize
          minRows={2}
          value={redirects}
          onChange={({ currentTarget }) => setRedirects(currentTarget.value)}
          error={memberOf('redirectUris')}
        />
        <Checkbox
          label="Ask people before it learns of them"
          description="For applications that are not the organisation's own."
          checked={asksConsent}
          onChange={({ currentTarget }) => setAsksConsent(currentTarget.checked)}
        />
        <Button
          variant="subtle"
          size="compact-xs"
          w="fit-content"
          aria-expanded={isMore}
          onClick={() => setMore(!isMore)}
        >
          {isMore ? 'Fewer settings' : 'More settings'}
        </Button>
        <Collapse expanded={isMore}>
          <Stack gap="sm">
            <Textarea
              label="Addresses after signing out"
              description="One a line."
              autosize
              minRows={1}
              value={logouts}
              onChange={({ currentTarget }) => setLogouts(currentTarget.value)}
              error={memberOf('postLogoutRedirectUris')}
            />
            <TextInput
              label="Address for ended sessions"
              description="Is told when a session ends (Back-Channel Logout)."
              value={backChannel}
              onChange={({ currentTarget }) => setBackChannel(currentTarget.value)}
              error={members['backChannelLogoutUri']}
            />
            <TextInput
              label="Mac application"
              description="TEAM.bundle.identifier: on a joined Mac it is not asked about."
              value={macApplication}
              onChange={({ currentTarget }) => setMacApplication(currentTarget.value)}
              error={members['macApplication']}
            />
            <Checkbox
              label="May sign people in on another device"
              description="By a code, for televisions and terminals (RFC 8628)."
              checked={deviceAuthorization}
              onChange={({ currentTarget }) => setDeviceAuthorization(currentTarget.checked)}
            />
          </Stack>
        </Collapse>
        <Problem of={add.problem} />
        <div style={{ display: 'flex', gap: 8, justifyContent: 'flex-end' }}>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="filled" loading={add.isPending}>
            Add application
          </Button>
        </div>
      </Stack>
    </form>
  );
}
