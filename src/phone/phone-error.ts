/** How a phone says that something did not work: the server's code, or one of its own. */
import type { PhoneRefusalCode } from '#api/authenticator-refusals.ts';

/** Of the phone itself. `answer_not_understood`: whatever is there, it is no server of ours, or lies. */
export type PhoneOwnCode =
  | 'offer_address_malformed'
  | 'offer_of_another_server'
  | 'answer_not_understood'
  | 'account_unknown'
  | 'number_malformed'
  | 'codes_missing';

/** What went wrong. The message is for the person. */
export class PhoneError extends Error {
  override readonly name = 'PhoneError';
  readonly code: PhoneRefusalCode | PhoneOwnCode | 'server_failed';
  /** With `number_wrong`. */
  readonly triesLeft: number | undefined;
  /** With `signature_outdated`: the server's clock, in milliseconds since 1970. */
  readonly serverTime: number | undefined;

  constructor(
    code: PhoneError['code'],
    message: string,
    more: { readonly triesLeft?: number | undefined; readonly serverTime?: number | undefined } = {},
  ) {
    super(message);
    this.code = code;
    this.triesLeft = more.triesLeft;
    this.serverTime = more.serverTime;
  }
}
