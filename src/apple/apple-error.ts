/** What an act of the organisation's administrator at simulated Apple is refused for. */
export type AppleErrorCode =
  | 'apple_server_unknown'
  | 'apple_device_unknown'
  | 'apple_device_exists'
  | 'apple_certificate_malformed'
  | 'apple_fault_unknown'
  | 'apple_act_unknown';

/** An act that is refused. */
export class AppleError extends Error {
  override readonly name = 'AppleError';
  readonly code: AppleErrorCode;

  constructor(code: AppleErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
