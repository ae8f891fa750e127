/** The scope of a request: OpenID's two, the extension's, and on macOS 27 the one that says why. */
import { authorizationScope as scopeOf } from '#protocol/platform-sso/authorization-scope.ts';
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

/** `urn:apple:platformsso:auth:<occasion>` where macOS 27 and the login configuration want it, and for every web sign-in. */
export function authorizationScope({ mac, configuration, occasion, byWeb }: AgentContext): string | undefined {
  const wanted = configuration.includePlatformSSOAuthorizationScopes === true || byWeb === true;
  return mac.traits().authorizationScopes && wanted ? scopeOf(occasion) : undefined;
}
