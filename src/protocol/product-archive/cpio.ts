/** cpio in its portable ASCII form (`odc`), as payloads of component packages are written. Source: POSIX, cpio interchange format. */
import { concat } from '#protocol/encoding/bytes.ts';
import { fromUtf8, utf8 } from '#protocol/encoding/utf8.ts';
import { ProductArchiveError } from './product-archive-error.ts';

/** A file; folders are left out. */
export interface CpioFile {
  readonly path: string;
  readonly content: Uint8Array;
}

const headerLength = 76;
const magic = '070707';
const trailer = 'TRAILER!!!';
const regularFile = 0o100_000;
const typeBits = 0o170_000;

/** The regular files. @throws {ProductArchiveError} `archive_malformed` */
export function parseCpio(bytes: Uint8Array): readonly CpioFile[] {
  const files: CpioFile[] = [];
  for (let at = 0; ; ) {
    const header = fromUtf8(bytes.subarray(at, at + headerLength)) ?? '';
    if (!header.startsWith(magic) || !/^[0-7]{76}$/.test(header)) throw malformed();
    const [mode, nameSize, fileSize] = [octal(header, 18, 6), octal(header, 59, 6), octal(header, 65, 11)];
    const nameEnd = at + headerLength + nameSize;
    const end = nameEnd + fileSize;
    if (nameSize < 1 || end > bytes.length) throw malformed();
    const path = fromUtf8(bytes.subarray(at + headerLength, nameEnd - 1));
    if (path === undefined) throw malformed();
    if (path === trailer) return files;
    if ((mode & typeBits) === regularFile) files.push({ path, content: bytes.subarray(nameEnd, end) });
    at = end;
  }
}

/** An archive of files, as root's, readable by everybody. */
export function encodeCpio(files: readonly CpioFile[]): Uint8Array<ArrayBuffer> {
  const entries = [...files, { path: trailer, content: new Uint8Array() }];
  return concat(
    ...entries.flatMap(({ path, content }, index) => {
      const name = utf8(`${path}\0`);
      const mode = path === trailer ? 0 : regularFile | 0o644;
      const numbers: readonly (readonly [number, number])[] = [
        [0, 6],
        [index + 1, 6],
        [mode, 6],
        [0, 6],
        [0, 6],
        [1, 6],
        [0, 6],
        [0, 11],
        [name.length, 6],
        [content.length, 11],
      ];
      const header = numbers.map(([value, width]) => value.toString(8).padStart(width, '0')).join('');
      return [utf8(`${magic}${header}`), name, content];
    }),
  );
}

function octal(header: string, at: number, width: number): number {
  return Number.parseInt(header.slice(at, at + width), 8);
}

function malformed(): ProductArchiveError {
  return new ProductArchiveError('archive_malformed', 'The payload of the package is no cpio archive.');
}
