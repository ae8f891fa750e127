/**
 * The form that carries a signed request to the token endpoint or the key endpoint.
 * Source: Apple, "Creating and validating a login request"; bodies captured from real Macs.
 */
import { type FormFields, appleForm } from '../encoding/form.ts';
import { grantType } from './media-types.ts';
import { MessageError } from './message-error.ts';

/** `1.0` carries logins and refreshes, `2.0` key requests and key exchanges. */
export type PlatformSsoVersion = '1.0' | '2.0';

/** A form with one compact JWS in it. */
export interface TokenRequest {
  readonly version: PlatformSsoVersion;
  readonly jws: string;
  /** The parameter that carried it: `assertion` (SDK 14 and later), `request` (SDK 13), or the configured name. */
  readonly parameter: string;
}

/** Writes the form as macOS does: version, grant type, custom values, then the JWS last and unencoded. */
export function encodeTokenRequest(
  request: TokenRequest,
  customValues: Iterable<readonly [string, string]> = [],
): string {
  const fields = [
    ['platform_sso_version', request.version],
    ['grant_type', grantType.jwtBearer],
    ...customValues,
  ] as const;
  return appleForm(fields, [request.parameter, request.jws]);
}

/**
 * Reads the form. The documentation's table says version `1`, every Mac sends `1.0`: both are read.
 * @throws {MessageError} `missing_parameter`, `unsupported_version`, `unsupported_grant_type`
 */
export function parseTokenRequest(fields: FormFields): TokenRequest {
  const version = versions.get(fields.get('platform_sso_version') ?? '');
  if (!version) throw new MessageError('unsupported_version', 'The form has no known "platform_sso_version".');
  if (fields.get('grant_type') !== grantType.jwtBearer) {
    throw new MessageError('unsupported_grant_type', 'The form\'s "grant_type" is not jwt-bearer.');
  }
  const parameter = fields.has('assertion') ? 'assertion' : 'request';
  const jws = fields.get(parameter);
  if (!jws) throw new MessageError('missing_parameter', 'The form has neither "assertion" nor "request".');
  return { version, jws, parameter };
}

const versions = new Map<string, PlatformSsoVersion>([
  ['1', '1.0'],
  ['1.0', '1.0'],
  ['2', '2.0'],
  ['2.0', '2.0'],
]);
