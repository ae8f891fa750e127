/** Making a product archive of one component, as `pkgbuild` and `productbuild` do. */
import { type PlistDictionary, writeXmlPlist } from '#protocol/encoding/plist/plist.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { escapeXml } from '#protocol/encoding/xml.ts';
import { type XarSigner, buildXar } from './build-xar.ts';
import { encodeCpio } from './cpio.ts';
import type { ArchivePorts } from './ports.ts';

/** What is to be packed. Paths are from the root of the disk, such as `Applications/Example.app`. */
export interface ProductWish {
  /** Of the package, such as `org.example.app.pkg`. */
  readonly identifier: string;
  readonly version: string;
  readonly title: string;
  readonly bundles: readonly { readonly path: string; readonly info: PlistDictionary }[];
  /** A payload of any form, in place of the one that is made. */
  readonly payload?: Uint8Array;
}

/** The archive; without a signer, one that no Mac installs. */
export function buildProductArchive(wish: ProductWish, signer: XarSigner | undefined, ports: ArchivePorts): Uint8Array {
  const component = `${wish.identifier}.pkg`;
  const files = [
    { path: 'Distribution', content: utf8(distribution(wish, component)) },
    { path: `${component}/PackageInfo`, content: utf8(packageInfo(wish)) },
    { path: `${component}/Payload`, content: wish.payload ?? ports.compression.gzip(payloadOf(wish)) },
  ];
  return buildXar(files, signer, ports);
}

function payloadOf({ bundles }: ProductWish): Uint8Array {
  return encodeCpio(
    bundles.map(({ path, info }) => ({ path: `./${path}/Contents/Info.plist`, content: writeXmlPlist(info) })),
  );
}

function distribution({ identifier, version, title }: ProductWish, component: string): string {
  const id = escapeXml(identifier);
  return (
    `<?xml version="1.0" encoding="utf-8"?>\n<installer-gui-script minSpecVersion="1">\n` +
    `    <title>${escapeXml(title)}</title>\n    <options customize="never" require-scripts="false"/>\n` +
    `    <choices-outline><line choice="default"><line choice="${id}"/></line></choices-outline>\n` +
    `    <choice id="default"/>\n    <choice id="${id}" visible="false"><pkg-ref id="${id}"/></choice>\n` +
    `    <pkg-ref id="${id}" version="${escapeXml(version)}" onConclusion="none">#${escapeXml(component)}</pkg-ref>\n` +
    `</installer-gui-script>\n`
  );
}

function packageInfo({ identifier, version, bundles }: ProductWish): string {
  const list = bundles.map(({ path, info }) => {
    const named = (['CFBundleShortVersionString', 'CFBundleVersion'] as const).flatMap((key) =>
      info[key] === undefined ? [] : [` ${key}="${escapeXml(text(info, key))}"`],
    );
    const id = escapeXml(text(info, 'CFBundleIdentifier'));
    return `    <bundle path="./${escapeXml(path)}" id="${id}"${named.join('')}/>\n`;
  });
  return (
    `<?xml version="1.0" encoding="utf-8"?>\n<pkg-info format-version="2" identifier="${escapeXml(identifier)}" ` +
    `version="${escapeXml(version)}" install-location="/" auth="root">\n${list.join('')}</pkg-info>\n`
  );
}

function text(info: PlistDictionary, key: string): string {
  const value = info[key];
  return typeof value === 'string' ? value : '';
}
