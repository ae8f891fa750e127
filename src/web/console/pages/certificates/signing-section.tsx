/** Keys that this server signs with, and the certificate that pushes are sent with. Rotation is in the settings. */
import { Anchor } from '@mantine/core';
import { Link } from 'wouter';
import { Code } from '../../parts/code.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Moment } from '../../parts/moment.tsx';
import { Card, Section } from '../../parts/page.tsx';
import { Problem } from '../../parts/problem.tsx';
import { Facts } from '../../parts/facts.tsx';
import { useOperation } from '../../parts/use-operation.ts';

const states = {
  next: 'Published, signs soon',
  current: 'Signs now',
  previous: 'Published for what it signed',
} as const;

/** The section. */
export function SigningSection() {
  const keys = useOperation('listSigningKeys', undefined, { live: ['keys'] });
  const push = useOperation('getPushCertificate', undefined, { live: ['certificates'] });
  return (
    <>
      <Section
        title="Keys that sign tokens"
        lead={
          <>
            Macs and applications read them at <Code>/.well-known/jwks.json</Code>. They are rotated in{' '}
            <Anchor component={Link} href="/settings/keys" underline="always" inherit>
              Settings
            </Anchor>
            .
          </>
        }
      >
        <Problem of={keys.error} />
        <Card>
          <Facts
            rows={(keys.data?.items ?? []).map(({ keyId, state, createdAt }) => [
              states[state],
              <span key={keyId}>
                <Code copyable label="Copy the key id">
                  {keyId}
                </Code>
                , made <Moment at={createdAt} />
              </span>,
            ])}
          />
        </Card>
      </Section>
      <Section
        title="Push certificate"
        lead="Of Apple's push service; Macs are woken with it. It is renewed each year."
      >
        {push.data ? (
          <Card>
            <Facts
              rows={[
                ['Topic', <Code key="t">{push.data.topic}</Code>],
                ['Ends', <Moment key="e" at={push.data.notAfter} />],
              ]}
            />
          </Card>
        ) : (
          push.error && (
            <Card>
              <EmptyState
                title="No push certificate yet"
                text="Without one no Mac can be managed. The wizard under Enrollment leads through it."
                action={<Link href="/enrollment">Go to Enrollment</Link>}
              />
            </Card>
          )
        )}
      </Section>
    </>
  );
}
