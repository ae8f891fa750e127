/** Devices that can speak: the client holds their keys, the store knows the public halves. */
import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { nodeCrypto, p256Point } from '#runtime/crypto.ts';
import type { createSmartCardAuthority } from '#runtime/smart-card-authority.ts';
import type { Composition } from '#server/compose.ts';
import type { Writer } from '#server/store/database.ts';
import { type BenchDevice, benchPassword } from '../fixture.ts';

type Method = BenchDevice['method'];

/** Makes a person with a registered device of one method. */
export async function makeRealDevice(
  { directory, database }: Composition,
  cards: ReturnType<typeof createSmartCardAuthority>,
  method: Method,
  name: string,
): Promise<BenchDevice> {
  const userId = await makePerson(directory, method, name);
  const [signing, encryption, user] = [keyPair(), keyPair(), keyPair()];
  await database.write(async (writer) => {
    await insertDevice(writer, name, p256Point(signing), p256Point(encryption));
    await insertRegistration(writer, name, userId, method, p256Point(user));
  });
  return {
    method,
    username: principalName(name),
    signingKey: pem(signing),
    encryptionKey: pem(encryption),
    userKey: pem(user),
    ...(method === 'SmartCard' ? { certificate: certificateOf(cards, user, name) } : {}),
  };
}

async function makePerson(directory: Composition['directory'], method: Method, name: string): Promise<string> {
  const person = { accountName: name, fullName: `Bench ${name}`, userPrincipalName: principalName(name) };
  const password = method === 'Password' ? { password: { value: benchPassword } } : {};
  const created = await directory.createUser({ ...person, ...password }, 'bench');
  if (created.kind !== 'created') throw new Error(`The bench's user was not made: ${JSON.stringify(created)}`);
  return created.user.id;
}

function principalName(name: string): string {
  return `${name}@bench.example`;
}

function keyPair(): KeyObject {
  return generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey;
}

function pem(key: KeyObject): string {
  return String(key.export({ format: 'pem', type: 'pkcs8' }));
}

function certificateOf(cards: ReturnType<typeof createSmartCardAuthority>, user: KeyObject, name: string): string {
  const { raw } = cards.issue({
    publicKey: createPublicKey(user).export({ format: 'der', type: 'spki' }),
    commonName: `Bench ${name}`,
    userPrincipalName: principalName(name),
  });
  return Buffer.from(raw).toString('base64');
}

async function insertDevice(writer: Writer, name: string, signing: Uint8Array, encryption: Uint8Array): Promise<void> {
  const now = Date.now();
  await writer.run(
    'INSERT INTO device (id, serial_number, state, attestation, created_at, registered_at) VALUES (?, ?, ?, ?, ?, ?)',
    `dev-${name}`,
    name.toUpperCase(),
    'registered',
    'none',
    now,
    now,
  );
  await writer.run(
    'INSERT INTO device_key (key_id, device_id, signing_key, encryption_key, shared, state, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
    nodeCrypto.sha256(signing),
    `dev-${name}`,
    signing,
    encryption,
    1,
    'active',
    now,
  );
}

async function insertRegistration(
  writer: Writer,
  name: string,
  userId: string,
  method: Method,
  userKey: Uint8Array,
): Promise<void> {
  const hasKey = method === 'UserSecureEnclaveKey';
  await writer.run(
    'INSERT INTO user_registration (id, device_id, user_id, method, state, user_key_id, user_key, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    `reg-${name}`,
    `dev-${name}`,
    userId,
    method,
    'active',
    hasKey ? nodeCrypto.sha256(userKey) : null,
    hasKey ? userKey : null,
    Date.now(),
  );
}
