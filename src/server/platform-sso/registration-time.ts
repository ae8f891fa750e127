/** The checks of time and addressee that both registrations share. */
import { MessageError } from '#protocol/platform-sso/message-error.ts';
import type { PlatformSso } from './context.ts';

/** How old a registration may be, in seconds. */
const longestAge = 300;

/** @throws {MessageError} `audience_mismatch`, `request_expired`, `request_from_future` */
export function checkRegistrationTime(
  { settings, clock }: Pick<PlatformSso, 'settings' | 'clock'>,
  message: { readonly audience: string; readonly issuedAt: number },
  endpoint: string,
): void {
  const now = clock.now() / 1000;
  if (message.audience !== endpoint) throw new MessageError('audience_mismatch', 'The "aud" is not this endpoint.');
  if (message.issuedAt + longestAge + settings.leeway <= now)
    throw new MessageError('request_expired', 'The registration is too old.');
  if (message.issuedAt - settings.leeway > now)
    throw new MessageError('request_from_future', 'The registration is from the future.');
}
