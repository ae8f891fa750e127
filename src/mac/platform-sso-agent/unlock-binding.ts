/**
 * Binding the unlock key to an account, and unlocking with it.
 *
 * At binding the Mac makes ephemeral keys, agrees on a secret with the public key of the certificate, wraps the login
 * keychain's key under each secret and throws the private halves away: from then on only the identity provider can say the
 * secrets. It asks for them at once, in parallel, to see that they are the same. To unlock it asks again and unwraps.
 */
import { fromBase64, toBase64 } from '#protocol/encoding/base64.ts';
import { equals, toHex } from '#protocol/encoding/bytes.ts';
import { parseCertificate } from '#protocol/x509/certificate.ts';
import { issueCertificate, serialFromRandom } from '#protocol/x509/issue.ts';
import { makeName } from '#protocol/x509/name.ts';
import { ecPublicKey } from '#protocol/x509/public-key.ts';
import { keyAgreement } from '#runtime/crypto.ts';
import type { UnlockBinding, UnlockData } from '../mac-state.ts';
import { p256Pair, randomScalar } from '../secure-enclave/p256-key.ts';
import { decryptUnder, encryptUnder } from '../secure-enclave/seal.ts';
import type { AgentContext } from './agent-context.ts';
import { PlatformSsoError } from './failure.ts';
import { type UnlockKey, exchangeKey, requestUnlockKey } from './key-service.ts';

/** How many agreements are made and asked for at a time. */
export const parallelExchanges = 3;

const wrapPurpose = 'user unlock data';
const tenYears = 3650 * 86_400_000;

/**
 * Asks for the unlock key and binds it. `accountKey` is what unlocking will give back: the login keychain's key.
 * @throws {PlatformSsoError} those of the key service, and `key-exchange-mismatch`
 */
export async function bindUnlockKey(
  context: AgentContext,
  account: { readonly shortName: string; readonly key: Uint8Array; readonly refreshToken: string },
): Promise<UnlockBinding> {
  const unlockKey = await requestUnlockKey(context, account.refreshToken);
  const agreements = agree(context, unlockKey.publicKey);
  const { refreshToken } = account;
  const secrets = await Promise.all(
    agreements.map(({ publicKey }) =>
      exchangeKey(context, { refreshToken, otherPublicKey: publicKey, keyContext: unlockKey.keyContext }),
    ),
  );
  if (!secrets.every(({ key }, index) => equals(key, agreements[index]?.secret ?? new Uint8Array()))) {
    throw new PlatformSsoError('key-exchange-mismatch', 'The exchanged key is not that of the certificate.');
  }
  const keyContext = secrets.findLast((secret) => secret.keyContext !== undefined)?.keyContext ?? unlockKey.keyContext;
  return makeBinding(context, account, { ...unlockKey, keyContext }, wrapAll(context, agreements, account.key));
}

/**
 * Gets the account's key back through the identity provider, and makes new agreements for the next time.
 * @throws {PlatformSsoError} those of the key service, and `key-exchange-mismatch` when a secret opens nothing
 */
export async function unlockWithBinding(
  context: AgentContext,
  binding: UnlockBinding,
  refreshToken: string,
): Promise<{ readonly key: Uint8Array; readonly binding: UnlockBinding }> {
  const { keyContext } = binding;
  const secrets = await Promise.all(
    binding.data.map(async ({ otherPublicKey, wrapped }) => {
      const point = fromBase64(otherPublicKey) ?? new Uint8Array();
      const secret = await exchangeKey(context, { refreshToken, otherPublicKey: point, keyContext });
      return { ...secret, opened: decryptUnder(secret.key, wrapped, wrapPurpose, context.mac.crypto) };
    }),
  );
  const [first] = secrets;
  if (!first?.opened || !secrets.every(({ opened }) => opened !== undefined)) {
    throw new PlatformSsoError('key-exchange-mismatch', 'The exchanged key does not open the unlock data.');
  }
  const nextContext = secrets.findLast((secret) => secret.keyContext !== undefined)?.keyContext ?? keyContext;
  return {
    key: first.opened,
    binding: { ...binding, keyContext: nextContext, data: renewed(context, binding, first.opened) },
  };
}

interface Agreement {
  readonly publicKey: Uint8Array;
  readonly secret: Uint8Array;
}

function agree({ mac }: AgentContext, unlockPublicKey: Uint8Array): readonly Agreement[] {
  return Array.from({ length: parallelExchanges }, () => {
    const key = keyAgreement(p256Pair(randomScalar(mac.ports.random)).privateKey);
    return { publicKey: key.publicKey, secret: key.agree(unlockPublicKey) };
  });
}

function wrapAll({ mac }: AgentContext, agreements: readonly Agreement[], key: Uint8Array): readonly UnlockData[] {
  return agreements.map(({ publicKey, secret }) => ({
    otherPublicKey: toBase64(publicKey),
    wrapped: encryptUnder(secret, key, wrapPurpose, mac.keychains),
  }));
}

function renewed(context: AgentContext, binding: UnlockBinding, key: Uint8Array): readonly UnlockData[] {
  const { publicKey } = parseCertificate(fromBase64(binding.certificate) ?? new Uint8Array());
  const point = publicKey.kind === 'ec' ? publicKey.point : new Uint8Array();
  return wrapAll(context, agree(context, point), key);
}

function makeBinding(
  context: AgentContext,
  { shortName }: { readonly shortName: string },
  { certificate, hash, keyContext }: UnlockKey,
  data: readonly UnlockData[],
): UnlockBinding {
  const { mac, loginUserName } = context;
  const own = mac.enclave.create('userDecryption', shortName);
  const point = mac.enclave.publicKey(own);
  return {
    bound: mac.now(),
    certificate: toBase64(certificate),
    hash,
    keyContext,
    data,
    decryptionCertificate: toBase64(selfSigned(context, own, loginUserName)),
    decryptionKeyHash: toHex(mac.crypto.sha1(point)).toUpperCase(),
    decryptionContext: toBase64(mac.ports.random.bytes(32)),
  };
}

// The subject is the one seen in real dumps of `app-sso platform -s`.
function selfSigned({ mac }: AgentContext, handle: string, loginUserName: string): Uint8Array {
  const name = makeName([
    ['countryName', 'US'],
    ['organizationName', 'Apple Inc'],
    ['commonName', `Platform SSO - ${loginUserName}`],
  ]);
  const content = {
    serial: serialFromRandom(mac.ports.random.bytes(16)),
    issuer: name,
    subject: name,
    notBefore: mac.wireNow(),
    notAfter: mac.wireNow() + tenYears,
    publicKey: ecPublicKey('P-256', mac.enclave.publicKey(handle)),
    extensions: [],
  };
  return issueCertificate(content, mac.enclave.signer(handle));
}
