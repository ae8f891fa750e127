/** The link to Apple Business Manager: as it stands, and the wizard that makes or renews it. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import type { AdeStatus } from '#api/ade.ts';
import { Facts } from '../../parts/facts.tsx';
import { Moment } from '../../parts/moment.tsx';
import { Card, Section } from '../../parts/page.tsx';
import { Problem } from '../../parts/problem.tsx';
import { State, type Tone } from '../../parts/state.tsx';
import { useOperation } from '../../parts/use-operation.ts';
import { MacLoading } from '../macs/mac-loading.tsx';
import { AppleBusinessWizard } from './apple-business-wizard.tsx';
import css from './enrollment.module.css';
import { SyncButton } from './sync-button.tsx';

const states: Readonly<Record<AdeStatus['state'], readonly [string, Tone]>> = {
  'not-configured': ['Not connected', 'still'],
  ready: ['Connected', 'good'],
  'token-expires-soon': ['Server token ends soon', 'warn'],
  'token-expired': ['Server token has ended', 'bad'],
  'terms-not-signed': ['New terms wait at Apple', 'bad'],
};

/** Shows it. */
export function AppleBusinessPart() {
  const ade = useOperation('showAde', {}, { live: ['enrollment', 'macs'] });
  const [isRenewing, setRenewing] = useState(false);
  if (ade.data === undefined)
    return ade.error ? <Problem of={ade.error} onRetry={() => void ade.refetch()} /> : <MacLoading />;
  const status = ade.data;
  const isNew = status.token === null;
  return (
    <>
      {status.simulated && <Simulated />}
      {status.state === 'terms-not-signed' && <Terms />}
      {!isNew && (
        <Section
          title="Connection"
          actions={
            <>
              <Button onClick={() => setRenewing(!isRenewing)} aria-expanded={isRenewing}>
                {isRenewing ? 'Close' : 'Renew the server token'}
              </Button>
              <SyncButton />
            </>
          }
        >
          <Connection status={status} />
        </Section>
      )}
      {(isNew || isRenewing) && (
        <Section title={isNew ? 'Connect Apple Business Manager' : 'Renew the server token'}>
          <Card>
            <AppleBusinessWizard status={status} isRenewal={!isNew} onFinished={() => setRenewing(false)} />
          </Card>
        </Section>
      )}
    </>
  );
}

function Simulated() {
  return (
    <div className={css['note']} role="note">
      <p>
        <strong>Apple is simulated here.</strong> This server talks to a simulated Apple on this computer, not to the
        real one. In place of business.apple.com, use <code>porchlight apple</code> on the command line:{' '}
        <code>porchlight apple server add NAME CERTIFICATE</code> takes the certificate and gives the token.
      </p>
    </div>
  );
}

function Terms() {
  return (
    <div className={css['note']} data-tone="warn" role="alert">
      <p>
        <strong>Apple waits for new terms to be agreed to.</strong> Until then it refuses every call. Sign in at
        business.apple.com as an administrator and agree; then sync.
      </p>
    </div>
  );
}

function Connection({ status }: { readonly status: AdeStatus }) {
  const { token, organisation, lastSync, devices } = status;
  const [words, tone] = states[status.state];
  return (
    <Card>
      <Facts
        rows={[
          ['State', <State key="state" of={words} tone={tone} />],
          ['Organisation', organisation?.name],
          ['Server at Apple', organisation?.server],
          ['Who downloaded the token', organisation?.administrator],
          ['Server token ends', token === null ? undefined : <Moment key="ends" at={token.expiresAt} />],
          ['Taken in', token === null ? undefined : <Moment key="in" at={token.importedAt} />],
          [
            'Last sync',
            lastSync === null ? (
              'Never'
            ) : (
              <span key="sync">
                <Moment at={lastSync.at} />: {lastSync.outcome}
                {lastSync.detail === null ? '' : ` (${lastSync.detail})`}
              </span>
            ),
          ],
          [
            'Devices',
            `${devices.total.toLocaleString('en')}, of which ${devices.assigned.toLocaleString('en')} have their profile`,
          ],
        ]}
      />
    </Card>
  );
}
