/** The feature's edge: turns what was thrown into an answer, an audit event and a charge to the budgets. */
import { MessageError } from '#protocol/platform-sso/message-error.ts';
import { DirectoryError } from '#server/directory/directory-error.ts';
import type { Origin, PlatformSso } from './context.ts';
import { Refusal } from './refusal.ts';
import { refusals } from './refusals.ts';
import type { Answer } from './response.ts';

/**
 * Answers a refusal; anything else is a fault of ours and is thrown on.
 * @param purpose what was asked, for the audit event's name, such as `token`
 */
export function refuse(sso: PlatformSso, error: unknown, purpose: string, origin: Origin): Answer {
  const { code, context, facts } = noteRefusal(sso, error, purpose, origin);
  // A person who may not sign in and one who does not exist get one answer: the reason stays in the audit chain.
  const body = { error: facts.error, code, error_description: facts.user, admin_description: facts.admin };
  return {
    status: facts.status,
    contentType: 'application/json',
    body: JSON.stringify(body),
    ...(context.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: context.retryAfterSeconds }),
  };
}

/** What becomes of a refusal before it is answered: an audit event and a charge. Anything else is thrown on. */
export function noteRefusal(sso: PlatformSso, error: unknown, purpose: string, origin: Origin) {
  const refusal = refusalOf(error);
  if (!refusal) throw error;
  const { code, context } = refusal;
  charge(sso, refusal, origin);
  sso.audit.record({
    type: `platform-sso.${purpose}.refused`,
    outcome: 'refused',
    code,
    address: origin.address,
    ...(context.userId === undefined ? {} : { userId: context.userId }),
    ...(context.deviceId === undefined ? {} : { deviceId: context.deviceId }),
    ...(context.reason === undefined ? {} : { detail: { reason: context.reason } }),
  });
  return { code, context, facts: refusals[code] };
}

/** What was thrown, as a refusal; undefined for a fault of ours. */
export function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error;
  if (error instanceof MessageError) return new Refusal(error.code, { reason: error.message });
  if (error instanceof DirectoryError && error.code === 'busy') return new Refusal('busy', { retryAfterSeconds: 1 });
  return undefined;
}

/** Takes a refusal from the budgets of where it came from. */
export function charge(sso: PlatformSso, { code, context }: Refusal, { address }: Origin): void {
  if (code === 'too_many_attempts' || code === 'busy') return;
  const { deviceId, person } = context;
  // Only a wrong credential is charged to device and person: a Mac with a wrong clock must not lock its people out.
  const wrong = refusals[code].status === 401;
  sso.budgets.charge({
    address,
    ...(wrong && deviceId !== undefined ? { deviceId } : {}),
    ...(wrong && person !== undefined ? { person } : {}),
  });
}
