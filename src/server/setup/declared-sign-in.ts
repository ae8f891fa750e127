/**
 * The sign-in plan as declarations, for Macs that were enrolled with them in place of the profile. Which of the two a Mac
 * has is decided once in an enrollment (docs/decisions/0029). Source: Apple, "Leveraging the declarative management data
 * model"; schema of `com.apple.configuration.extensible-sso`.
 */
import { isJsonObject, type JsonObject } from '#protocol/encoding/json.ts';
import { fromUtf8, utf8 } from '#protocol/encoding/utf8.ts';
import type { DeclarationDraft } from '#server/mdm/management.ts';
import type { Reader, Writer } from '#server/store/database.ts';
import { mayRegister } from './registration-token.ts';
import type { SetupPorts } from './setup-ports.ts';

/** Milliseconds after which a registration token that is good for a day is replaced, while the Mac has not registered. */
const tokenLife = 20 * 3_600_000;
const activation = 'org.porchlight.activation';
const subscriptions = 'org.porchlight.status';
/** What Macs are asked to tell of by themselves. */
const statusItems = [
  'management.declarations',
  'device.operating-system.version',
  'device.operating-system.build-version',
];

interface Row {
  readonly enrollment_id: string;
  readonly serial_number: string;
  readonly os_version: string;
  readonly sealed_token: Uint8Array | null;
  readonly minted_at: number | null;
}

const columns = 'enrollment_id, serial_number, os_version, sealed_token, minted_at';

/** Notes that this enrollment has the plan as declarations. */
export async function noteDeclared(
  writer: Writer,
  { enrollmentId, serialNumber, osVersion }: { enrollmentId: string; serialNumber: string; osVersion: string },
): Promise<void> {
  await writer.run(
    `INSERT INTO setup_declaration (enrollment_id, serial_number, os_version) VALUES (?, ?, ?)
      ON CONFLICT (enrollment_id) DO UPDATE SET serial_number = excluded.serial_number, os_version = excluded.os_version`,
    enrollmentId,
    serialNumber,
    osVersion,
  );
}

/** An enrollment that begins anew, or ended, has none. */
export async function forgetDeclared(writer: Writer, enrollmentId: string): Promise<void> {
  await writer.run('DELETE FROM setup_declaration WHERE enrollment_id = ?', enrollmentId);
}

/** Whether this enrollment has the plan as declarations. */
export async function isDeclared(reader: Reader, enrollmentId: string): Promise<boolean> {
  const statement = 'SELECT enrollment_id FROM setup_declaration WHERE enrollment_id = ?';
  return (await reader.get(statement, enrollmentId)) !== undefined;
}

/** Enrollments whose registration token ends soon. */
export async function endingTokens(reader: Reader, now: number, limit: number): Promise<readonly string[]> {
  const rows = await reader.all<{ enrollment_id: string }>(
    'SELECT enrollment_id FROM setup_declaration WHERE minted_at <= ? ORDER BY minted_at LIMIT ?',
    now - tokenLife,
    limit,
  );
  return rows.map((row) => row.enrollment_id);
}

/** What an enrollment is to have now; nothing where it has the profile. */
export async function declarationsFor(ports: SetupPorts, enrollmentId: string): Promise<readonly DeclarationDraft[]> {
  const statement = `SELECT ${columns} FROM setup_declaration WHERE enrollment_id = ?`;
  const row = await ports.database.get<Row>(statement, enrollmentId);
  const configuration = row && (await signInDeclaration(ports, row));
  if (configuration === undefined) return [];
  return [
    {
      Type: 'com.apple.activation.simple',
      Identifier: activation,
      Payload: { StandardConfigurations: [configuration.Identifier, subscriptions] },
    },
    configuration,
    {
      Type: 'com.apple.configuration.management.status-subscriptions',
      Identifier: subscriptions,
      Payload: { StatusItems: statusItems.map((Name) => ({ Name })) },
    },
  ];
}

