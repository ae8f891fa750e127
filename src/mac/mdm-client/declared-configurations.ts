/** What declared configurations do on this Mac. A configuration is inert until an activation names it. */
import { type JsonObject, isJsonObject } from '#protocol/encoding/json.ts';
import { installProfile, removeProfile } from '../mac-acts.ts';
import type { MacParts } from '../mac-parts.ts';
import { isAtLeast } from '../macos/versions.ts';
import { ProfileError } from '../profile-store/payload-reader.ts';
import { profileOfDeclaration } from '../profile-store/declared-extensible-sso.ts';
import type { DeclarationState } from './management-state.ts';

const extensibleSso = 'com.apple.configuration.extensible-sso';
/** Kinds that need nothing done. */
const quiet: ReadonlySet<string> = new Set(['com.apple.configuration.management.status-subscriptions']);

/**
 * Applies a set in place of the one before: what is declared no more goes. Says of each declaration how it went, as
 * `management.declarations` of a status report.
 */
export function applyDeclarations(
  mac: MacParts,
  before: DeclarationState,
  { items }: DeclarationState,
): readonly JsonObject[] {
  const active = activated(items);
  for (const identifier of activated(before.items)) if (!active.has(identifier)) removeProfile(mac, identifier);
  const results: JsonObject[] = [];
  for (const [identifier, { kind, serverToken, content }] of Object.entries(items)) {
    const isActive = kind !== 'configuration' || active.has(identifier);
    const problem = kind === 'configuration' && isActive ? apply(mac, content) : undefined;
    results.push({
      kind,
      identifier,
      active: isActive,
      valid: problem === undefined ? 'valid' : 'invalid',
      'server-token': serverToken,
      ...(problem === undefined
        ? {}
        : { reasons: [{ code: 'Error.ConfigurationCannotBeApplied', description: problem }] }),
    });
  }
  return results;
}

function activated(items: DeclarationState['items']): ReadonlySet<string> {
  const names = Object.values(items).flatMap(({ content }): string[] => {
    if (content['Type'] !== 'com.apple.activation.simple') return [];
    const payload = content['Payload'];
    const list = isJsonObject(payload) ? payload['StandardConfigurations'] : undefined;
    return Array.isArray(list) ? list.filter((name) => typeof name === 'string') : [];
  });
  return new Set(names.filter((name) => items[name]?.kind === 'configuration'));
}

/** Why it cannot be applied, or undefined. */
function apply(mac: MacParts, content: JsonObject): string | undefined {
  const { Type: type, Payload: payload, Identifier: identifier } = content;
  if (typeof type !== 'string' || !isJsonObject(payload) || typeof identifier !== 'string') return 'It is malformed.';
  if (quiet.has(type)) return undefined;
  if (type !== extensibleSso) return `This Mac does not know "${type}".`;
  if (!isAtLeast(mac.state.macos, '27.0')) return 'This configuration came with macOS 27.';
  try {
    const outcome = installProfile(mac, profileOfDeclaration(identifier, payload), true);
    return outcome.kind === 'refused' ? outcome.sentence : undefined;
  } catch (error) {
    if (error instanceof ProfileError) return error.message;
    throw error;
  }
}
