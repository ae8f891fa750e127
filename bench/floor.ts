/**
 * The floor: the same P-256, hash and cipher operations that a request needs, called back to back in one thread with
 * nothing around them. The server's rate is given as a share of this.
 */
import {
  constants,
  createCipheriv,
  createDecipheriv,
  createPublicKey,
  createSecretKey,
  diffieHellman,
  generateKeyPairSync,
  hash,
  type KeyObject,
  privateDecrypt,
  publicEncrypt,
  randomBytes,
  sign,
  verify,
} from 'node:crypto';
import { hash as argon2, verify as argon2Verify } from '@node-rs/argon2';

/** Operations a second that one thread reaches, by request. */
export interface Floor {
  readonly nonce: number;
  readonly 'login-secure-enclave': number;
  readonly 'login-smart-card': number;
  readonly 'login-password': number;
  readonly refresh: number;
  readonly 'key-request': number;
  readonly 'key-exchange': number;
  readonly 'mdm-idle': number;
  readonly 'mdm-command': number;
  readonly 'mdm-token-update': number;
  readonly scep: number;
}

const message = randomBytes(1500);
const body = randomBytes(900);

function ec(): { privateKey: KeyObject; publicKey: KeyObject } {
  return generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
}

const device = ec();
const user = ec();
const encryption = ec();
const unlock = ec();
const deviceSignature = sign('sha256', message, device.privateKey);
const userSignature = sign('sha256', message, user.privateKey);
const otherSpki = ec().publicKey.export({ format: 'der', type: 'spki' });

function verifyDevice(): void {
  verify('sha256', message, device.publicKey, deviceSignature);
}

function verifyUser(): void {
  verify('sha256', message, user.publicKey, userSignature);
}

function sealResponse(): void {
  const ephemeral = ec();
  const z = diffieHellman({ privateKey: ephemeral.privateKey, publicKey: encryption.publicKey });
  const key = hash('sha256', z, 'buffer');
  const cipher = createCipheriv('aes-256-gcm', createSecretKey(key), randomBytes(12));
  cipher.update(body);
  cipher.final();
  cipher.getAuthTag();
}

function signToken(): void {
  sign('sha256', body, device.privateKey);
}

const mac = generateKeyPairSync('rsa', { modulusLength: 2048 });
const macSignature = sign('sha1', body, mac.privateKey);
const requestSignature = sign('sha256', message, mac.privateKey);
const storeKey = createSecretKey(randomBytes(32));
const envelope = { key: mac.publicKey, padding: constants.RSA_PKCS1_PADDING };
const envelopeKey = publicEncrypt(envelope, randomBytes(16));
const sealed = sealForStore(randomBytes(500));

/** A message as macOS signs it: RSA over SHA-1 of the body; the certificate is looked up by its digest. */
function verifyMac(): void {
  verify('sha1', body, mac.publicKey, macSignature);
  hash('sha256', body, 'buffer');
}

function sealForStore(content: Uint8Array) {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', storeKey, iv);
  const text = Buffer.concat([cipher.update(content), cipher.final()]);
  return { iv, text, tag: cipher.getAuthTag() };
}

function openFromStore(): void {
  const decipher = createDecipheriv('aes-256-gcm', storeKey, sealed.iv).setAuthTag(sealed.tag);
  decipher.update(sealed.text);
  decipher.final();
}

const work: Readonly<Record<Exclude<keyof Floor, 'login-password'>, () => void>> = {
  nonce: () => {
    hash('sha256', randomBytes(32), 'buffer');
  },
  'login-secure-enclave': () => {
    verifyDevice();
    verifyUser();
    signToken();
    sealResponse();
  },
  'login-smart-card': () => {
    verifyDevice();
    verifyUser();
    signToken();
    sealResponse();
  },
  refresh: () => {
    verifyDevice();
    signToken();
    sealResponse();
  },
  'key-request': () => {
    verifyDevice();
    sealResponse();
  },
  'key-exchange': () => {
    verifyDevice();
    diffieHellman({
      privateKey: unlock.privateKey,
      publicKey: createPublicKey({ key: otherSpki, format: 'der', type: 'spki' }),
    });
    sealResponse();
  },
  'mdm-idle': verifyMac,
  'mdm-command': () => {
    verifyMac();
    openFromStore();
    verifyMac();
    sealForStore(body);
  },
  'mdm-token-update': verifyMac,
  // Message and request are verified, the envelope's key is opened, certificate and answer are signed, the answer sealed.
  scep: () => {
    verify('sha256', message, mac.publicKey, requestSignature);
    privateDecrypt({ ...envelope, key: mac.privateKey }, envelopeKey);
    verify('sha256', message, mac.publicKey, requestSignature);
    sign('sha256', message, mac.privateKey);
    publicEncrypt(envelope, envelopeKey.subarray(0, 16));
    sign('sha256', message, mac.privateKey);
  },
};

/** Measures each for about half a second. */
export async function measureFloor(): Promise<Floor> {
  const rates = Object.fromEntries(Object.entries(work).map(([name, act]) => [name, rate(act)]));
  return { ...rates, 'login-password': await argonRate() } as unknown as Floor;
}

/** Of two measurements the better of each: the floor is what the machine can do when nothing disturbs it. */
export function betterFloor(one: Floor, other: Floor): Floor {
  const pairs = Object.entries(one).map(([name, rate]) => [name, Math.max(rate, other[name as keyof Floor])]);
  return Object.fromEntries(pairs) as Floor;
}

function rate(act: () => void): number {
  for (let warm = 0; warm < 300; warm += 1) act();
  const started = process.hrtime.bigint();
  let count = 0;
  while (process.hrtime.bigint() - started < 500_000_000n) {
    act();
    count += 1;
  }
  return count / (Number(process.hrtime.bigint() - started) / 1e9);
}

// Eight at a time in the library's own threads: what the machine's cores give with nothing else to do.
async function argonRate(): Promise<number> {
  const stored = await argon2('correct horse battery', { memoryCost: 19_456, timeCost: 2, parallelism: 1 });
  const started = performance.now();
  let count = 0;
  const worker = async () => {
    while (performance.now() - started < 2000) {
      await argon2Verify(stored, 'correct horse battery');
      count += 1;
    }
  };
  await Promise.all(Array.from({ length: 8 }, worker));
  return count / ((performance.now() - started) / 1000);
}
