/** Why a configuration profile is refused. The names are stable: tests and logs refer to them. */
export type ConfigurationProfileErrorCode =
  | 'profile_malformed'
  | 'profile_not_a_configuration'
  | 'profile_unsupported_version'
  | 'profile_encrypted'
  | 'profile_bad_scope'
  | 'profile_missing_key'
  | 'profile_wrong_type'
  | 'profile_duplicate_identifier'
  | 'profile_duplicate_uuid';

/** A configuration profile that is refused. The message names the key, and never holds its value, which may be a secret. */
export class ConfigurationProfileError extends Error {
  override readonly name = 'ConfigurationProfileError';
  readonly code: ConfigurationProfileErrorCode;
  /** The key that is missing or wrong. */
  readonly key: string | undefined;

  constructor(code: ConfigurationProfileErrorCode, message: string, key?: string) {
    super(message);
    this.code = code;
    this.key = key;
  }
}
