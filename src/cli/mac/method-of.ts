/** The authentication method that a Mac's installed profile asks for. */
import type { AuthenticationMethod } from '#protocol/platform-sso/registration/user-registration.ts';
import type { MacState } from '#mac/mac-state.ts';
import { platformSsoDictionary, platformSsoPayload } from '#mac/terminal/app-sso/profile-payload.ts';

/** In Apple's words, or undefined without a profile for Platform SSO. */
export function methodOf(state: MacState): AuthenticationMethod | undefined {
  const payload = platformSsoPayload(state.profiles);
  const method = platformSsoDictionary(payload)['AuthenticationMethod'] ?? payload?.['AuthenticationMethod'];
  return typeof method === 'string' && isMethod(method) ? method : undefined;
}

function isMethod(method: string): method is AuthenticationMethod {
  return Object.hasOwn(methodWords, method);
}

/** The same for people. */
export const methodWords = {
  Password: 'password',
  UserSecureEnclaveKey: 'Secure Enclave',
  SmartCard: 'smart card',
  OpenID: 'web',
} as const;
