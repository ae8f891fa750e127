/** The way to a server token: certificate, upload at Apple, token, sync, check (Apple, "Add a device management service"). */
import { Anchor, FileInput } from '@mantine/core';
import { IconDownload, IconFileCertificate } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'wouter';
import type { AdeStatus } from '#api/ade.ts';
import { ChangeButton } from '../../parts/change-button.tsx';
import { Moment } from '../../parts/moment.tsx';
import { Problem } from '../../parts/problem.tsx';
import { usePerform } from '../../parts/use-operation.ts';
import css from './enrollment.module.css';
import { saveFile } from './save-file.ts';
import { syncWords } from './sync-button.tsx';
import { Wizard } from './wizard.tsx';

interface StepProps {
  readonly status: AdeStatus;
  readonly isRenewal: boolean;
  readonly onNext: () => void;
}

/** Shows it. */
export function AppleBusinessWizard({
  status,
  isRenewal,
  onFinished,
}: {
  readonly status: AdeStatus;
  readonly isRenewal: boolean;
  readonly onFinished: () => void;
}) {
  const [open, setOpen] = useState(0);
  const props = { status, isRenewal, onNext: () => setOpen(open + 1) };
  return (
    <Wizard
      label="Connect Apple Business Manager"
      open={open}
      onOpen={setOpen}
      steps={[
        { title: 'Certificate', text: 'Download it from here', content: <Certificate {...props} /> },
        { title: 'Upload at Apple', text: 'Get the server token', content: <AtApple {...props} /> },
        { title: 'Server token', text: 'Bring it here', content: <Token {...props} /> },
        { title: 'Sync', text: 'Ask Apple for the Macs', content: <Sync {...props} /> },
        { title: 'Check', text: 'What was found', content: <Check {...props} onNext={onFinished} /> },
      ]}
    />
  );
}

function Certificate({ isRenewal, onNext }: StepProps) {
  const { perform, isPending, problem } = usePerform('issueAdeTokenCertificate', {
    quiet: true,
    invalidates: ['showAde'],
  });
  const download = async () => {
    const made = await perform({});
    if (made === undefined) return;
    saveFile('porchlight-server-token.pem', made.certificate, 'application/x-pem-file');
    onNext();
  };
  return (
    <>
      <p>
        Apple encrypts the server token for a certificate of this server. The private key stays here.
        {isRenewal && ' A renewal begins with a new one.'}
      </p>
      <Problem of={problem} />
      <div className={css['buttons']}>
        <ChangeButton
          variant="filled"
          loading={isPending}
          leftSection={<IconDownload size={15} aria-hidden />}
          onClick={() => void download()}
        >
          Download the certificate
        </ChangeButton>
      </div>
    </>
  );
}

function AtApple({ status, isRenewal }: StepProps) {
  if (status.simulated) {
    return (
      <>
        <p>Apple is simulated here. On the command line:</p>
        <p>
          <code>porchlight apple server {isRenewal ? 'certificate' : 'add'} NAME porchlight-server-token.pem</code>
        </p>
        <p>Then get the token, as a file:</p>
        <p>
          <code>porchlight apple token NAME &gt; token.p7m</code>
        </p>
      </>
    );
  }
  return (
    <>
      <ol>
        <li>
          Sign in at{' '}
          <Anchor underline="always" href="https://business.apple.com" target="_blank" rel="noreferrer">
            business.apple.com
          </Anchor>{' '}
          as an administrator, or in a role that may change device management services.
        </li>
        {isRenewal ? (
          <li>
            Open <strong>the same service</strong> as before
            {status.organisation === null ? '' : ` (${status.organisation.server})`}, then <strong>Edit</strong>. A
            token of another one is refused here: it would orphan the Macs of the first.
          </li>
        ) : (
          <li>
            Apple Business: <strong>Devices</strong> &gt; <strong>Management Services</strong> &gt;{' '}
            <strong>Get Started</strong>, or <strong>Connect external device management</strong>. Apple Business
            Manager: your name at the bottom of the sidebar &gt; <strong>Preferences</strong> &gt;{' '}
            <strong>Your Device Management Services</strong> &gt; <strong>Add</strong>.
          </li>
        )}
        {!isRenewal && (
          <li>
            Give it a name, such as Porchlight. Leave <strong>Allow this service to release devices</strong> empty.
          </li>
        )}
        <li>
          Under <strong>Upload Public Key</strong> choose <code>porchlight-server-token.pem</code>, then{' '}
          <strong>Save</strong>.
        </li>
        <li>
          <strong>Download Token</strong>. The file ends in <code>_smime.p7m</code>.
        </li>
      </ol>
      <p>The token ends after a year, or when whoever downloaded it changes their password or leaves.</p>
    </>
  );
}

