/** How Safari names itself: the version that came with the macOS, and a macOS that it stopped counting at. */
import type { MacosVersion } from '../macos/versions.ts';

/** `User-Agent`. */
export function safariAgent(macos: MacosVersion): string {
  return `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/${versions[macos]} Safari/605.1.15`;
}

const versions: Readonly<Record<MacosVersion, string>> = {
  '13.0': '16.1',
  '14.0': '17.0',
  '14.4': '17.4',
  '15.0': '18.0',
  '15.4': '18.4',
  '26.0': '26.0',
  '27.0': '27.0',
};
