/**
 * What administrators do about smart cards: which authorities are trusted, what they have revoked, and which certificate
 * speaks for whom. Certificates and lists are taken as PEM text or DER bytes. Times are milliseconds since 1970.
 */

/** How a certificate may find its person, in the order in which the rules are usually asked. */
export const cardRules = [
  'subject-alternative-name-upn',
  'rfc822-name',
  'subject-key-identifier',
  'issuer-and-serial',
] as const;

/** One of {@link cardRules}. The first two look into the directory too; the last two know explicit bindings only. */
export type CardRule = (typeof cardRules)[number];

/** What to do when an authority has no revocation list, or one that is past its next update. */
export type StaleRevocationPolicy = 'refuse' | 'accept';

/** A trusted certificate authority. Trust in an intermediate authority is allowed, and stops there. */
export interface CardAuthority {
  readonly id: string;
  /** The name of the subject, as RFC 4514 writes it. */
  readonly subject: string;
  /** SHA-256 of the certificate, lower-case hexadecimal. */
  readonly fingerprint: string;
  readonly notAfter: number;
  /** The rules that are on, in their order. */
  readonly rules: readonly CardRule[];
  readonly staleRevocation: StaleRevocationPolicy;
  /** Where its revocation list is fetched, `http` or `https`. */
  readonly revocationListUrl: string | undefined;
  /** The list in force, if there is one. */
  readonly revocationList:
    | { readonly thisUpdate: number; readonly nextUpdate: number | undefined; readonly revoked: number }
    | undefined;
  readonly createdAt: number;
}

/** How an authority is trusted; what is absent gets the default on adding, and stays on changing. */
export interface CardAuthoritySettings {
  /** Default: user principal name and both explicit ones; not `rfc822-name`. */
  readonly rules?: readonly CardRule[];
  /** Default `refuse`. */
  readonly staleRevocation?: StaleRevocationPolicy;
  /** `null` removes it. */
  readonly revocationListUrl?: string | null;
}

/** Ties a certificate, or what stands in it, to a person. */
export interface CardBinding {
  readonly id: string;
  readonly userId: string;
  /** `certificate`: exactly this one. */
  readonly rule: CardRule | 'certificate';
  /**
   * `certificate`: SHA-256, lower-case hexadecimal. `subject-key-identifier`: lower-case hexadecimal. `issuer-and-serial`: the
   * serial number in lower-case hexadecimal, `@`, SHA-256 of the issuer's name in hexadecimal. Else the name, folded.
   */
  readonly value: string;
  readonly createdAt: number;
}

/** What a new binding says: a whole certificate with the rule that picks the value from it, or the value itself. */
export type NewCardBinding =
  | { readonly rule: CardBinding['rule']; readonly certificate: string | Uint8Array }
  | { readonly rule: CardBinding['rule']; readonly value: string };

/** Outcome of trusting an authority. */
export type AddAuthorityOutcome =
  | { readonly kind: 'added'; readonly authority: CardAuthority }
  | { readonly kind: 'already'; readonly authority: CardAuthority }
  | { readonly kind: 'refused'; readonly reason: 'malformed' | 'not-an-authority' | 'expired' | 'malformed-url' };

/** Outcome of changing how an authority is trusted. */
export type ChangeAuthorityOutcome =
  | { readonly kind: 'done'; readonly authority: CardAuthority }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'refused'; readonly reason: 'malformed-url' };

/** Outcome of taking in a revocation list. `older`: the one in force was made later. */
export type ImportListOutcome =
  | { readonly kind: 'imported'; readonly revoked: number; readonly nextUpdate: number | undefined }
  | { readonly kind: 'not-found' }
  | {
      readonly kind: 'refused';
      readonly reason: 'malformed' | 'wrong-issuer' | 'bad-signature' | 'older' | 'not-yet-valid';
    };

/** Outcome of fetching one authority's list. `unreachable` covers every failure of the fetch. */
export type RefreshListOutcome = ImportListOutcome | { readonly kind: 'unreachable' } | { readonly kind: 'no-url' };

/** Outcome of tying a certificate to a person. `taken`: it is another person's. */
export type BindCardOutcome =
  | { readonly kind: 'done'; readonly binding: CardBinding }
  | { readonly kind: 'already'; readonly binding: CardBinding }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'taken' }
  | { readonly kind: 'refused'; readonly reason: 'malformed' | 'not-in-certificate' };

/** The smart cards. `userIdOrName`: a person's id, principal name, account name or e-mail. */
export interface CardAdministration {
  addCardAuthority(
    certificate: string | Uint8Array,
    settings: CardAuthoritySettings,
    actor: string,
  ): Promise<AddAuthorityOutcome>;
  changeCardAuthority(id: string, settings: CardAuthoritySettings, actor: string): Promise<ChangeAuthorityOutcome>;
  /** In the order in which they were added. */
  listCardAuthorities(): Promise<readonly CardAuthority[]>;
  removeCardAuthority(id: string, actor: string): Promise<{ readonly kind: 'done' } | { readonly kind: 'not-found' }>;
  importRevocationList(authorityId: string, list: string | Uint8Array, actor: string): Promise<ImportListOutcome>;
  /** Fetches the list of an authority from its address now. */
  refreshRevocationList(authorityId: string, actor: string): Promise<RefreshListOutcome>;
  bindCard(userIdOrName: string, binding: NewCardBinding, actor: string): Promise<BindCardOutcome>;
  /** Bindings of a person, oldest first; undefined when there is no such person. */
  listCardBindings(userIdOrName: string): Promise<readonly CardBinding[] | undefined>;
  removeCardBinding(id: string, actor: string): Promise<{ readonly kind: 'done' } | { readonly kind: 'not-found' }>;
}
