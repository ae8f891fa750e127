import type { PlistDictionary } from '#protocol/encoding/plist/plist.ts';
import { encodeDictionary, parseDictionary } from '../message.ts';
import {
  identifier,
  integer,
  listOf,
  oneOf,
  optional,
  readShape,
  record,
  type Shaped,
  text,
  writeShape,
} from '../shape.ts';

const asset = {
  kind: identifier,
  url: identifier,
  /** Bytes that each hash covers; the file's length where there is one hash. */
  'sha256-size': optional(integer),
  /** Lower-case hexadecimal, one a chunk. */
  sha256s: optional(listOf(text)),
  'md5-size': optional(integer),
  md5s: optional(listOf(text)),
};

const metadata = {
  kind: oneOf('software'),
  'bundle-identifier': identifier,
  'bundle-version': text,
  title: text,
  subtitle: optional(text),
};

const shape = {
  items: listOf(record({ assets: listOf(record(asset)), metadata: optional(record(metadata)) })),
};

/**
 * Where a package is and what its bytes hash to. Server to Mac, inline or by URL. Apple, "ManifestURL": Apple asks for
 * metadata, and Macs install without.
 */
export type ApplicationManifest = Shaped<typeof shape>;

/** The manifest of one package with one hash over the whole file. */
export function manifestOf(file: {
  readonly url: string;
  /** Bytes. */
  readonly size: number;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
  /** The same, for clients that know no SHA-256. */
  readonly md5?: string;
  readonly bundleIdentifier: string;
  readonly bundleVersion: string;
  readonly title: string;
}): ApplicationManifest {
  const { url, size, sha256, md5 } = file;
  const legacy = md5 === undefined ? {} : { 'md5-size': size, md5s: [md5] };
  return {
    items: [
      {
        assets: [{ kind: 'software-package', url, 'sha256-size': size, sha256s: [sha256], ...legacy }],
        metadata: {
          kind: 'software',
          'bundle-identifier': file.bundleIdentifier,
          'bundle-version': file.bundleVersion,
          title: file.title,
        },
      },
    ],
  };
}

/** The manifest as a dictionary, for a command's `Manifest`. */
export function buildManifest(manifest: ApplicationManifest): PlistDictionary {
  return writeShape(manifest, shape);
}

/** The bytes of the manifest's own file. */
export function encodeManifest(manifest: ApplicationManifest): Uint8Array {
  return encodeDictionary(buildManifest(manifest));
}

/** Reads a dictionary. @throws {MdmError} `missing_key`, `malformed_key` */
export function readManifest(dictionary: PlistDictionary): ApplicationManifest {
  return readShape(dictionary, shape);
}

/** Reads a file. @throws {MdmError} as `readManifest`, `malformed_plist`, `not_a_dictionary` */
export function parseManifest(body: Uint8Array): ApplicationManifest {
  return readManifest(parseDictionary(body));
}
