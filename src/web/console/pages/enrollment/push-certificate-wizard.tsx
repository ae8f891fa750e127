/** The way to a push certificate: request, the vendor's signature, Apple's portal, import (docs/operations/push-certificate.md). */
import { Anchor, FileInput, PasswordInput } from '@mantine/core';
import { IconFileCertificate, IconKey } from '@tabler/icons-react';
import { useState } from 'react';
import type { PushCertificateView } from '#api/push-certificate.ts';
import { ChangeButton } from '../../parts/change-button.tsx';
import { Code } from '../../parts/code.tsx';
import { Problem } from '../../parts/problem.tsx';
import { usePerform } from '../../parts/use-operation.ts';
import css from './enrollment.module.css';
import { Wizard } from './wizard.tsx';

interface StepProps {
  readonly present: PushCertificateView | undefined;
  readonly isSimulated: boolean;
}

/** Shows it. */
export function PushCertificateWizard({ onFinished, ...props }: StepProps & { readonly onFinished: () => void }) {
  const [open, setOpen] = useState(0);
  return (
    <Wizard
      label="Push certificate"
      open={open}
      onOpen={setOpen}
      steps={[
        { title: 'Request', text: 'Your key and your request', content: <Request {...props} /> },
        { title: 'Signature', text: 'By a vendor that Apple knows', content: <Signature {...props} /> },
        { title: 'At Apple', text: 'identity.apple.com/pushcert', content: <AtApple {...props} /> },
        { title: 'Import', text: 'Certificate and key', content: <Import {...props} onFinished={onFinished} /> },
      ]}
    />
  );
}

const request = `openssl req -new -newkey rsa:2048 -nodes -keyout push.key -out push.csr -subj "/CN=Push/C=NO"
openssl req -in push.csr -outform DER -out push.der`;

function Request({ present, isSimulated }: StepProps) {
  return (
    <>
      {present !== undefined && <SameAccount topic={present.topic} />}
      <p>On a computer of yours, make a key and a request. The key is brought here at the end; nobody else needs it.</p>
      <Code block copyable label="Copy the commands">
        {request}
      </Code>
      {present !== undefined && <p>For a renewal the key of before may stay.</p>}
      {isSimulated && <p>Apple is simulated here, and takes the request as it is: go to step 3.</p>}
    </>
  );
}

/** What must not go wrong in a renewal. */
function SameAccount({ topic }: { readonly topic: string }) {
  return (
    <div className={css['note']} data-tone="warn" role="note">
      <p>
        <strong>Use the same Apple Account, and renew the same entry.</strong> Only then the topic stays{' '}
        <code>{topic}</code>. A certificate with another topic rings nobody, and every Mac would have to enroll again;
        this server refuses it.
      </p>
    </div>
  );
}

const signature = `openssl dgst -sha256 -sign vendor.key -out push.sig push.der`;

function Signature({ isSimulated }: StepProps) {
  if (isSimulated) return <p>Simulated Apple asks for no signature of a vendor. Go on.</p>;
  return (
    <>
      <p>
        Apple takes the request only with the signature of an MDM vendor: a member of the Apple Developer Program with
        an <strong>MDM CSR Signing Certificate</strong>. The vendor sees the request, and not your key.
      </p>
      <Code block copyable label="Copy the command">
        {signature}
      </Code>
      <p>
        The request, the signature and the vendor’s certificates go into one property list, as base64 in a file{' '}
        <code>push.req</code>. The handbook has the commands, under “The push certificate”.
      </p>
    </>
  );
}

function AtApple({ present, isSimulated }: StepProps) {
  if (isSimulated) {
    return (
      <>
        <p>Apple is simulated here. On the command line:</p>
        <Code
          block
          copyable
          label="Copy the command"
        >{`porchlight apple push-certificate push.csr${present === undefined ? '' : ` ${present.topic}`} > push.pem`}</Code>
      </>
    );
  }
  return (
    <>
      {present !== undefined && <SameAccount topic={present.topic} />}
      <ol>
        <li>
          Open{' '}
          <Anchor underline="always" href="https://identity.apple.com/pushcert" target="_blank" rel="noreferrer">
            identity.apple.com/pushcert
          </Anchor>{' '}
          and sign in with{' '}
          {present === undefined
            ? 'an Apple Account that belongs to the organisation and not to a person: it is needed every year.'
            : 'the same Apple Account as before.'}
        </li>
        {present === undefined ? (
          <li>
            <strong>Create a Certificate</strong>, agree to the terms, <strong>Choose File</strong>{' '}
            <code>push.req</code>, <strong>Upload</strong>.
          </li>
        ) : (
          <li>
            Find the entry under <strong>Certificates for Third-Party Servers</strong>, <strong>Renew</strong>, upload{' '}
            <code>push.req</code>. Not <strong>Create a Certificate</strong>, and never <strong>Revoke</strong>.
          </li>
        )}
        <li>
          <strong>Download</strong>. The file is named like <code>MDM_ Example_Certificate.pem</code>.
        </li>
        <li>Write the Apple Account into the notes of the entry, and into your own papers.</li>
      </ol>
    </>
  );
}

function Import({ present, onFinished }: StepProps & { readonly onFinished: () => void }) {
  const [certificate, setCertificate] = useState<File | null>(null);
  const [key, setKey] = useState<File | null>(null);
  const [passphrase, setPassphrase] = useState('');
  const { perform, isPending, problem } = usePerform('importPushCertificate', {
    quiet: true,
    invalidates: ['getPushCertificate'],
    done: present === undefined ? 'The push certificate is in use' : 'The push certificate was renewed',
    onDone: onFinished,
  });
  const send = async () => {
    if (certificate === null || key === null) return;
    const [certificatePem, keyPem] = await Promise.all([certificate.text(), key.text()]);
    await perform({ body: { certificatePem, keyPem, ...(passphrase === '' ? {} : { passphrase }) } });
  };
  return (
    <>
      <FileInput
        label="Certificate"
        description="As Apple gave it."
        placeholder="Choose the .pem file"
        accept=".pem,.cer,.crt"
        clearable
        clearButtonProps={{ 'aria-label': 'Take the file away' }}
        leftSection={<IconFileCertificate size={15} aria-hidden />}
        value={certificate}
        onChange={setCertificate}
      />
      <FileInput
        label="Key"
        description="push.key of step 1. It is kept sealed, and never shown."
        placeholder="Choose the key file"
        accept=".key,.pem"
        clearable
        clearButtonProps={{ 'aria-label': 'Take the file away' }}
        leftSection={<IconKey size={15} aria-hidden />}
        value={key}
        onChange={setKey}
      />
      <PasswordInput
        label="Passphrase of the key"
        description="Where it has one."
        autoComplete="off"
        value={passphrase}
        onChange={({ currentTarget }) => setPassphrase(currentTarget.value)}
      />
      <Problem of={problem} />
      <div className={css['buttons']}>
        <ChangeButton
          variant="filled"
          loading={isPending}
          disabled={certificate === null || key === null}
          onClick={() => void send()}
        >
          Take it in
        </ChangeButton>
      </div>
    </>
  );
}
