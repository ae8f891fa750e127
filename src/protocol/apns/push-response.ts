/** What Apple Push Notification service answers. Apple, "Handling notification responses from APNs". */
import { parseJsonObject } from '#protocol/encoding/json.ts';
import { fromUtf8 } from '#protocol/encoding/utf8.ts';

/**
 * What a sender does about an answer: `accepted` nothing more; `retire` the token, unless a newer one came since;
 * `back-off` and try again later; `alert` a person, since every push will fail so, and keep the tokens.
 */
export type PushVerdict = 'accepted' | 'retire' | 'back-off' | 'alert';

/** Every reason Apple names, its status, and what follows. */
export const pushReasons = {
  BadCollapseId: { status: 400, verdict: 'alert' },
  BadDeviceToken: { status: 400, verdict: 'alert' },
  BadExpirationDate: { status: 400, verdict: 'alert' },
  BadMessageId: { status: 400, verdict: 'alert' },
  BadPriority: { status: 400, verdict: 'alert' },
  BadTopic: { status: 400, verdict: 'alert' },
  DeviceTokenNotForTopic: { status: 400, verdict: 'alert' },
  DuplicateHeaders: { status: 400, verdict: 'alert' },
  IdleTimeout: { status: 400, verdict: 'back-off' },
  InvalidPushType: { status: 400, verdict: 'alert' },
  MissingDeviceToken: { status: 400, verdict: 'alert' },
  MissingTopic: { status: 400, verdict: 'alert' },
  PayloadEmpty: { status: 400, verdict: 'alert' },
  TopicDisallowed: { status: 400, verdict: 'alert' },
  BadCertificate: { status: 403, verdict: 'alert' },
  BadCertificateEnvironment: { status: 403, verdict: 'alert' },
  ExpiredProviderToken: { status: 403, verdict: 'alert' },
  Forbidden: { status: 403, verdict: 'alert' },
  InvalidProviderToken: { status: 403, verdict: 'alert' },
  MissingProviderToken: { status: 403, verdict: 'alert' },
  BadPath: { status: 404, verdict: 'alert' },
  MethodNotAllowed: { status: 405, verdict: 'alert' },
  ExpiredToken: { status: 410, verdict: 'retire' },
  Unregistered: { status: 410, verdict: 'retire' },
  PayloadTooLarge: { status: 413, verdict: 'alert' },
  TooManyProviderTokenUpdates: { status: 429, verdict: 'back-off' },
  TooManyRequests: { status: 429, verdict: 'back-off' },
  InternalServerError: { status: 500, verdict: 'back-off' },
  ServiceUnavailable: { status: 503, verdict: 'back-off' },
  Shutdown: { status: 503, verdict: 'back-off' },
} as const satisfies Readonly<Record<string, { status: number; verdict: PushVerdict }>>;

/** A reason of the table. */
export type PushReason = keyof typeof pushReasons;

/** An answer, read. */
export interface PushResponse {
  readonly status: number;
  readonly verdict: PushVerdict;
  /** As Apple wrote it; undefined when the body named none. */
  readonly reason: string | undefined;
  /** 410 only: milliseconds since 1970 at which the token stopped being good. */
  readonly timestamp: number | undefined;
}

/** Reads an answer. The status decides, since new reasons may come; a body that cannot be read is no reason. */
export function readPushResponse(status: number, body: Uint8Array): PushResponse {
  const object = parseJsonObject(fromUtf8(body) ?? '');
  const { reason, timestamp } = object ?? {};
  const named = typeof reason === 'string' ? reason : undefined;
  return {
    status,
    verdict: verdictOf(status, named),
    reason: named,
    timestamp: typeof timestamp === 'number' ? timestamp : undefined,
  };
}

function verdictOf(status: number, reason: string | undefined): PushVerdict {
  if (status === 200) return 'accepted';
  if (reason !== undefined && Object.hasOwn(pushReasons, reason)) {
    const known = pushReasons[reason as PushReason];
    if (known.status === status) return known.verdict;
  }
  if (status === 410) return 'retire';
  return status === 429 || status >= 500 ? 'back-off' : 'alert';
}

/** The body of an answer other than 200. */
export function pushErrorBody(reason: PushReason, timestamp?: number): string {
  return JSON.stringify(timestamp === undefined ? { reason } : { reason, timestamp });
}
