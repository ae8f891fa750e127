/** The port to Apple's push service. */
import type { PushRequest } from '#protocol/apns/push-request.ts';
import type { PushResponse } from '#protocol/apns/push-response.ts';

/** What authenticates us to the push service. Secret. */
export interface PushIdentity {
  readonly topic: string;
  /** PEM: the push certificate, then what is above it. */
  readonly certificateChainPem: string;
  /** PEM, PKCS #8. */
  readonly keyPem: string;
}

/** What came of a push: Apple's answer, or none. */
export type PushOutcome =
  | { readonly kind: 'answered'; readonly response: PushResponse }
  | { readonly kind: 'unreachable'; readonly reason: string };

/** Sends pushes, each once. */
export interface PushSender {
  send(identity: PushIdentity, request: PushRequest): Promise<PushOutcome>;
  close(): void;
}
