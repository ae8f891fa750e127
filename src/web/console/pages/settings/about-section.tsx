/** What the server says of itself. */
import { Skeleton } from '@mantine/core';
import { Link } from 'wouter';
import { Code } from '../../parts/code.tsx';
import { Facts } from '../../parts/facts.tsx';
import { Moment } from '../../parts/moment.tsx';
import { Card, Section } from '../../parts/page.tsx';
import { Problem } from '../../parts/problem.tsx';
import { State } from '../../parts/state.tsx';
import { useOperation } from '../../parts/use-operation.ts';
import { now } from '../../surroundings.ts';

/** Milliseconds that clocks may differ before it is said: tokens allow for a minute. */
const drift = 30_000;

/** Shows it. */
export function AboutSection() {
  const { data, error, refetch, dataUpdatedAt } = useOperation('showStatus');
  const difference = data ? Date.parse(data.time) - (dataUpdatedAt || now()) : 0;
  return (
    <>
      <Section title="This server">
        {error && <Problem of={error} onRetry={() => void refetch()} />}
        {!data && !error && <Skeleton height={220} radius="lg" />}
        {data && (
          <Card>
            <Facts
              rows={[
                ['Organisation', data.organisation],
                [
                  'Address',
                  <Code key="issuer" copyable label="Copy the address">
                    {data.issuer}
                  </Code>,
                ],
                ['Version', data.version],
                ['Running since', <Moment key="since" at={data.startedAt} exact />],
                ['Clock', <Clock key="clock" difference={difference} />],
                ['Signing key', data.signingKeyId === null ? null : <Code key="key">{data.signingKeyId}</Code>],
                [
                  'Audit events',
                  <Link key="audit" href="/audit">
                    {data.lastAuditEvent.toLocaleString('en')}
                  </Link>,
                ],
              ]}
            />
          </Card>
        )}
      </Section>
      <Section title="For programs">
        <Card>
          <Facts
            rows={[
              [
                'Interface',
                <a key="api" href="/api" target="_blank" rel="noreferrer">
                  Every operation, to read
                </a>,
              ],
              [
                'OpenAPI document',
                <a key="openapi" href="/api/openapi.json" target="_blank" rel="noreferrer">
                  /api/openapi.json
                </a>,
              ],
              ['Health', <Code key="health">/health</Code>],
              [
                'Metrics',
                <>
                  For Prometheus, at the address that <Code>PORCHLIGHT_METRICS_LISTEN</Code> names on the server itself
                </>,
              ],
              [
                'Command line',
                <Code key="cli" copyable label="Copy the command">
                  porchlight server status --json
                </Code>,
              ],
            ]}
          />
        </Card>
      </Section>
    </>
  );
}

function Clock({ difference }: { readonly difference: number }) {
  const seconds = Math.round(Math.abs(difference) / 1000);
  if (Math.abs(difference) < drift) return <State of="As in this browser" tone="good" />;
  return <State of={`${seconds} seconds ${difference > 0 ? 'ahead of' : 'behind'} this browser`} tone="warn" />;
}
