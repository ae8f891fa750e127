/**
 * What each macOS does differently for Platform SSO, in one table. Source: Apple's documentation of Platform SSO, by
 * version (13.0, 14.0, 14.4, 15.0, 15.4, 26.0, 27.0).
 */

/** A macOS version that this Mac can play, such as `14.4`. */
export type MacosVersion = (typeof macosVersions)[number];

/** All of them, oldest first. */
export const macosVersions = ['13.0', '14.0', '14.4', '15.0', '15.4', '26.0', '27.0'] as const;
