/** What the client needs of the seeded devices. */

/** A device whose keys the client holds, as PKCS#8 PEM. */
export interface BenchDevice {
  readonly method: 'Password' | 'UserSecureEnclaveKey' | 'SmartCard';
  readonly username: string;
  readonly signingKey: string;
  readonly encryptionKey: string;
  readonly userKey: string;
  /** The card's certificate, base64 DER. */
  readonly certificate?: string;
}

/** All of them. */
export interface Fixture {
  readonly devices: readonly BenchDevice[];
}

/** Password of every seeded person. */
export const benchPassword = 'correct horse staple forty-two';
