/** Consent: clients of the organisation are given what they ask for; those that ask people show them what it is. */
import type { Grant, Interaction, KoaContextWithOIDC, Provider } from 'oidc-provider';
import { escaped, hidden } from '#server/pages/page.ts';
import { buttons } from '#server/pages/buttons.ts';

/** The grant of a request: the session's, or for clients that ask nobody one of all that was asked for. */
export async function grantFor(context: KoaContextWithOIDC): Promise<Grant | undefined> {
  const { client, session, result, provider, account } = context.oidc;
  if (!client || !account) return undefined;
  const grantId = result?.consent?.grantId ?? session?.grantIdFor(client.clientId);
  const known = grantId === undefined ? undefined : await provider.Grant.find(grantId);
  if (client['asks_consent'] === true) return known;
  const isOurs = known !== undefined && known.accountId === account.accountId;
  const grant = isOurs ? known : new provider.Grant({ accountId: account.accountId, clientId: client.clientId });
  const given = new Set(grant.getOIDCScopeEncountered().split(' '));
  const missing = [...context.oidc.requestParamOIDCScopes].filter((scope) => !given.has(scope));
  if (isOurs && missing.length === 0) return grant;
  grant.addOIDCScope(missing.join(' '));
  await grant.save();
  return grant;
}

/** What a person is told of each scope. */
const scopeWords: Readonly<Record<string, string>> = {
  openid: 'who you are',
  profile: 'your name and user name',
  email: 'your e-mail address',
  groups: 'the groups that you are in',
  offline_access: 'all this also while you are not there',
};

/** The form that asks. */
export function consentForm(interaction: Interaction, clientName: string, formToken: string): string {
  const items = scopesOf(interaction).map((scope) => `<li>${escaped(scopeWords[scope] ?? scope)}</li>`);
  return `<p>${escaped(clientName)} wants to know:</p>
<ul>${items.join('')}</ul>
<form method="post">
${hidden('token', formToken)}
${hidden('step', 'consent')}
${buttons('Allow')}
</form>`;
}

/** Grants what was asked for. Gives the id of the grant. */
export async function grantConsent(provider: Provider, interaction: Interaction, accountId: string): Promise<string> {
  const { grantId, params } = interaction;
  const known = grantId === undefined ? undefined : await provider.Grant.find(grantId);
  const grant = known ?? new provider.Grant({ accountId, clientId: String(params['client_id']) });
  grant.addOIDCScope(scopesOf(interaction).join(' '));
  return grant.save();
}

function scopesOf({ params }: Interaction): string[] {
  const { scope } = params;
  return typeof scope === 'string' ? scope.split(' ') : [];
}
