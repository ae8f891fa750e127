/**
 * Installing a package that MDM or Setup Assistant names: manifest, HEAD and GET of the package, its hashes, its signature, then
 * the application and its extensions. Source: Apple, InstallEnterpriseApplication and ManifestURL.
 */
import { isPlistDictionary, parsePlist, PlistError } from '#protocol/encoding/plist/plist.ts';
import type { JsonObject } from '#protocol/encoding/json.ts';
import type { MacParts } from '../mac-parts.ts';
import type { PendingPackage } from '../mdm-client/management-state.ts';
import { PlatformSsoError } from '../platform-sso-agent/failure.ts';
import { jsonOf } from '../profile-store/mobileconfig.ts';
import { type Answer, exchange, systemHeaders } from '../transport.ts';
import { hasHashes } from './chunk-hashes.ts';
import { type PackageAsset, packageAsset } from './manifest.ts';
import { type PackageOutcome, refused } from './package-outcome.ts';
import { unpack } from './unpack.ts';

/** Downloads and installs. */
export async function installPackage(mac: MacParts, wanted: PendingPackage): Promise<PackageOutcome> {
  try {
    const manifest = typeof wanted.source === 'string' ? await fetchManifest(mac, wanted.source) : wanted.source;
    if (!manifest) return refused('manifest_unavailable', 'The manifest of the package cannot be had.');
    const asset = packageAsset(manifest);
    if (!asset) return refused('manifest_malformed', 'The manifest names no package with its hashes.');
    const bytes = await download(mac, asset);
    if (!bytes) return refused('package_unavailable', 'The package cannot be downloaded.');
    if (!hasHashes(bytes, asset)) return refused('package_hash_wrong', 'The package is not the one of the manifest.');
    return unpack(mac, bytes, wanted);
  } catch (error) {
    if (error instanceof PlatformSsoError) return refused('package_unavailable', error.message);
    throw error;
  }
}

async function fetchManifest(mac: MacParts, url: string): Promise<JsonObject | undefined> {
  const answer = await get(mac, 'manifest', 'GET', url);
  if (answer.status !== 200) return undefined;
  try {
    const value = parsePlist(answer.bytes);
    return isPlistDictionary(value) ? jsonOf(value) : undefined;
  } catch (error) {
    if (error instanceof PlistError) return undefined;
    throw error;
  }
}

/** The downloader asks with HEAD first, and takes what it then gets only in the length that was announced. */
async function download(mac: MacParts, { url }: PackageAsset): Promise<Uint8Array | undefined> {
  const head = await get(mac, 'package', 'HEAD', url);
  if (head.status !== 200) return undefined;
  const answer = await get(mac, 'package', 'GET', url);
  const announced = head.headers['content-length'];
  const isWhole = announced === undefined || Number(announced) === answer.bytes.length;
  return answer.status === 200 && isWhole ? answer.bytes : undefined;
}

function get(mac: MacParts, purpose: 'manifest' | 'package', method: 'GET' | 'HEAD', url: string): Promise<Answer> {
  const headers = { Accept: '*/*', ...systemHeaders(mac, 'appstoreagent') };
  return exchange(mac, { purpose, method, url, headers, mayRedirect: true, anyRoot: true });
}
