/** The feature's edge: turns what was thrown into an answer and an audit event. Whatever it is, it is no 401. */
import type { FastifyError } from 'fastify';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { MdmError } from '#protocol/mdm/mdm-error.ts';
import { mediaType } from '#protocol/mdm/media-types.ts';
import type { Audit } from '#server/audit/audit.ts';
import { StoreError } from '#server/store/store-error.ts';
import type { Answer, Origin } from './context.ts';
import { Refusal } from './refusal.ts';
import { refusals } from './refusals.ts';

/** Answers a refusal. What is a fault of ours is handed to `onFault` and answered with 500. */
export function refuse(
  { audit, onFault }: { readonly audit: Audit; readonly onFault: (error: unknown) => void },
  error: unknown,
  origin: Origin,
): Answer {
  const { code, context } = refusalOf(error);
  if (code === 'internal_error') onFault(error);
  const { status, user, admin } = refusals[code];
  const { enrollmentId, reason } = context;
  audit.record({
    type: 'management.message.refused',
    outcome: 'refused',
    code,
    address: origin.address,
    detail: {
      adminDescription: admin,
      ...(enrollmentId === undefined ? {} : { enrollmentId }),
      ...(reason === undefined ? {} : { reason }),
    },
  });
  const body = { error: 'refused', code, error_description: user, admin_description: admin };
  return { status, contentType: mediaType.json, body: utf8(JSON.stringify(body)) };
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof MdmError) return new Refusal(error.code, { reason: error.message });
  if (error instanceof StoreError && (error.code === 'store_busy' || error.code === 'store_unavailable')) {
    return new Refusal('busy');
  }
  const status = (error as Partial<FastifyError> | undefined)?.statusCode;
  if (status === 413) return new Refusal('body_too_large');
  if (status !== undefined && status >= 400 && status < 500) return new Refusal('body_unreadable');
  return new Refusal('internal_error');
}
