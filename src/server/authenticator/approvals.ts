/**
 * Approvals checked again, from the audit chain alone: each by the key that its phone was enrolled with, whether the phone is
 * still here or not. Together with the chain's own check this shows what people approved, and that nobody made it up.
 */
import { z } from 'zod';
import { JoseError } from '#protocol/jose/error.ts';
import { hasValidSignature, parseJws } from '#protocol/jose/jws.ts';
import { KeyError } from '#protocol/crypto.ts';
import { fromBase64url } from '#protocol/encoding/base64.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import type { Audit, AuditRecord } from '#server/audit/audit.ts';

/** What is wrong with an approval. */
export type ApprovalFault = 'key-unknown' | 'signature-invalid' | 'context-differs';

/** What checking has shown. */
export interface ApprovalVerification {
  readonly approvals: number;
  readonly faults: readonly { readonly sequence: number; readonly fault: ApprovalFault }[];
}

const page = 500;
const enrolledDetail = z.object({ authenticator: z.string(), key: z.string() });
const approvedDetail = z.object({ authenticator: z.string(), request: z.string(), jws: z.string() });

/** Checks every approval that the chain holds. */
export async function verifyApprovals(audit: Pick<Audit, 'list'>): Promise<ApprovalVerification> {
  const keys = new Map<string, { readonly key: string; readonly userId: string | undefined }>();
  for await (const { event } of eventsOf(audit, 'authenticator.enrolled')) {
    const { success, data } = enrolledDetail.safeParse(event.detail);
    if (success) keys.set(data.authenticator, { key: data.key, userId: event.userId });
  }
  let approvals = 0;
  const faults: { sequence: number; fault: ApprovalFault }[] = [];
  for await (const record of eventsOf(audit, 'authenticator.request.approved')) {
    approvals += 1;
    const fault = faultOf(record, keys);
    if (fault !== undefined) faults.push({ sequence: record.sequence, fault });
  }
  return { approvals, faults };
}

type Keys = ReadonlyMap<string, { readonly key: string; readonly userId: string | undefined }>;

function faultOf({ event }: AuditRecord, keys: Keys): ApprovalFault | undefined {
  const { success, data } = approvedDetail.safeParse(event.detail);
  if (!success) return 'context-differs';
  const enrolled = keys.get(data.authenticator);
  const point = enrolled && fromBase64url(enrolled.key);
  if (enrolled === undefined || point === undefined) return 'key-unknown';
  try {
    const jws = parseJws(data.jws);
    if (!hasValidSignature(jws, nodeCrypto.p256(point))) return 'signature-invalid';
    const { claims, header } = jws;
    const isSame =
      header['kid'] === data.authenticator &&
      claims['request'] === data.request &&
      claims['decision'] === 'approve' &&
      claims['sub'] === event.userId &&
      enrolled.userId === event.userId;
    return isSame ? undefined : 'context-differs';
  } catch (error) {
    if (error instanceof JoseError || error instanceof KeyError) return 'signature-invalid';
    throw error;
  }
}

async function* eventsOf(audit: Pick<Audit, 'list'>, type: string): AsyncGenerator<AuditRecord> {
  let after = 0;
  for (;;) {
    const records = await audit.list({ type, after, limit: page });
    yield* records;
    const last = records.at(-1);
    if (last === undefined || records.length < page) return;
    after = last.sequence;
  }
}