function Token({ isRenewal, onNext }: StepProps) {
  const [file, setFile] = useState<File | null>(null);
  const { perform, isPending, problem, reset } = usePerform('importAdeToken', {
    quiet: true,
    invalidates: ['showAde'],
    done: ({ outcome }) => (outcome === 'renewed' ? 'The server token was renewed' : 'The server token was taken in'),
    onDone: onNext,
  });
  const send = async () => {
    if (file !== null) await perform({ body: { file: await file.text() } });
  };
  return (
    <>
      <p>Bring the file that Apple gave{isRenewal ? '' : ', as it was downloaded'}. It is kept sealed.</p>
      <FileInput
        label="Server token"
        placeholder="Choose the file that ends in .p7m"
        accept=".p7m"
        clearable
        clearButtonProps={{ 'aria-label': 'Take the file away' }}
        leftSection={<IconFileCertificate size={15} aria-hidden />}
        value={file}
        onChange={(next) => {
          reset();
          setFile(next);
        }}
      />
      <Problem of={problem} />
      <div className={css['buttons']}>
        <ChangeButton variant="filled" loading={isPending} disabled={file === null} onClick={() => void send()}>
          Take it in
        </ChangeButton>
      </div>
    </>
  );
}

function Sync({ onNext }: StepProps) {
  const { perform, isPending, problem } = usePerform('syncAde', {
    quiet: true,
    invalidates: ['showAde', 'listAdeDevices', 'listMacs', 'countMacs'],
    done: syncWords,
    onDone: onNext,
  });
  return (
    <>
      <p>
        The server asks Apple which Macs are assigned to it, and gives each its enrollment profile. With thousands, this
        takes a minute.
      </p>
      {isPending && <p role="status">Asking Apple…</p>}
      <Problem of={problem} />
      <div className={css['buttons']}>
        <ChangeButton variant="filled" loading={isPending} onClick={() => void perform({})}>
          Sync now
        </ChangeButton>
      </div>
    </>
  );
}

function Check({ status, onNext }: StepProps) {
  const { token, organisation, devices } = status;
  if (token === null) return <p>There is no server token yet: go back to step 3.</p>;
  return (
    <>
      <p>
        {organisation === null
          ? 'Apple has not said yet whose server this is: sync first.'
          : `Apple knows this server as “${organisation.server}”${organisation.name === null ? '' : ` of ${organisation.name}`}.`}
      </p>
      <ul>
        <li>
          {devices.total === 0
            ? 'No Macs are assigned to it yet. At Apple: Devices, select, Edit Device Management, choose this service.'
            : `${devices.total.toLocaleString('en')} devices are ours; ${devices.assigned.toLocaleString('en')} have their enrollment profile.`}
        </li>
        <li>
          The token ends <Moment at={token.expiresAt} />. An alert reminds you thirty days before.
        </li>
        {devices.total > devices.assigned && (
          <li>
            Those without a profile get it with the next sync, once there is a{' '}
            <Anchor underline="always" component={Link} href="/plan">
              sign-in plan
            </Anchor>
            .
          </li>
        )}
      </ul>
      <div className={css['buttons']}>
        <ChangeButton variant="filled" onClick={onNext}>
          Done
        </ChangeButton>
      </div>
    </>
  );
}
