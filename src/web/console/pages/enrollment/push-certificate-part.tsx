/** The push certificate: as it stands, and the wizard that brings or renews it. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import { ApiError } from '#api/error.ts';
import type { PushCertificateView } from '#api/push-certificate.ts';
import { Code } from '../../parts/code.tsx';
import { Facts } from '../../parts/facts.tsx';
import { Moment } from '../../parts/moment.tsx';
import { Card, Section } from '../../parts/page.tsx';
import { Problem } from '../../parts/problem.tsx';
import { State } from '../../parts/state.tsx';
import { useOperation } from '../../parts/use-operation.ts';
import { now } from '../../surroundings.ts';
import { MacLoading } from '../macs/mac-loading.tsx';
import css from './enrollment.module.css';
import { PushCertificateWizard } from './push-certificate-wizard.tsx';

/** Shows it. */
export function PushCertificatePart() {
  const certificate = useOperation('getPushCertificate', undefined, { live: ['enrollment', 'alerts'] });
  const isSimulated = useOperation('showAde', {}).data?.simulated ?? false;
  const [isRenewing, setRenewing] = useState(false);
  const isMissing = certificate.error instanceof ApiError && certificate.error.code === 'push_certificate_not_found';
  if (certificate.isPending) return <MacLoading />;
  if (certificate.error && !isMissing)
    return <Problem of={certificate.error} onRetry={() => void certificate.refetch()} />;
  const present = isMissing ? undefined : certificate.data;
  return (
    <>
      {present?.alert && <Alert alert={present.alert} />}
      {present !== undefined && (
        <Section
          title="In use"
          lead="What makes this server the one that its Macs listen to."
          actions={
            <Button onClick={() => setRenewing(!isRenewing)} aria-expanded={isRenewing}>
              {isRenewing ? 'Close' : 'Renew it'}
            </Button>
          }
        >
          <Present certificate={present} />
        </Section>
      )}
      {(present === undefined || isRenewing) && (
        <Section
          title={present === undefined ? 'Get a push certificate' : 'Renew the push certificate'}
          lead={
            present === undefined
              ? 'No Mac can enroll before it is there: a Mac connects when Apple rings it.'
              : undefined
          }
        >
          <Card>
            <PushCertificateWizard present={present} isSimulated={isSimulated} onFinished={() => setRenewing(false)} />
          </Card>
        </Section>
      )}
    </>
  );
}

function Present({ certificate: { topic, notAfter, importedAt } }: { readonly certificate: PushCertificateView }) {
  const days = Math.floor((Date.parse(notAfter) - now()) / 86_400_000);
  const state =
    days < 0 ? (
      <State of="Has ended: Macs come only by themselves" tone="bad" />
    ) : days < 30 ? (
      <State of={`Ends in ${days} days: renew it`} tone="warn" />
    ) : (
      <State of="In order" tone="good" />
    );
  return (
    <Card>
      <Facts
        rows={[
          ['State', state],
          [
            'Topic',
            <Code key="topic" copyable label="Copy the topic">
              {topic}
            </Code>,
          ],
          ['Ends', <Moment key="ends" at={notAfter} exact />],
          ['Taken in', <Moment key="in" at={importedAt} />],
        ]}
      />
    </Card>
  );
}

function Alert({ alert }: { readonly alert: NonNullable<PushCertificateView['alert']> }) {
  return (
    <div className={css['note']} data-tone="warn" role="alert">
      <p>
        <strong>Apple refuses pushes to all Macs</strong> since <Moment at={alert.at} />: {alert.reason}. Renew the
        certificate, or see whether it was revoked.
      </p>
    </div>
  );
}
