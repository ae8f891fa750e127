/**
 * The directory's public face: who the people are, which groups they are in, and whether a credential is theirs.
 * It knows nothing of devices, tokens or HTTP.
 */

/** Why a password may not be chosen. */
export type PasswordProblem = 'too-short' | 'too-long' | 'contains-name' | 'well-known' | 'unchanged';

/** A person. */
export interface User {
  /** Stable and never reused; the `sub` of every token. */
  readonly id: string;
  /** Short name, such as `ada`. */
  readonly accountName: string;
  readonly fullName: string;
  /** Such as `ada@example.org`; the login user name. */
  readonly userPrincipalName: string;
  readonly email: string | undefined;
  readonly state: 'active' | 'disabled';
  /** The password must be changed before it can be used again. */
  readonly mustChangePassword: boolean;
  readonly administrator: boolean;
  /** May look at everything that administrators see, and change nothing. */
  readonly auditor: boolean;
}

/** The answer to a password. `refused` covers unknown user, wrong password and disabled user alike. */
export type PasswordOutcome =
  | { readonly kind: 'accepted'; readonly user: User }
  | { readonly kind: 'must-change'; readonly user: User }
  | {
      readonly kind: 'refused';
      readonly reason: 'unknown-user' | 'wrong-password' | 'disabled' | 'no-password';
      readonly user?: User;
    };

/** The answer to a smart-card certificate. Reasons are for the audit chain and the admin, not for the person. */
export type CertificateOutcome =
  | { readonly kind: 'accepted'; readonly user: User; readonly publicKeySpki: Uint8Array }
  | {
      readonly kind: 'refused';
      readonly reason:
        | 'malformed'
        | 'untrusted'
        | 'expired'
        | 'not-yet-valid'
        | 'wrong-usage'
        | 'revoked'
        | 'revocation-unknown'
        | 'unmapped'
        | 'ambiguous'
        | 'disabled';
      readonly user?: User;
    };

/** The answer to a person's wish for another password. */
export type PasswordChangeOutcome =
  | { readonly kind: 'changed'; readonly user: User }
  | Extract<PasswordOutcome, { readonly kind: 'refused' }>
  | {
      readonly kind: 'password-refused';
      readonly problems: readonly PasswordProblem[];
      readonly minimumLength: number;
      readonly user: User;
    };

/** What a person may do about their own password. */
export interface PasswordChange {
  /**
   * Replaces a password by another, for whoever knows the present one, also when it must be changed. `name` as in
   * {@link Directory.checkPassword}, and the same equal work; the caller has asked its budgets.
   * @throws {DirectoryError} `busy` when too many passwords are being hashed
   */
  changePassword(name: string, current: string, next: string): Promise<PasswordChangeOutcome>;
}

/** What other features may ask of the directory. */
export interface Directory {
  /** By user principal name, account name or e-mail, without regard to case. */
  findUser(name: string): Promise<User | undefined>;
  userById(id: string): Promise<User | undefined>;
  /** Names of the groups that the person is in. */
  groupsOf(userId: string): Promise<readonly string[]>;
  /**
   * Checks a password. Takes the same work for an unknown user as for a known one. The caller has already asked its
   * budgets whether an attempt is allowed.
   * @throws {DirectoryError} `busy` when too many passwords are being checked; nothing was decided (HTTP 503)
   */
  checkPassword(name: string, password: string): Promise<PasswordOutcome>;
  /** Checks a card's certificate (DER, leaf first) and finds whom it maps to: trust, dates, usage, revocation, mapping. */
  userOfCertificate(chain: readonly Uint8Array[]): Promise<CertificateOutcome>;
}
