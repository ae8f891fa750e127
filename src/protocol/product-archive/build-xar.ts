/** Writing XAR archives: what `parseXar` reads, in the layout of `xar(1)`. */
import type { MessageSigner } from '#protocol/crypto.ts';
import { toBase64 } from '#protocol/encoding/base64.ts';
import { concat, toHex } from '#protocol/encoding/bytes.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { escapeXml } from '#protocol/encoding/xml.ts';
import type { ArchivePorts } from './ports.ts';
import { xarHeaderLength, xarMagic } from './xar.ts';

/** A file to put in; its path has slashes for folders. */
export interface XarContent {
  readonly path: string;
  readonly content: Uint8Array;
}

/** Who signs: an RSA key, and its certificate with those above it, DER. */
export interface XarSigner {
  readonly key: MessageSigner;
  readonly certificates: readonly Uint8Array[];
  /** Length of a signature in bytes: 256 for a key of 2048 bits. */
  readonly signatureLength: number;
}

const checksumLength = 20;

/** The archive. The table is checked by SHA-1, as `productbuild` does. */
export function buildXar(files: readonly XarContent[], signer: XarSigner | undefined, ports: ArchivePorts): Uint8Array {
  const heapStart = checksumLength + (signer?.signatureLength ?? 0);
  const placed = placeFiles(files, heapStart);
  const table = tableText(placed, signer, ports);
  const compressed = ports.compression.deflate(utf8(table));
  const checksum = ports.digests.sha1(compressed);
  const signature = signer?.key.sign('sha1', compressed) ?? new Uint8Array();
  const header = encodeHeader(compressed.length, utf8(table).length);
  return concat(header, compressed, checksum, signature, ...files.map(({ content }) => content));
}

interface PlacedFile extends XarContent {
  readonly offset: number;
}

function placeFiles(files: readonly XarContent[], start: number): readonly PlacedFile[] {
  let offset = start;
  return files.map((file) => {
    const placed = { ...file, offset };
    offset += file.content.length;
    return placed;
  });
}

function encodeHeader(compressed: number, uncompressed: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(xarHeaderLength));
  view.setUint32(0, xarMagic);
  view.setUint16(4, xarHeaderLength);
  view.setUint16(6, 1);
  view.setBigUint64(8, BigInt(compressed));
  view.setBigUint64(16, BigInt(uncompressed));
  view.setUint32(24, 1);
  return new Uint8Array(view.buffer);
}

function tableText(files: readonly PlacedFile[], signer: XarSigner | undefined, ports: ArchivePorts): string {
  const checksum = `<checksum style="sha1"><offset>0</offset><size>${checksumLength}</size></checksum>`;
  const signature = signer === undefined ? '' : signatureText(signer);
  let id = 0;
  const nextId = () => (id += 1);
  const inside = folderText('', files, ports, nextId);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<xar><toc>${checksum}${signature}${inside}</toc></xar>\n`;
}

function signatureText({ certificates, signatureLength }: XarSigner): string {
  const list = certificates.map((one) => `<X509Certificate>${toBase64(one)}</X509Certificate>`).join('');
  return (
    `<signature style="RSA"><offset>${checksumLength}</offset><size>${signatureLength}</size>` +
    `<KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data>${list}</X509Data></KeyInfo></signature>`
  );
}

/** The files of a folder, then its folders, each with what is in it. */
function folderText(folder: string, files: readonly PlacedFile[], ports: ArchivePorts, nextId: () => number): string {
  const inFolder = files.filter(({ path }) => path.startsWith(folder));
  const rest = (path: string) => path.slice(folder.length);
  const here = inFolder.filter(({ path }) => !rest(path).includes('/'));
  const folders = new Set(
    inFolder.flatMap(({ path }) => (rest(path).includes('/') ? [rest(path).split('/', 1)[0] ?? ''] : [])),
  );
  const leaves = here.map((file) => fileText(rest(file.path), file, ports, nextId()));
  const branches = [...folders].map(
    (name) =>
      `<file id="${nextId()}"><name>${escapeXml(name)}</name><type>directory</type>` +
      `${folderText(`${folder}${name}/`, files, ports, nextId)}</file>`,
  );
  return [...leaves, ...branches].join('');
}

function fileText(name: string, { content, offset }: PlacedFile, { digests }: ArchivePorts, id: number): string {
  const digest = toHex(digests.sha1(content));
  return (
    `<file id="${id}"><name>${escapeXml(name)}</name><type>file</type><data>` +
    `<archived-checksum style="sha1">${digest}</archived-checksum>` +
    `<extracted-checksum style="sha1">${digest}</extracted-checksum>` +
    `<encoding style="application/octet-stream"/>` +
    `<size>${content.length}</size><offset>${offset}</offset><length>${content.length}</length></data></file>`
  );
}
