/** Fills a store: real devices whose keys the client holds, and as many more rows as the store is to have. */
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { systemClock } from '#runtime/clock.ts';
import { nodeCrypto, p256Point } from '#runtime/crypto.ts';
import { systemRandom } from '#runtime/random.ts';
import { createSmartCardAuthority } from '#server/authority/smart-card-authority.ts';
import { compose } from '#server/compose.ts';
import { parseConfig } from '#server/config.ts';
import type { Database } from '#server/store/database.ts';
import type { BenchDevice, Fixture } from './fixture.ts';

/** Where to, and how much. */
export interface SeedOptions {
  readonly environment: Readonly<Record<string, string>>;
  readonly fixturePath: string;
  readonly realDevices: number;
  readonly devices: number;
}

/** Password of every seeded person. */
export const benchPassword = 'correct horse staple forty-two';

/** Fills the store and writes the fixture. */
export async function seed(options: SeedOptions): Promise<void> {
  const composition = await compose(parseConfig(options.environment));
  const ports = { clock: systemClock, random: systemRandom };
  const cards = createSmartCardAuthority(ports);
  await composition.directory.addCardAuthority(cards.rootPem, { staleRevocation: 'accept' }, 'bench');
  const devices: BenchDevice[] = [];
  for (let index = 0; index < options.realDevices; index += 1) {
    const method = (['UserSecureEnclaveKey', 'SmartCard', 'Password'] as const)[index % 3] ?? 'Password';
    const name = `bench${index}`;
    const created = await composition.directory.createUser(
      {
        accountName: name,
        fullName: `Bench ${index}`,
        userPrincipalName: `${name}@bench.example`,
        ...(method === 'Password' ? { password: { value: benchPassword } } : {}),
      },
      'bench',
    );
    if (created.kind !== 'created') throw new Error(`The bench's user was not made: ${JSON.stringify(created)}`);
    const signing = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    const encryption = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    const user = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    const userPoint = p256Point(user.publicKey);
    const deviceId = `dev-bench-${index}`;
    await insertDevice(composition.database, deviceId, p256Point(signing.publicKey), p256Point(encryption.publicKey));
    await composition.database.write((writer) =>
      writer.run(
        'INSERT INTO user_registration (id, device_id, user_id, method, state, user_key_id, user_key, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
        `reg-bench-${index}`,
        deviceId,
        created.user.id,
        method,
        'active',
        method === 'UserSecureEnclaveKey' ? nodeCrypto.sha256(userPoint) : null,
        method === 'UserSecureEnclaveKey' ? userPoint : null,
        Date.now(),
      ),
    );
    const certificate =
      method === 'SmartCard'
        ? cards.issue({
            publicKey: user.publicKey.export({ format: 'der', type: 'spki' }),
            commonName: `Bench ${index}`,
            userPrincipalName: `${name}@bench.example`,
          }).raw
        : undefined;
    const pem = (key: typeof signing.privateKey) => String(key.export({ format: 'pem', type: 'pkcs8' }));
    devices.push({
      method,
      username: `${name}@bench.example`,
      signingKey: pem(signing.privateKey),
      encryptionKey: pem(encryption.privateKey),
      userKey: pem(user.privateKey),
      ...(certificate ? { certificate: Buffer.from(certificate).toString('base64') } : {}),
    });
  }
  await fill(composition.database, options.devices - options.realDevices);
  await composition.close();
  const fixture: Fixture = { devices };
  await mkdir(dirname(options.fixturePath), { recursive: true });
  await writeFile(options.fixturePath, JSON.stringify(fixture));
}

async function insertDevice(
  database: Database,
  id: string,
  signing: Uint8Array,
  encryption: Uint8Array,
): Promise<void> {
  await database.write(async (writer) => {
    await writer.run(
      'INSERT INTO device (id, serial_number, state, attestation, created_at, registered_at) VALUES (?, ?, ?, ?, ?, ?)',
      id,
      `BENCH${id.slice(10)}`,
      'registered',
      'none',
      Date.now(),
      Date.now(),
    );
    await writer.run(
      'INSERT INTO device_key (key_id, device_id, signing_key, encryption_key, shared, state, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
      nodeCrypto.sha256(signing),
      id,
      signing,
      encryption,
      1,
      'active',
      Date.now(),
    );
  });
}

// Rows that only have to be there: lookups must find their way past them.
async function fill(database: Database, count: number): Promise<void> {
  for (let start = 0; start < count; start += 1000) {
    await database.write(async (writer) => {
      for (let index = start; index < Math.min(start + 1000, count); index += 1) {
        const id = `dev-fill-${index}`;
        await writer.run(
          'INSERT INTO device (id, serial_number, state, created_at) VALUES (?, ?, ?, ?)',
          id,
          `FILL${index}`,
          'registered',
          0,
        );
        await writer.run(
          'INSERT INTO device_key (key_id, device_id, signing_key, encryption_key, shared, state, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
          new Uint8Array(randomBytes(32)),
          id,
          new Uint8Array(65),
          new Uint8Array(65),
          1,
          'active',
          0,
        );
        await writer.run(
          'INSERT INTO user_registration (id, device_id, user_id, method, state, created_at) VALUES (?, ?, ?, ?, ?, ?)',
          `reg-fill-${index}`,
          id,
          `user-fill-${index}`,
          'Password',
          'active',
          0,
        );
      }
    });
  }
}

/** Paths of a bench home. */
export function benchPaths(home: string) {
  return { fixture: join(home, 'fixture.json'), root: join(home, 'server', 'tls', 'root-certificate.pem') };
}
