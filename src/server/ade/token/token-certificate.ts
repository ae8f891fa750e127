/** The certificate that an administrator uploads at Apple, so that server tokens are encrypted to it. */
import { toHex } from '#protocol/encoding/bytes.ts';
import { encodePem } from '#protocol/encoding/pem.ts';
import { issueSelfSigned } from '#protocol/x509/authority.ts';
import { encodeKeyUsage } from '#protocol/x509/extensions/key-usage.ts';
import { makeName } from '#protocol/x509/name.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import { generateRsaKey } from '#runtime/rsa.ts';
import { signingKey } from '#runtime/signing-key.ts';
import { appendAudit } from '#server/audit/audit.ts';
import type { AdePorts } from '../ade-ports.ts';
import { addTokenKey, currentToken, type TokenKey, tokenKeys } from './token-store.ts';

const day = 86_400_000;
/** Longer than a server token lives, so that it does not end before the next renewal. */
const life = 3 * 365 * day;

/** A certificate for the administrator. `kept`: made before, and no token has come for it yet. */
export interface TokenCertificate {
  readonly kind: 'made' | 'kept';
  readonly certificatePem: string;
  readonly notAfter: number;
}

/**
 * The certificate for the first token, or for a renewal when there is a token: then a key pair of its own waits for the new
 * one, and the old one is in use until it has come. The private key never leaves.
 */
export async function tokenCertificate(ports: AdePorts, actor: string): Promise<TokenCertificate> {
  const { database, sealer, clock } = ports;
  const state = (await currentToken(database, sealer)) === undefined ? 'current' : 'staged';
  const waiting = (await tokenKeys(database, sealer)).find((key) => key.state === state);
  if (waiting !== undefined) return shown('kept', waiting);
  const key = await makeKey(ports, state);
  const added = await database.write(async (writer) => {
    const isAdded = await addTokenKey(writer, sealer, key);
    const event = { type: 'ade.token-certificate.made', outcome: 'changed', actor, detail: { state } } as const;
    if (isAdded) appendAudit(writer, clock.now(), [event]);
    return isAdded;
  });
  // Another node was faster: its key is as good.
  return added ? shown('made', key) : tokenCertificate(ports, actor);
}

async function makeKey({ clock, random }: AdePorts, state: TokenKey['state']): Promise<TokenKey> {
  const privateKey = await generateRsaKey();
  const { signer, publicKey } = signingKey(privateKey);
  const certificate = issueSelfSigned(signer, {
    subject: makeName([['commonName', 'Porchlight server token']]),
    publicKey,
    notBefore: clock.now() - day,
    notAfter: clock.now() + life,
    random: random.bytes(16),
    digests: nodeCrypto,
    extensions: () => [encodeKeyUsage(['digitalSignature', 'keyEncipherment'])],
  });
  return { id: toHex(random.bytes(16)), state, certificate, privateKey, createdAt: clock.now() };
}

function shown(kind: TokenCertificate['kind'], { certificate }: TokenKey): TokenCertificate {
  return { kind, certificatePem: encodePem('CERTIFICATE', certificate.raw), notAfter: certificate.notAfter };
}
