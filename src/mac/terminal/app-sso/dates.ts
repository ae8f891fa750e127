/** The two ways in which `app-sso platform -s` writes a date. Milliseconds since 1970 in, UTC out, whole seconds. */

/** `2026-04-25T09:41:29Z`, inside the blocks. */
export function isoDate(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}

/** `2026-04-25 09:41:29 +0000`, in the first line. */
export function plainDate(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19).replace('T', ' ')} +0000`;
}
