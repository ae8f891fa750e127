/** The scope of a request: OpenID's two, the extension's, and on macOS 27 the one that says why. */
import type { AgentContext } from './agent-context.ts';

/** `openid offline_access` and what is configured; for an administrator prompt also the authorization scopes. */
export function requestScope(context: AgentContext): string {
  const { additionalScopes, additionalAuthorizationScopes } = context.configuration;
  const isElevation = context.occasion === 'elevation';
  const parts = [
    'openid offline_access',
    additionalScopes.trim(),
    isElevation ? (additionalAuthorizationScopes ?? '').trim() : '',
    authorizationScope(context) ?? '',
  ];
  return parts.filter((part) => part !== '').join(' ');
}

/** `urn:apple:platformsso:auth:<occasion>` where macOS 27 and the login configuration want it. */
export function authorizationScope({ mac, configuration, occasion }: AgentContext): string | undefined {
  const wanted = mac.traits().authorizationScopes && configuration.includePlatformSSOAuthorizationScopes === true;
  return wanted ? `urn:apple:platformsso:auth:${occasion}` : undefined;
}
