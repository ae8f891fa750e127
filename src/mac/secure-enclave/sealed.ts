/** AES-256-GCM under the UID key: base64 of IV, ciphertext and tag. The purpose is bound as associated data. */
export type Sealed = string;
