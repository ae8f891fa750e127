/**
 * What a SCEP authority can do (RFC 8894 section 3.5.2): one keyword a line, spelled exactly, in any order.
 * Authority to client, `text/plain`.
 */
export type Capability =
  | 'AES'
  | 'DES3'
  | 'GetNextCACert'
  | 'POSTPKIOperation'
  | 'Renewal'
  | 'SHA-1'
  | 'SHA-256'
  | 'SHA-512'
  | 'SCEPStandard'
  | 'Update';

const known: ReadonlySet<string> = new Set<Capability>([
  'AES',
  'DES3',
  'GetNextCACert',
  'POSTPKIOperation',
  'Renewal',
  'SHA-1',
  'SHA-256',
  'SHA-512',
  'SCEPStandard',
  'Update',
]);

/** The answer's text. */
export function encodeCapabilities(capabilities: readonly Capability[]): string {
  return `${capabilities.join('\n')}\n`;
}

/** The keywords that we know of an answer; lines may end in CR LF, and what else stands there is passed over. */
export function parseCapabilities(text: string): ReadonlySet<Capability> {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  return new Set(lines.filter((line): line is Capability => known.has(line)));
}