/** The token that a Mac was given stays in it: the declaration changes when the plan does, and not by being asked for. */
async function signInDeclaration(ports: SetupPorts, row: Row): Promise<DeclarationDraft | undefined> {
  const { serial_number: serialNumber, os_version: osVersion, enrollment_id: enrollmentId } = row;
  const enrollment = await ports.management.enrollment(enrollmentId);
  const isProven = enrollment?.isSerialNumberProven === true;
  const mac = { serialNumber, osVersion, mayRegister: await mayRegister(ports, { serialNumber, isProven }) };
  const known = await tokenInUse(ports, row);
  const made = await ports.plans.declarationFor(mac, known);
  const token = made && tokenOf(made.Payload);
  if (token === known) return made;
  if (token === undefined) {
    await settle(ports, row);
    return made;
  }
  const { database, sealer, clock } = ports;
  const isFirst = await database.write((writer) =>
    writer.run(
      `UPDATE setup_declaration SET sealed_token = ?, minted_at = ? WHERE enrollment_id = ?
        AND COALESCE(minted_at, 0) = ?`,
      sealer.seal(utf8(token), contextOf(enrollmentId)),
      clock.now(),
      enrollmentId,
      row.minted_at ?? 0,
    ),
  );
  // Another node was quicker: its token is the one.
  const statement = `SELECT ${columns} FROM setup_declaration WHERE enrollment_id = ?`;
  const winner = isFirst === 1 ? undefined : await database.get<Row>(statement, enrollmentId);
  return winner === undefined ? made : ports.plans.declarationFor(mac, open(ports, winner));
}

async function tokenInUse(ports: SetupPorts, row: Row): Promise<string | undefined> {
  const token = open(ports, row);
  const isOld = row.minted_at !== null && ports.clock.now() - row.minted_at >= tokenLife;
  if (token === undefined || !isOld) return token;
  const state = (await ports.platformSso.device(row.serial_number))?.device.state;
  if (state === undefined || state === 'expected') return undefined;
  await settle(ports, row);
  return token;
}

/** The token needs no watching any more: it was used, or the plan gives none. */
async function settle({ database }: SetupPorts, { enrollment_id: id, minted_at: mintedAt }: Row): Promise<void> {
  if (mintedAt === null) return;
  const statement = 'UPDATE setup_declaration SET minted_at = NULL WHERE enrollment_id = ? AND minted_at = ?';
  await database.write((writer) => writer.run(statement, id, mintedAt));
}

function open({ sealer }: SetupPorts, { sealed_token: sealed, enrollment_id: enrollmentId }: Row): string | undefined {
  return sealed === null ? undefined : fromUtf8(sealer.open(sealed, contextOf(enrollmentId)));
}

function tokenOf({ PlatformSSO: platformSso }: JsonObject): string | undefined {
  const token = isJsonObject(platformSso ?? null) ? (platformSso as JsonObject)['RegistrationToken'] : undefined;
  return typeof token === 'string' ? token : undefined;
}

/** Seals every token under the newest master key. @returns how many were sealed again */
export async function resealDeclared(writer: Writer, { sealer }: Pick<SetupPorts, 'sealer'>): Promise<number> {
  const rows = await writer.all<Row>(`SELECT ${columns} FROM setup_declaration WHERE sealed_token IS NOT NULL`);
  let changed = 0;
  for (const { enrollment_id: id, sealed_token: sealed } of rows) {
    if (sealed === null || sealer.isCurrent(sealed)) continue;
    const again = sealer.seal(sealer.open(sealed, contextOf(id)), contextOf(id));
    changed += await writer.run('UPDATE setup_declaration SET sealed_token = ? WHERE enrollment_id = ?', again, id);
  }
  return changed;
}

function contextOf(enrollmentId: string): string {
  return `setup_declaration:${enrollmentId}`;
}
