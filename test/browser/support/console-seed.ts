/** A chain with a day of an organisation in it, for pages that show what went on. */
import { type AuditEvent, appendAudit } from '#server/audit/audit.ts';
import type { ConsoleStage } from './console-stage.ts';

const hour = 3_600_000;

/** Texts that must neither run nor overflow. */
export const hostile = {
  script: '<img src=x onerror="document.title=1">',
  long: 'a'.repeat(200),
  rightToLeft: 'مدير النظام \u202egnp.exe',
} as const;

/** Writes a day of joins and sign-ins, some of them refused, up to now. */
export async function seedDay({ composition, clock }: ConsoleStage): Promise<void> {
  const now = clock.now();
  for (let ago = 23; ago >= 0; ago -= 1) {
    const busy = Math.round(10 * Math.max(0, Math.sin(((ago + 4) / 24) * Math.PI * 2)) + 2);
    const person = { userId: 'seeded', detail: { userPrincipalName: `person${ago}@porchlight.example` } } as const;
    const events: AuditEvent[] = [
      ...times(busy, { type: 'platform-sso.login', outcome: 'allowed', ...person } as const),
      ...times(busy / 6, { type: 'sign-in.refused', outcome: 'refused', code: 'password_wrong', ...person } as const),
      ...times(busy / 4, { type: 'management.enrollment.authenticated', outcome: 'allowed', ...person } as const),
      ...times(busy / 5, { type: 'platform-sso.user.registered', outcome: 'changed', ...person } as const),
    ];
    await composition.database.write(async (writer) => appendAudit(writer, now - ago * hour - 1, events));
  }
  const strange = Object.values(hostile).map(
    (name): AuditEvent => ({ type: 'directory.user.created', outcome: 'changed', detail: { userPrincipalName: name } }),
  );
  await composition.database.write(async (writer) => appendAudit(writer, now - 1, strange));
}

function times(count: number, event: AuditEvent): AuditEvent[] {
  return Array.from({ length: Math.floor(count) }, () => event);
}
