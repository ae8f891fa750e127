/**
 * Names of a plan's payloads. They follow from the plan's id alone: another identifier or UUID would make every Mac take
 * the profile for a new one, throw its registration away and register again.
 */
import type { Digests } from '#protocol/crypto.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';

/** A payload's stable names. */
export interface PayloadNames {
  readonly PayloadIdentifier: string;
  readonly PayloadUUID: string;
}

/** The names of every payload of a plan. */
export interface PlanIdentity {
  readonly profile: PayloadNames;
  readonly extensibleSso: PayloadNames;
  readonly associatedDomains: PayloadNames;
  /** `Identifier` of the declaration, macOS 27. */
  readonly declaration: string;
}

/** The names that follow from a plan's id, which is a UUID. */
export function planIdentity(planId: string, digests: Pick<Digests, 'sha1'>): PlanIdentity {
  const identifier = `org.porchlight.sign-in.${planId.toLowerCase()}`;
  const names = (part: string): PayloadNames => ({
    PayloadIdentifier: part === '' ? identifier : `${identifier}.${part}`,
    PayloadUUID: nameBasedUuid(planId, part, digests),
  });
  return {
    profile: names(''),
    extensibleSso: names('extensible-sso'),
    associatedDomains: names('associated-domains'),
    declaration: `${identifier}.extensible-sso`,
  };
}

/** A UUID of version 5 (RFC 9562 section 5.5), in upper case as Apple writes them. */
export function nameBasedUuid(namespace: string, name: string, digests: Pick<Digests, 'sha1'>): string {
  const space = Uint8Array.from(namespace.replaceAll('-', '').match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  const bytes = digests.sha1(space, utf8(name)).slice(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5').toUpperCase();
}
