import { fromBase64, toBase64 } from './base64.ts';

/** Thrown for text that is not PEM, or has no block of the wanted label. */
export class PemError extends Error {
  override readonly name = 'PemError';
  readonly code: 'pem_missing_block' | 'pem_bad_base64';

  constructor(code: PemError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/** PEM text (RFC 7468) of one block, lines of 64 characters, newline at the end. `label` as `CERTIFICATE`. */
export function encodePem(label: string, der: Uint8Array): string {
  const lines = toBase64(der).match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.map((line) => `${line}\n`).join('')}-----END ${label}-----\n`;
}

/**
 * The contents of all blocks of a label, in order; text around them and other labels are passed over. An empty list is an
 * answer. Throws PemError `pem_bad_base64`.
 */
export function decodePemBlocks(label: string, text: string): Uint8Array<ArrayBuffer>[] {
  const begin = `-----BEGIN ${label}-----`;
  const end = `-----END ${label}-----`;
  const blocks: Uint8Array<ArrayBuffer>[] = [];
  let at = text.indexOf(begin);
  while (at >= 0) {
    const stop = text.indexOf(end, at);
    const body = stop < 0 ? '' : text.slice(at + begin.length, stop).replace(/\s+/g, '');
    const bytes = fromBase64(body);
    if (stop < 0 || bytes === undefined) throw new PemError('pem_bad_base64', `a ${label} block is damaged`);
    blocks.push(bytes);
    at = text.indexOf(begin, stop);
  }
  return blocks;
}

/** The first block of a label. Throws PemError `pem_missing_block` or `pem_bad_base64`. */
export function decodePem(label: string, text: string): Uint8Array<ArrayBuffer> {
  const [first] = decodePemBlocks(label, text);
  if (first === undefined) throw new PemError('pem_missing_block', `there is no ${label} block`);
  return first;
}
