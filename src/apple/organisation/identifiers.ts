/** Identifiers of simulated Apple's own making. */
import { toHex } from '#protocol/encoding/bytes.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import type { Random } from '#runtime/random.ts';

/** A random UUID (RFC 9562 version 4) in capitals. */
export function uuidFrom(random: Random): string {
  const bytes = random.bytes(16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = toHex(bytes).toUpperCase();
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** The identifier of an enrollment profile: made from its content, 32 capitals and digits, as Apple's are. */
export function profileUuid(serverId: string, content: string): string {
  return toHex(nodeCrypto.sha256(utf8(`${serverId}\n${content}`)))
    .slice(0, 32)
    .toUpperCase();
}
