/** Puts the authenticators together: which sender wakes phones, and where it may send. */
import type { Logger } from 'pino';
import { type AuthenticatorFeature, type AuthenticatorPorts, openAuthenticators } from './authenticator/feature.ts';
import { webPushSender } from './authenticator/push/web-push-sender.ts';

/** What it needs. */
export type AuthenticatorParts = Omit<AuthenticatorPorts, 'pushes' | 'onFault'> & {
  readonly logger: Logger;
  /** Everything is on this computer: push services may be too. */
  readonly isLaboratory: boolean;
};

/** Opens the feature. */
export function authenticatorsOf({
  logger,
  isLaboratory,
  ...ports
}: AuthenticatorParts): Promise<AuthenticatorFeature> {
  // Push services want somebody to turn to (RFC 8292 section 2.1); that of Apple takes no address of this computer for it.
  const contact = `mailto:porchlight@${new URL(ports.issuer).hostname}`;
  return openAuthenticators({
    ...ports,
    pushes: webPushSender({ contact, insecurePrivateAddresses: isLaboratory }),
    onFault: (error) => logger.error({ err: error }, 'a phone could not be woken'),
  });
}
