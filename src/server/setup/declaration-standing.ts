/** What a Mac says of its declarations. It is the only word on whether one works (fact sheet section 8). */
import { type DeclarationStatus, declarationStatuses } from '#protocol/mdm/declarative/status-report.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '#protocol/encoding/json.ts';
import type { Writer } from '#server/store/database.ts';
import { clearAlertsOf, isAlertOpen, raiseAlert } from './alerts.ts';
import { findCourse } from './course-store.ts';
import type { SetupPorts } from './setup-ports.ts';

/** One declaration on one Mac. */
export interface DeclarationStanding extends Pick<DeclarationStatus, 'identifier' | 'active' | 'valid'> {
  /** Why it is not valid, in the Mac's words. */
  readonly reasons: readonly string[];
}

/** All that a Mac told of. */
export function declarationStandings(status: JsonObject | undefined): readonly DeclarationStanding[] {
  return declarationStatuses(status ?? {}).map(({ identifier, active, valid, reasons }) => ({
    identifier,
    active,
    valid,
    reasons: reasons.map(reasonText),
  }));
}

function reasonText(reason: JsonValue): string {
  const { code, description } = isJsonObject(reason) ? reason : {};
  return [code, description].filter((part) => typeof part === 'string').join(': ') || JSON.stringify(reason);
}

const code = 'setup_declaration_invalid';

/** A report came in: what is invalid is told once, and taken back when all is valid again. */
export async function readStandings(
  ports: SetupPorts,
  writer: Writer,
  event: { readonly enrollmentId: string; readonly status: JsonObject },
): Promise<void> {
  const standings = declarationStandings(event.status);
  const course = standings.length === 0 ? undefined : await findCourse(writer, event.enrollmentId);
  if (course === undefined) return;
  const broken = standings.find(({ valid }) => valid === 'invalid');
  if (broken === undefined) {
    await clearAlertsOf(writer, { ...course, code, by: 'valid again', now: ports.clock.now() });
    return;
  }
  if (await isAlertOpen(writer, course.enrollmentId, code)) return;
  const why = broken.reasons.join(' ') || 'no reason given';
  await raiseAlert(ports, writer, course, { code, detail: `The Mac refuses ${broken.identifier}: ${why}` });
}
