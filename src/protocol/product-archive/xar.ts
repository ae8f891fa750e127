/**
 * XAR archives, which product archives (.pkg) are: a header, a compressed table of contents in XML, a heap. A signature is over
 * the checksum of the compressed table, which has the checksum of every file. Source: the xar format as `xar(1)` and
 * `pkgutil(1)` write it; MacOS `xar.h`.
 */
import type { DigestName } from '#protocol/crypto.ts';
import { fromAnyBase64 } from '#protocol/encoding/base64.ts';
import { equals, fromHex } from '#protocol/encoding/bytes.ts';
import { type XmlElement, XmlError, childOf, parseXml } from '#protocol/encoding/xml.ts';
import type { ArchivePorts } from './ports.ts';
import { ProductArchiveError } from './product-archive-error.ts';

/** `xar!` */
export const xarMagic = 0x78_61_72_21;
/** Bytes of the header that is read and written. */
export const xarHeaderLength = 28;
const longestTable = 4 * 1024 * 1024;
const longestFile = 512 * 1024 * 1024;
const digests: Readonly<Record<string, DigestName>> = { sha1: 'sha1', sha256: 'sha256', sha512: 'sha512' };
const headerDigests: readonly (DigestName | undefined)[] = [undefined, 'sha1', undefined, 'sha256', 'sha512'];

/** The signature of an archive, not verified. */
export interface XarSignature {
  readonly digest: DigestName;
  /** The compressed table of contents, which is signed. */
  readonly signed: Uint8Array;
  readonly signature: Uint8Array;
  /** DER, the signer's first. */
  readonly certificates: readonly Uint8Array[];
}

/** A file inside. */
export interface XarFile {
  /** With slashes, from the root. */
  readonly path: string;
  /** Its bytes, checked. @throws {ProductArchiveError} `archive_damaged`, `archive_too_large` */
  read(): Uint8Array;
}

/** An archive. */
export interface Xar {
  readonly files: readonly XarFile[];
  readonly signature: XarSignature | undefined;
}

/** Takes an archive apart; the table's checksum is checked. @throws {ProductArchiveError} */
export function parseXar(bytes: Uint8Array, ports: ArchivePorts): Xar {
  const { compressed, heap, digest } = readHeader(bytes);
  const table = ports.compression.inflate(compressed, longestTable);
  if (!table) throw malformed('its table of contents cannot be decompressed');
  const toc = tableOf(table);
  checkTable(toc, compressed, heap, digest, ports);
  const files = toc.children.filter(({ name }) => name === 'file').flatMap((file) => filesOf(file, '', heap, ports));
  return { files, signature: signatureOf(toc, compressed, heap, digest) };
}

function readHeader(bytes: Uint8Array) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length < xarHeaderLength || view.getUint32(0) !== xarMagic) throw malformed('it is no xar archive');
  const headerLength = view.getUint16(4);
  const length = Number(view.getBigUint64(8));
  const digest = headerDigests[view.getUint32(24)];
  const end = headerLength + length;
  if (
    headerLength < xarHeaderLength ||
    view.getUint16(6) !== 1 ||
    !digest ||
    length > longestTable ||
    end > bytes.length
  ) {
    throw malformed('its header is not that of a version 1 archive');
  }
  return { compressed: bytes.subarray(headerLength, end), heap: bytes.subarray(end), digest };
}

function tableOf(table: Uint8Array): XmlElement {
  try {
    const root = parseXml(table);
    const toc = root.name === 'xar' ? childOf(root, 'toc') : undefined;
    if (toc) return toc;
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
  }
  throw malformed('its table of contents is not one');
}

function checkTable(
  toc: XmlElement,
  compressed: Uint8Array,
  heap: Uint8Array,
  digest: DigestName,
  ports: ArchivePorts,
) {
  const checksum = childOf(toc, 'checksum');
  const stored = checksum && slice(heap, numberIn(checksum, 'offset'), numberIn(checksum, 'size'));
  if (!stored || digestNamed(checksum) !== digest) throw malformed('its table has no checksum');
  if (!equals(stored, ports.digests[digest](compressed))) throw damaged('its table of contents was changed');
}

function signatureOf(
  toc: XmlElement,
  signed: Uint8Array,
  heap: Uint8Array,
  digest: DigestName,
): XarSignature | undefined {
  const element = childOf(toc, 'signature');
  if (!element || element.attributes.get('style') !== 'RSA') return undefined;
  const signature = slice(heap, numberIn(element, 'offset'), numberIn(element, 'size'));
  const data = childOf(childOf(element, 'KeyInfo') ?? element, 'X509Data');
  const certificates = (data?.children ?? []).flatMap(({ name, text }) =>
    name === 'X509Certificate' ? [fromAnyBase64(text.replaceAll(/\s/g, ''))] : [],
  );
  if (!signature || !certificates.every((certificate) => certificate !== undefined)) {
    throw malformed('its signature cannot be read');
  }
  return { digest, signed, signature, certificates };
}

function filesOf(element: XmlElement, folder: string, heap: Uint8Array, ports: ArchivePorts): XarFile[] {
  const name = childOf(element, 'name')?.text ?? '';
  if (name === '' || name === '.' || name === '..' || name.includes('/')) throw malformed('a file has no proper name');
  const path = folder === '' ? name : `${folder}/${name}`;
  const inside = element.children.filter((child) => child.name === 'file');
  if (childOf(element, 'type')?.text === 'directory') return inside.flatMap((file) => filesOf(file, path, heap, ports));
  const data = childOf(element, 'data');
  return data ? [{ path, read: () => contentOf(data, heap, ports) }] : [];
}

function contentOf(data: XmlElement, heap: Uint8Array, { compression, digests: hashes }: ArchivePorts): Uint8Array {
  const stored = slice(heap, numberIn(data, 'offset'), numberIn(data, 'length'));
  const size = numberIn(data, 'size');
  if (!stored || size > longestFile) throw new ProductArchiveError('archive_too_large', 'A file inside is too large.');
  const checksum = childOf(data, 'archived-checksum');
  const digest = checksum && digestNamed(checksum);
  if (!checksum || !digest || !/^[0-9a-f]+$/i.test(checksum.text)) throw malformed('a file has no checksum');
  if (!equals(hashes[digest](stored), fromHex(checksum.text.toLowerCase()))) throw damaged('a file inside was changed');
  const encoding = childOf(data, 'encoding')?.attributes.get('style');
  if (encoding === undefined || encoding === 'application/octet-stream') return stored;
  const content = encoding === 'application/x-gzip' ? compression.inflate(stored, size) : undefined;
  if (content?.length !== size) throw malformed('a file inside cannot be decompressed');
  return content;
}

/** Spelled in small or capital letters. */
function digestNamed(checksum: XmlElement): DigestName | undefined {
  return digests[checksum.attributes.get('style')?.toLowerCase() ?? ''];
}

function slice(heap: Uint8Array, offset: number, length: number): Uint8Array | undefined {
  return offset + length <= heap.length ? heap.subarray(offset, offset + length) : undefined;
}

function numberIn(element: XmlElement, name: string): number {
  const text = childOf(element, name)?.text.trim() ?? '';
  if (!/^\d{1,15}$/.test(text)) throw malformed(`its table says no "${name}"`);
  return Number(text);
}

function malformed(why: string): ProductArchiveError {
  return new ProductArchiveError('archive_malformed', `The package cannot be read: ${why}.`);
}

function damaged(why: string): ProductArchiveError {
  return new ProductArchiveError('archive_damaged', `The package is damaged: ${why}.`);
}
