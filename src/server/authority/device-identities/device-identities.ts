/**
 * The identities of managed Macs: certificates by which a Mac proves to be itself to device management. What is decided
 * here is who gets one (a challenge or an attestation), what it says, and whether it still counts. What a Mac may do with
 * it is the business of whoever asks.
 */
import type { FastifyInstance } from 'fastify';
import type { RevocationReason } from '#protocol/x509/revocation-list.ts';
import type { Writer } from '#server/store/database.ts';

/** Which Mac an identity is for. */
export interface IdentitySubject {
  /** UDID of the device channel: what the certificate names. */
  readonly enrollmentId: string;
  readonly serialNumber: string;
  readonly udid: string | undefined;
  /** The means to it go to a Mac over its management, for an identity that takes the place of the one it has. */
  readonly isRenewal?: boolean;
}

/** Why a certificate does not count. */
export type IdentityRefusalCode =
  | 'identity_malformed'
  | 'identity_foreign'
  | 'identity_unknown'
  | 'identity_expired'
  | 'identity_revoked';

/** Whether a certificate counts, and whose it is. */
export type IdentityVerdict =
  | {
      readonly kind: 'valid';
      /** SHA-256 of the certificate, lower-case hexadecimal. */
      readonly fingerprint: string;
      /** Of the Mac; empty while the identity is bound to none. */
      readonly serialNumber: string;
      /** Undefined while the identity is bound to no Mac: its first Authenticate is to bind it. */
      readonly enrollmentId: string | undefined;
      /** Whether it was got by a challenge that is no single Mac's, so that what its Mac says of itself is unproven. */
      readonly isManual: boolean;
      /** Milliseconds since 1970. */
      readonly notAfter: number;
      /** Only a Mac that is managed can have got it: by means that were sent to it as a command. */
      readonly isRenewal: boolean;
    }
  | { readonly kind: 'refused'; readonly code: IdentityRefusalCode };

/** What came of a revocation. */
export type RevokeOutcome = { readonly kind: 'done' | 'already' | 'not-found' };

/** How a Mac got its identity. */
export type IssuanceProtocol = 'scep' | 'acme';

/** An issued certificate, as administrators see it. Times in milliseconds since 1970. */
export interface IssuedIdentity extends IdentitySubject {
  /** Serial number of the certificate, lower-case hexadecimal. */
  readonly certificateSerial: string;
  readonly fingerprint: string;
  readonly protocol: IssuanceProtocol;
  readonly issuedAt: number;
  readonly notAfter: number;
  readonly revokedAt: number | undefined;
  readonly revocationReason: RevocationReason | undefined;
}

/** Which identities to list. */
export interface IdentityQuery {
  readonly limit: number;
  /** Where the page before ended. */
  readonly after?: string;
  /** Only Macs whose serial number begins with this. */
  readonly search?: string;
  /** Only identities that end within so many days, are not revoked, and have no successor. */
  readonly expiringWithinDays?: number;
}

/** A page of identities, the newest first. */
export interface IdentityPage {
  readonly items: readonly IssuedIdentity[];
  readonly next: string | undefined;
}

/** Why a manual challenge does not count. */
export type ManualRefusalCode = 'manual_challenge_expired' | 'manual_challenge_revoked' | 'manual_challenge_spent';

/** What an administrator allows to be enrolled by hand. */
export interface ManualChallengeWish {
  /** How many Macs. */
  readonly macs: number;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** A challenge bound to no Mac. Times in milliseconds since 1970. */
export interface ManualChallenge extends ManualChallengeWish {
  readonly id: string;
  readonly macsLeft: number;
  readonly createdBy: string;
  readonly createdAt: number;
  readonly revokedAt: number | undefined;
}

/** One that was just made: the only time that the challenge itself is seen. */
export interface MintedChallenge {
  readonly id: string;
  readonly challenge: string;
}

/** Which Mac an identity shall be bound to. */
export interface IdentityBinding {
  readonly fingerprint: string;
  readonly enrollmentId: string;
  readonly serialNumber: string;
  /**
   * The fingerprint of the identity that may lose its place to this one, if it is of a manual challenge too: that of an
   * enrollment which was not completed, or was left. Asked once nobody else can bind to the same Mac.
   */
  readonly replaceable: () => Promise<string | undefined>;
}

/** `taken`: another identity counts for this Mac, whose certificate has the serial number `by`. */
export type BindOutcome =
  | { readonly kind: 'bound' | 'bound-elsewhere' }
  | { readonly kind: 'taken'; readonly by: string }
  | { readonly kind: 'refused'; readonly code: ManualRefusalCode };

/** What other features ask of this one. */
export interface DeviceIdentities {
  /** DER, the issuing authority first. RSA. */
  authorityCertificates(): readonly Uint8Array[];
  /**
   * A SCEP challenge for one Mac: it may use it again for 24 hours, since a Mac whose first check-in failed enrolls anew
   * with the profile that it has. That of a renewal waits in the queue of the Mac, so it is good for 30 days.
   */
  mintChallenge(subject: IdentitySubject): Promise<string>;
  /** A SCEP challenge for so many Macs, bound to none of them: for profiles that are installed by hand. */
  mintManualChallenge(wish: ManualChallengeWish, actor: string): Promise<MintedChallenge>;
  manualChallenges(): Promise<readonly ManualChallenge[]>;
  revokeManualChallenge(id: string, actor: string): Promise<RevokeOutcome>;
  /** Binds an identity of a manual challenge to a Mac, once and for all, inside a unit of writing. */
  bindIdentity(writer: Writer, binding: IdentityBinding): Promise<BindOutcome>;
  /** Revokes what clients of manual challenges have claimed of a Mac that has come with an identity of its own. */
  endClaims(writer: Writer, mac: { readonly enrollmentId: string; readonly serialNumber: string }): Promise<void>;
  /** An ACME `ClientIdentifier` for one Mac, good for 24 hours, or 30 days where it is for a renewal. */
  mintClientIdentifier(subject: IdentitySubject): Promise<string>;
  /** Whether a certificate is one of ours and still counts. A revocation counts at once here, within seconds elsewhere. */
  verifyIdentity(certificateDer: Uint8Array): Promise<IdentityVerdict>;
  /** Revokes every identity of a Mac, by its serial number. */
  revoke(serialNumber: string, reason: RevocationReason, actor: string): Promise<RevokeOutcome>;
  /** Revokes one certificate, by its own serial number (lower-case hexadecimal). */
  revokeCertificate(certificateSerial: string, reason: RevocationReason, actor: string): Promise<RevokeOutcome>;
  list(query: IdentityQuery): Promise<IdentityPage>;
  /** Mounts `/scep`, `/acme/...` and `/authority/device.crl`. */
  mount(app: FastifyInstance): void;
}
