/**
 * Sessions that a Mac's proof began. Their name says which Mac and which login of Platform SSO they hang on; since whatever is
 * given out in a session carries its name, all of it can be held to the Mac without a record of its own.
 */
import { toBase64url } from '#protocol/encoding/base64.ts';
import type { Random } from '#runtime/random.ts';

/** What such a session hangs on. */
export interface MacSession {
  readonly deviceId: string;
  readonly loginId: string;
}

const form = /^mac\.([\w-]+)\.([\w-]+)\.[\w-]+$/;

/** A name for a new session of a Mac. */
export function macSessionName(random: Random, { deviceId, loginId }: MacSession): string {
  return `mac.${deviceId}.${loginId}.${toBase64url(random.bytes(16))}`;
}

/** A name for a session of no Mac. */
export function plainSessionName(random: Random): string {
  return toBase64url(random.bytes(16));
}

/** What a session hangs on, by its name; undefined for one of no Mac. */
export function macSessionOf(name: unknown): MacSession | undefined {
  const [, deviceId, loginId] = typeof name === 'string' ? (form.exec(name) ?? []) : [];
  return deviceId === undefined || loginId === undefined ? undefined : { deviceId, loginId };
}

/** The same, for what the provider has given out: a session itself, or what carries its name. */
export function macSessionOfArtifact(content: Readonly<Record<string, unknown>>): MacSession | undefined {
  return macSessionOf(content['sessionUid'] ?? content['uid']);
}
