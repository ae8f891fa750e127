/** One decision, as whoever took it tells it. Nothing in it is secret: no password, token, key or code. */
export interface AuditEvent {
  /** Feature, thing and what happened: `platform-sso.login.refused`. */
  readonly type: string;
  readonly outcome: 'allowed' | 'refused' | 'changed';
  /** The literal code of the refusal or of the kind of change. */
  readonly code?: string;
  /** Who did it, when that is not the user it is about: an admin's id, `system`. */
  readonly actor?: string;
  readonly userId?: string;
  readonly deviceId?: string;
  /** The network address it came from. */
  readonly address?: string;
  readonly requestId?: string;
  readonly detail?: Readonly<Record<string, string | number | boolean | null>>;
}

/** An event in its place in the chain. */
export interface AuditRecord {
  /** 1 for the first event ever, and one more for each. */
  readonly sequence: number;
  /** When it was decided, in epoch milliseconds. */
  readonly time: number;
  readonly event: AuditEvent;
  /** SHA-256 that covers this event and, through its predecessor's hash, all before it. */
  readonly hash: Uint8Array;
}

/** A stored event that cannot be read back: somebody changed the database. */
export class AuditError extends Error {
  override readonly name = 'AuditError';
  readonly code = 'audit_event_unreadable';

  constructor(sequence: number) {
    super(`Audit event ${sequence} cannot be read. Run porchlight audit verify: somebody changed the database.`);
  }
}

/**
 * The one text of an event: JSON with sorted names and no spaces, as the JSON Canonicalization Scheme (RFC 8785) has it,
 * so that anyone can recompute the chain. Members without a value are left out.
 */
export function encodeAuditEvent(event: AuditEvent): string {
  const { detail, ...members } = event;
  const parts = Object.entries(members).map(([name, value]) => [name, JSON.stringify(value)] as const);
  if (detail !== undefined) parts.push(['detail', encodeDetail(detail)]);
  return joinSorted(parts.filter(([, text]) => text !== undefined));
}

/** Reads the text back; undefined when it is no event of ours. */
export function parseAuditEvent(text: string): AuditEvent | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isAuditEvent(value) && encodeAuditEvent(value) === text ? value : undefined;
  } catch {
    return undefined;
  }
}

function encodeDetail(detail: NonNullable<AuditEvent['detail']>): string {
  return joinSorted(Object.entries(detail).map(([name, value]) => [name, JSON.stringify(value)] as const));
}

/** RFC 8785 section 3.2.3: names in the order of their UTF-16 code units, which is JavaScript's own. */
function joinSorted(members: readonly (readonly [name: string, text: string])[]): string {
  const sorted = members.toSorted(([left], [right]) => (left < right ? -1 : 1));
  return `{${sorted.map(([name, text]) => `${JSON.stringify(name)}:${text}`).join(',')}}`;
}

const textMembers: ReadonlySet<string> = new Set([
  'type',
  'outcome',
  'code',
  'actor',
  'userId',
  'deviceId',
  'address',
  'requestId',
]);

const outcomes: ReadonlySet<unknown> = new Set(['allowed', 'refused', 'changed']);

function isAuditEvent(value: unknown): value is AuditEvent {
  if (!isRecord(value) || typeof value['type'] !== 'string' || !outcomes.has(value['outcome'])) return false;
  return Object.entries(value).every(([name, member]) =>
    name === 'detail' ? isDetail(member) : textMembers.has(name) && typeof member === 'string',
  );
}

function isDetail(value: unknown): boolean {
  return isRecord(value) && Object.values(value).every((member) => member === null || typeof member !== 'object');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
