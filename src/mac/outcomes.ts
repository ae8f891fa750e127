/** What the acts of a virtual Mac can lead to: discriminated unions on `kind`. Sentences are for the person. */
import type { PlatformSsoFailure } from './platform-sso-agent/failure.ts';

/** A registration (device, then user). */
export type RegistrationOutcome =
  | {
      readonly kind: 'registered';
      readonly loginUserName: string;
      /** True when macOS still wants the organisation's password: act `signInWhenAsked`. */
      readonly authenticationRequired: boolean;
    }
  /** The device is registered; a person has to register the user. */
  | { readonly kind: 'user-interface-required'; readonly deviceRegistered: boolean; readonly sentence: string }
  /** Comes back about every ten minutes: act `runDueWork`. */
  | { readonly kind: 'failed'; readonly code: string; readonly sentence: string; readonly retryAt: number }
  /** Not tried again until the profile or the extension changes. */
  | { readonly kind: 'failed-no-retry'; readonly code: string; readonly sentence: string }
  | { readonly kind: 'not-possible'; readonly code: RegistrationObstacle; readonly sentence: string };

/** Why a registration cannot even begin. */
export type RegistrationObstacle =
  | 'no-session'
  | 'no-profile'
  | 'no-extension'
  | 'extension-not-associated'
  | 'method-not-supported-by-macos'
  | 'method-not-supported-by-extension'
  | 'no-settings-before-macos-14'
  | 'offline'
  | 'wrong-local-password'
  | 'no-smart-card'
  | 'account-excluded';

/** Why a password, a PIN or a card did not let in. */
export type Refusal =
  | 'wrong-password'
  | 'wrong-pin'
  | 'card-blocked'
  | 'no-card'
  | 'card-not-paired'
  | 'password-needed-after-restart'
  | 'no-such-account'
  | 'identity-provider-required'
  | 'offline-grace-period-over'
  | 'registration-required'
  /** The window of the organisation's sign-in pages came to nothing (macOS 27). */
  | 'web-login-failed'
  /** A finger does not do where a policy wants the identity provider. */
  | 'touch-id-not-enough'
  | 'wrong-screen';

/** Signing in when macOS asks ("Authentication Required"). */
export type SignInOutcome =
  | {
      readonly kind: 'signed-in';
      readonly method: 'Password' | 'UserSecureEnclaveKey' | 'SmartCard' | 'OpenID';
      /** The local password was replaced by the organisation's. */
      readonly localPasswordReplaced: boolean;
      /** `kept`: the login keychain opens with the new password; `new`: the old one was set aside. */
      readonly keychain: 'kept' | 'new' | 'untouched';
      /** The unlock key is bound to the account. */
      readonly unlockKeyBound: boolean;
    }
  | { readonly kind: 'wrong-credential'; readonly sentence: string }
  | { readonly kind: 'refused'; readonly reason: Refusal; readonly sentence: string }
  | { readonly kind: 'failed'; readonly failure: PlatformSsoFailure }
  | { readonly kind: 'not-asked'; readonly sentence: string };

/** Log in, unlock, or open the disk. */
export type UnlockOutcome =
  | {
      readonly kind: 'unlocked';
      readonly user: string;
      /** What let in. */
      readonly by: 'local-password' | 'identity-provider' | 'smart-card' | 'touch-id' | 'web-sign-in';
      /** True when the identity provider could not be asked or did not answer well. */
      readonly offline: boolean;
      readonly localPasswordReplaced: boolean;
      readonly keychain: 'kept' | 'new' | 'untouched';
      /** What became of the tokens in passing. */
      readonly renewal: RenewalOutcome;
      readonly accountCreated: boolean;
    }
  | {
      readonly kind: 'refused';
      readonly reason: Refusal;
      readonly sentence: string;
      readonly failure: PlatformSsoFailure | undefined;
    };

/** Renewing the SSO tokens. */
export type RenewalOutcome =
  | { readonly kind: 'renewed'; readonly by: 'login' | 'refresh' }
  | { readonly kind: 'not-due'; readonly dueAt: number }
  | { readonly kind: 'not-registered' }
  /** A person has to come: "Authentication Required". */
  | { readonly kind: 'authentication-required'; readonly sentence: string }
  | { readonly kind: 'failed'; readonly failure: PlatformSsoFailure };

/** An administrator prompt that an account of the organisation answers (`EnableAuthorization`). */
export type AuthorizationOutcome =
  | { readonly kind: 'authorized'; readonly because: string }
  | { readonly kind: 'denied'; readonly sentence: string }
  | { readonly kind: 'failed'; readonly failure: PlatformSsoFailure };

/** Installing a profile. */
export type ProfileOutcome =
  | { readonly kind: 'installed'; readonly identifier: string; readonly registration: 'needed' | 'unchanged' | 'none' }
  | { readonly kind: 'refused'; readonly code: string; readonly sentence: string };

/** An act on the Mac's things that succeeds or says why not. */
export type PlainOutcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'refused'; readonly reason: string; readonly sentence: string };
