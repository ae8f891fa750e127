/** Headers of every call to Apple's device services (fact sheet section 1.1). Names in lower case. */

/** The session token: sent with all calls but `/session`; any answer may bring a new one, which replaces it. */
export const sessionHeader = 'x-adm-auth-session';

/** The version of the protocol that the caller speaks. Members of later versions are left out of the answer. */
export const protocolVersionHeader = 'x-server-protocol-version';

/** The newest version that we know: 8 brought `mdm_migration_deadline`, 9 `THROTTLED`, 10 `retry_after_seconds`. */
export const protocolVersion = 10;

/** The media type of requests and answers, as Apple writes it. */
export const deviceServicesMediaType = 'application/json;charset=UTF8';

/** Where Apple's device services are. */
export const appleDeviceServices = 'https://mdmenrollment.apple.com';
