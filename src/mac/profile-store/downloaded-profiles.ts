/**
 * Profiles that a browser has downloaded: they wait in System Settings until the person installs or ignores them. Source: Apple,
 * "Use configuration profiles to standardize settings on Mac computers" (Mac User Guide).
 */
import { fromBase64, toBase64 } from '#protocol/encoding/base64.ts';
import type { MacParts } from '../mac-parts.ts';
import type { DownloadedProfile } from '../mac-state.ts';
import { installMobileconfig } from '../mdm-client/install-mobileconfig.ts';
import type { PlainOutcome, ProfileOutcome } from '../outcomes.ts';
import { readMobileconfig } from './mobileconfig.ts';
import { ProfileError } from './payload-reader.ts';

/** Puts one there, in place of one of the same name. What is no profile is refused at once. */
export function keepDownload(mac: MacParts, fileName: string, bytes: Uint8Array): PlainOutcome {
  try {
    const { content } = readMobileconfig(bytes);
    const kept = { fileName, downloaded: mac.now(), bytes: toBase64(bytes), content };
    mac.state.downloadedProfiles = [...without(mac, fileName), kept];
    return { kind: 'done' };
  } catch (error) {
    if (error instanceof ProfileError) return { kind: 'refused', reason: error.code, sentence: error.message };
    throw error;
  }
}

/** Installs one; it waits no more then. A refused one still does. */
export async function installDownload(mac: MacParts, fileName: string): Promise<ProfileOutcome> {
  const kept = mac.state.downloadedProfiles?.find((profile) => profile.fileName === fileName);
  const bytes = kept && fromBase64(kept.bytes);
  if (!bytes) return { kind: 'refused', code: 'no_such_download', sentence: 'This profile is not there any more.' };
  const outcome = await installMobileconfig(mac, bytes, 'person');
  if (outcome.kind === 'installed') ignoreDownload(mac, fileName);
  return outcome;
}

/** Takes one away. */
export function ignoreDownload(mac: MacParts, fileName: string): PlainOutcome {
  mac.state.downloadedProfiles = without(mac, fileName);
  return { kind: 'done' };
}

function without({ state }: MacParts, fileName: string): readonly DownloadedProfile[] {
  return (state.downloadedProfiles ?? []).filter((profile) => profile.fileName !== fileName);
}
