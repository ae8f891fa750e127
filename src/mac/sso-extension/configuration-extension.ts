/** An extension for foreign identity providers: it loads a login configuration from a file and registers nothing. */
import type { LoginConfiguration } from '#protocol/platform-sso/login-configuration.ts';
import type { SsoExtension } from './sso-extension.ts';

/** The extension. `loginUserName` is who signs in when the window is not answered. */
export function configurationExtension(
  loginConfiguration: LoginConfiguration,
  loginUserName: string | undefined,
): SsoExtension {
  return {
    supportedGrantTypes: loginConfiguration.supportedGrantTypes,
    beginDeviceRegistration: () => Promise.resolve({ kind: 'success', loginConfiguration, deviceId: undefined }),
    beginUserRegistration: ({ answers }) => {
      const { signIn } = answers ?? {};
      const name = signIn && 'userName' in signIn ? signIn.userName : loginUserName;
      if (name === undefined) return Promise.resolve({ kind: 'userInterfaceRequired' });
      return Promise.resolve({ kind: 'success', loginUserName: name, userId: undefined });
    },
  };
}
