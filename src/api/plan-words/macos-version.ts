/** Versions of macOS, as far as plans depend on them. */

/** Major, minor and patch. */
export type MacosVersion = readonly [major: number, minor: number, patch: number];

/** A version such as `26.1`, or undefined when the text is none. What is missing counts as zero. */
export function parseMacosVersion(text: string): MacosVersion | undefined {
  const found = /^(\d{1,3})(?:\.(\d{1,3}))?(?:\.(\d{1,3}))?$/.exec(text.trim());
  return found === null ? undefined : [Number(found[1]), Number(found[2] ?? 0), Number(found[3] ?? 0)];
}

/** Whether a version is at least another. */
export function isAtLeast(version: MacosVersion, least: MacosVersion): boolean {
  for (const [index, part] of least.entries()) {
    const own = version[index] ?? 0;
    if (own !== part) return own > part;
  }
  return true;
}

/** The newest that this renderer knows the keys of; taken for a Mac whose version is not known. */
export const newestMacos: MacosVersion = [27, 0, 0];
