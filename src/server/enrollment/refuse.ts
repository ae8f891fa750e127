/** The feature's edge: turns what was thrown into a document that Setup Assistant shows, and an audit event. */
import type { FastifyError } from 'fastify';
import { encodeErrorDocument, errorDocumentMediaType } from '#protocol/ade/error-document.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { StoreError } from '#server/store/store-error.ts';
import type { Answer, EnrollmentContext, Origin } from './context.ts';
import { Refusal, type RefusalCode } from './refusal.ts';
import { refusals } from './refusals.ts';

/** Answers a refusal. What is a fault of ours is handed to `onFault` and answered with 500. */
export function refuse(
  enrollment: EnrollmentContext,
  error: unknown,
  origin: Origin,
  onFault: (fault: unknown) => void,
): Answer {
  const refusal = refusalOf(error);
  const { code } = refusal;
  if (code === 'internal_error') onFault(error);
  noteRefusal(enrollment, refusal, origin);
  const { status, user, admin } = refusals[code];
  const document = encodeErrorDocument({ code, description: admin, message: user });
  return { status, contentType: errorDocumentMediaType.json, body: utf8(document) };
}

/** What somebody can cause who knows no address of ours. */
const causedByAnybody: ReadonlySet<RefusalCode> = new Set([
  'enrollment_url_unknown',
  'sign_in_unknown',
  'body_too_large',
  'body_unreadable',
]);

/** Writes a refusal down; of those that anybody can cause only so many, lest they fill the chain. */
export function noteRefusal(enrollment: EnrollmentContext, { code, context }: Refusal, origin: Origin): void {
  if (causedByAnybody.has(code) && enrollment.refusalBudget.take(origin.address).kind === 'limited') return;
  const { serialNumber, userId, reason } = context;
  enrollment.ports.audit.record({
    type: 'enrollment.refused',
    outcome: 'refused',
    code,
    address: origin.address,
    ...(userId === undefined ? {} : { userId }),
    detail: {
      adminDescription: refusals[code].admin,
      ...(serialNumber === undefined ? {} : { serialNumber }),
      ...(reason === undefined ? {} : { reason }),
    },
  });
}

/** The refusal that an error means. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof StoreError && (error.code === 'store_busy' || error.code === 'store_unavailable')) {
    return new Refusal('busy');
  }
  const status = (error as Partial<FastifyError> | undefined)?.statusCode;
  if (status === 413) return new Refusal('body_too_large');
  if (status !== undefined && status >= 400 && status < 500) return new Refusal('body_unreadable');
  return new Refusal('internal_error');
}
