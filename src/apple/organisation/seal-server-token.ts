/** The server token as a file, encrypted to the certificate that the organisation has uploaded. */
import { sealServerToken as seal } from '#protocol/ade/server-token.ts';
import { fromUtf8 } from '#protocol/encoding/utf8.ts';
import type { Certificate } from '#protocol/x509/certificate.ts';
import { blockCiphers } from '#runtime/block-ciphers.ts';
import type { Random } from '#runtime/random.ts';
import { rsaEncrypter } from '#runtime/rsa.ts';

/** The secrets of a token. `expiry` in milliseconds since 1970. */
export interface TokenSecrets {
  readonly consumerKey: string;
  readonly consumerSecret: string;
  readonly accessToken: string;
  readonly accessSecret: string;
  readonly expiry: number;
}

/** The text of a `.p7m` file, as Apple writes it: AES-128-CBC, indefinite lengths. */
export function sealServerToken(secrets: TokenSecrets, recipient: Certificate, random: Random): string {
  const file = seal(
    {
      consumer_key: secrets.consumerKey,
      consumer_secret: secrets.consumerSecret,
      access_token: secrets.accessToken,
      access_secret: secrets.accessSecret,
      access_token_expiry: `${new Date(secrets.expiry).toISOString().slice(0, 19)}Z`,
    },
    {
      recipients: [recipient],
      encrypter: rsaEncrypter,
      ciphers: blockCiphers,
      random: (length) => random.bytes(length),
    },
  );
  return fromUtf8(file) ?? '';
}
