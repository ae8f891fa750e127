/** Versions of macOS as texts: which comes first. */

/** Whether a version such as `15.2.1` is before another; false for what is no version. */
export function isBefore(version: string, other: string): boolean {
  const [left, right] = [partsOf(version), partsOf(other)];
  if (left === undefined || right === undefined) return false;
  for (const [index, part] of right.entries()) {
    const own = left[index] ?? 0;
    if (own !== part) return own < part;
  }
  return false;
}

function partsOf(version: string): readonly number[] | undefined {
  const found = /^(\d{1,3})(?:\.(\d{1,3}))?(?:\.(\d{1,3}))?$/.exec(version.trim());
  return found === null ? undefined : [Number(found[1]), Number(found[2] ?? 0), Number(found[3] ?? 0)];
}
