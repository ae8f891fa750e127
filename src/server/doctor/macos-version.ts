/** Versions of macOS as texts: which comes first. */
import { isAtLeast, parseMacosVersion } from '#api/plan-words/macos-version.ts';

/** Whether a version such as `15.2.1` is before another; false for what is no version. */
export function isBefore(version: string, other: string): boolean {
  const [left, right] = [parseMacosVersion(version), parseMacosVersion(other)];
  return left !== undefined && right !== undefined && !isAtLeast(left, right);
}
