/** The authentication method that a Mac's installed profile asks for. */
import type { MacState } from '#mac/mac-state.ts';
import { platformSsoDictionary, platformSsoPayload } from '#mac/terminal/app-sso/profile-payload.ts';

/** In Apple's words, or undefined without a profile for Platform SSO. */
export function methodOf(state: MacState): 'Password' | 'UserSecureEnclaveKey' | 'SmartCard' | undefined {
  const payload = platformSsoPayload(state.profiles);
  const method = platformSsoDictionary(payload)['AuthenticationMethod'] ?? payload?.['AuthenticationMethod'];
  return method === 'Password' || method === 'UserSecureEnclaveKey' || method === 'SmartCard' ? method : undefined;
}

/** The same for people. */
export const methodWords = {
  Password: 'password',
  UserSecureEnclaveKey: 'Secure Enclave',
  SmartCard: 'smart card',
} as const;
