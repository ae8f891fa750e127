/** What an application is configured with: addresses, the id, and lines to copy. */
import { useQuery } from '@tanstack/react-query';
import type { Client } from '#api/clients.ts';
import { Code } from '../../parts/code.tsx';
import { Facts } from '../../parts/facts.tsx';
import { Card } from '../../parts/page.tsx';
import { Problem } from '../../parts/problem.tsx';
import css from './apps.module.css';

/** Of OpenID Connect Discovery 1.0 section 3, what people are asked for. */
interface Discovery {
  readonly issuer: string;
  readonly authorization_endpoint: string;
  readonly token_endpoint: string;
  readonly userinfo_endpoint: string;
  readonly jwks_uri: string;
}

/** Shows it. */
export function Connection({ client }: { readonly client: Client }) {
  const found = useQuery({
    queryKey: ['openid-configuration'],
    queryFn: async () => (await (await fetch('/.well-known/openid-configuration')).json()) as Discovery,
    staleTime: Infinity,
  });
  if (found.error) return <Problem of={found.error} onRetry={() => void found.refetch()} />;
  if (!found.data) return null;
  const { issuer, authorization_endpoint, token_endpoint, userinfo_endpoint, jwks_uri } = found.data;
  const row = (name: string, value: string) =>
    [
      name,
      <Code key={name} copyable label={`Copy: ${name}`}>
        {value}
      </Code>,
    ] as const;
  return (
    <Card>
      <Facts
        rows={[
          row('Issuer', issuer),
          row('Client id', client.id),
          row('Authorization', authorization_endpoint),
          row('Token', token_endpoint),
          row('User info', userinfo_endpoint),
          row('Keys', jwks_uri),
          row('Scopes', 'openid profile email groups offline_access'),
        ]}
      />
      <pre className={css['snippet']} tabIndex={0} aria-label="Settings to copy">
        {snippetOf(client, issuer)}
      </pre>
    </Card>
  );
}

/** As most applications name them in their environment. */
function snippetOf(client: Client, issuer: string): string {
  return [
    `OIDC_ISSUER=${issuer}`,
    `OIDC_CLIENT_ID=${client.id}`,
    ...(client.kind === 'public' ? [] : ['OIDC_CLIENT_SECRET=<the secret, as it was shown once>']),
    ...(client.redirectUris[0] === undefined ? [] : [`OIDC_REDIRECT_URI=${client.redirectUris[0]}`]),
    'OIDC_SCOPES="openid profile email groups"',
    '# PKCE with S256 is required.',
  ].join('\n');
}
