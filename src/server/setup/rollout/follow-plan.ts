/**
 * A version of the plan goes out: every Mac that is set up becomes due, spread over time, whichever node gets to it. How
 * far that has come stands in the store, so that it goes on after a restart.
 */
import { appendAudit } from '#server/audit/audit.ts';
import type { Random } from '#runtime/random.ts';
import type { Reader, Writer } from '#server/store/database.ts';
import type { SetupPorts } from '../setup-ports.ts';
import { deliver } from './deliver.ts';
import { dueDeliveries, makeDue } from './delivery-store.ts';

/** Macs that one unit of writing makes due. */
const batch = 100;
/** Macs that one round gives something. */
const most = 200;

/** Where a rollout stands: every Mac up to `position`, which is an enrollment id, has become due; undefined: all have. */
interface Rollout {
  readonly version: number;
  readonly position: string | undefined;
}

/** Does what is due: notices a new version, makes Macs due, gives those that are due what they lack. */
export async function followPlan(ports: SetupPorts): Promise<void> {
  const saved = await ports.plans.current();
  if (saved === undefined) return;
  const rollout = await findRollout(ports.database);
  if (rollout === undefined || rollout.version < saved.version) {
    await ports.database.write((writer) => notice(ports, writer, saved.version));
  }
  if (rollout?.version !== saved.version || rollout.position !== undefined) await spread(ports);
  for (const delivery of await dueDeliveries(ports.database, ports.clock.now(), most)) {
    // One Mac's fault is not another's; it is tried again when its claim has passed.
    await deliver(ports, delivery).catch(ports.onFault);
  }
}

async function notice({ clock }: SetupPorts, writer: Writer, version: number): Promise<void> {
  const changed = await writer.run(
    `INSERT INTO setup_rollout (id, version, position) VALUES (1, ?, '') ON CONFLICT (id) DO UPDATE
      SET version = excluded.version, position = excluded.position WHERE setup_rollout.version < excluded.version`,
    version,
  );
  if (changed === 0) return;
  const event = { type: 'sign-in-plan.rollout.begun', outcome: 'changed', detail: { version } } as const;
  appendAudit(writer, clock.now(), [event]);
}

async function spread(ports: SetupPorts): Promise<void> {
  const { database, settings } = ports;
  const { macs } = (await database.get<{ macs: number }>(
    `SELECT COUNT(*) AS macs FROM setup_course WHERE state = 'released'`,
  )) ?? { macs: 0 };
  const { perSecond } = settings.rollout;
  const window = macs <= perSecond ? 0 : (macs / perSecond) * 1000;
  while (await database.write((writer) => spreadBatch(ports, writer, window)));
}

/** @returns whether there is more */
async function spreadBatch({ clock, random }: SetupPorts, writer: Writer, window: number): Promise<boolean> {
  const rollout = await findRollout(writer);
  if (rollout?.position === undefined) return false;
  const rows = await writer.all<{ enrollment_id: string }>(
    `SELECT enrollment_id FROM setup_course WHERE state = 'released' AND enrollment_id > ?
      ORDER BY enrollment_id LIMIT ?`,
    rollout.position,
    batch,
  );
  const now = clock.now();
  for (const { enrollment_id: enrollmentId } of rows) {
    await makeDue(writer, { enrollmentId, below: rollout.version, at: now + Math.floor(fraction(random) * window) });
  }
  const position = rows.length < batch ? undefined : rows.at(-1)?.enrollment_id;
  const statement = 'UPDATE setup_rollout SET position = ? WHERE id = 1 AND version = ? AND position = ?';
  await writer.run(statement, position ?? null, rollout.version, rollout.position);
  return position !== undefined;
}

function fraction(random: Random): number {
  const [a = 0, b = 0, c = 0] = random.bytes(3);
  return (a * 65_536 + b * 256 + c) / 16_777_216;
}

async function findRollout(reader: Reader): Promise<Rollout | undefined> {
  const row = await reader.get<{ version: number; position: string | null }>(
    'SELECT version, position FROM setup_rollout WHERE id = 1',
  );
  return row && { version: row.version, position: row.position ?? undefined };
}
