/**
 * What macOS and an SSO extension say to each other: the extension registers, everything later the system does itself.
 * Source: Apple, `ASAuthorizationProviderExtensionRegistrationHandler`.
 */
import type { LoginConfiguration } from '#protocol/platform-sso/login-configuration.ts';
import type { RegistrationOption } from '#protocol/platform-sso/registration/device-registration.ts';
import type { AuthenticationMethod } from '#protocol/platform-sso/registration/user-registration.ts';
import type { AttestedIdentifiers } from '../ports.ts';
import type { MacParts } from '../mac-parts.ts';
import type { SmartCardState } from '../mac-state.ts';
import type { SsoPlan } from '../profile-store/profile-store.ts';
import type { Attendant } from '../web-view/attendant.ts';

/** What somebody does who signs in on the organisation's pages. */
export interface WindowSignIn {
  readonly userName: string;
  readonly password: string;
  /** A one-time code, where the pages ask for one. */
  readonly code?: string | undefined;
  /** They go to their phone with the number that they see; resolves when they have answered there. */
  readonly onNumber?: ((number: string) => Promise<void>) | undefined;
}

/** What the person does in the extension's window. */
export interface WindowAnswers {
  readonly signIn: WindowSignIn | Attendant | undefined;
  readonly pin: string | undefined;
}

/** The system's side: keys, the profile's data, the person in front of the window. */
export interface LoginManager {
  readonly mac: MacParts;
  readonly plan: SsoPlan;
  /** Handles of the device keys to register. */
  readonly signingKey: string;
  readonly encryptionKey: string;
  /** Handle of the user's Secure Enclave key, for that method. */
  readonly userKey: string | undefined;
  readonly card: SmartCardState | undefined;
  /** Undefined without user interaction. */
  readonly answers: WindowAnswers | undefined;
  /** What attestations may name. */
  readonly identifiers: AttestedIdentifiers | undefined;
  /** Set by a sign-in, so that the person signs in once for device and user. */
  accessToken: string | undefined;
  /** The method of the profile. */
  readonly method: AuthenticationMethod;
}

/** `ASAuthorizationProviderExtensionRegistrationResult`, with what went wrong. */
export type ExtensionResult<Success> =
  | ({ readonly kind: 'success' } & Success)
  | { readonly kind: 'userInterfaceRequired' }
  | { readonly kind: 'failed' | 'failedNoRetry'; readonly code: string; readonly sentence: string };

/** What device registration saves. */
export interface DeviceRegistered {
  readonly loginConfiguration: LoginConfiguration;
  readonly deviceId: string | undefined;
}

/** What user registration saves. */
export interface UserRegistered {
  readonly loginUserName: string;
  readonly userId: string | undefined;
  /** Where the registration changes what the device registration saved. */
  readonly loginConfiguration?: LoginConfiguration;
}

/** An extension. */
export interface SsoExtension {
  /** `supportedGrantTypes()`, flags by name; undefined when it is not implemented. */
  readonly supportedGrantTypes: readonly string[] | undefined;
  beginDeviceRegistration(
    manager: LoginManager,
    options: readonly RegistrationOption[],
  ): Promise<ExtensionResult<DeviceRegistered>>;
  beginUserRegistration(
    manager: LoginManager,
    method: AuthenticationMethod,
    options: readonly RegistrationOption[],
  ): Promise<ExtensionResult<UserRegistered>>;
}
