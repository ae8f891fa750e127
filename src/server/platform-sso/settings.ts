/** What an installation decides about its Platform SSO. */
import type { FirstLoginPolicy } from './first-login-policy.ts';

/** How strict device registration is about hardware attestation. */
export type AttestationPolicy = 'ignored' | 'verified-if-present' | 'required';

/** Settings of the feature. Lives are in seconds. */
export interface PlatformSsoSettings {
  /** `iss` of id_tokens, without a trailing slash; also the base of every URL. */
  readonly issuer: string;
  readonly clientId: string;
  /** Shown to people in notifications and System Settings. */
  readonly accountDisplayName: string;
  /** `TEAMID.bundle.identifier` of the app and of its extension, for the association file. */
  readonly applications: readonly string[];
  /** Whether Macs encrypt passwords to our key inside the signed request; off, they travel under TLS only. */
  readonly encryptPasswords: boolean;
  readonly attestation: AttestationPolicy;
  /** Whether a person who signed in may register a Mac that no token was made for. */
  readonly usersMayRegisterDevices: boolean;
  /** Who gets a registration by logging in, on Macs with shared device keys. */
  readonly firstLogin: FirstLoginPolicy;
  /**
   * Where Macs with macOS 27 open their web sign-in: asked for each time and signed by the Mac, or an address that is given
   * to each Mac at registration and never changes.
   */
  readonly webSignIn: 'dynamic' | 'static' | 'off';
  readonly nonceLife: number;
  readonly registrationTokenLife: number;
  readonly idTokenLife: number;
  readonly refreshTokenLife: number;
  /** How long a replaced refresh token still works: requests may be in flight with it. */
  readonly refreshGrace: number;
  /** How long a new signing key is published before it signs. */
  readonly signingKeyLead: number;
  /** Clock difference that is forgiven. */
  readonly leeway: number;
}

/** Settings for an issuer, as they are unless configured otherwise. */
export function defaultSettings(issuer: string): PlatformSsoSettings {
  return {
    issuer,
    clientId: 'porchlight-psso',
    accountDisplayName: 'Porchlight',
    applications: ['PRCHLGHT01.org.porchlight.companion', 'PRCHLGHT01.org.porchlight.companion.ssoextension'],
    encryptPasswords: true,
    attestation: 'verified-if-present',
    usersMayRegisterDevices: true,
    firstLogin: { 'account-creation': { kind: 'nobody' }, authorization: { kind: 'nobody' } },
    webSignIn: 'dynamic',
    nonceLife: 300,
    registrationTokenLife: 86_400,
    idTokenLife: 3600,
    refreshTokenLife: 14 * 86_400,
    refreshGrace: 120,
    signingKeyLead: 600,
    leeway: 60,
  };
}

/** The feature's URLs. Outside the window of a web sign-in no answer is ever a redirect: Macs do not follow them. */
export function endpoints(issuer: string) {
  return {
    nonce: `${issuer}/platform-sso/nonce`,
    token: `${issuer}/platform-sso/token`,
    jwks: `${issuer}/.well-known/jwks.json`,
    loginConfiguration: `${issuer}/platform-sso/login-configuration`,
    registrationWindow: `${issuer}/platform-sso/registration-window`,
    registrationSignIn: `${issuer}/platform-sso/registration-sign-in`,
    deviceRegistration: `${issuer}/platform-sso/device-registration`,
    userRegistration: `${issuer}/platform-sso/user-registration`,
    deregistration: `${issuer}/platform-sso/deregistration`,
    preauthentication: `${issuer}/platform-sso/web-sign-in/preauthentication`,
    authorization: `${issuer}/platform-sso/web-sign-in/authorize`,
    /** Before the id of one. */
    webSignIn: `${issuer}/platform-sso/web-sign-in`,
    /** `aud` of embedded assertions. */
    assertionAudience: `${issuer}/platform-sso`,
  };
}
