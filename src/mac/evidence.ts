/** What an act leaves to look at: every message sent and received, taken apart, and what the Mac checked. */
import type { JsonObject } from '#protocol/encoding/json.ts';

/** What a message was for. */
export type Purpose =
  | 'associated domains'
  | 'registration sign-in'
  | 'nonce'
  | 'device registration'
  | 'user registration'
  | 'deregistration'
  | 'login'
  | 'refresh'
  | 'key request'
  | 'key exchange'
  | 'JWKS'
  | 'machine information'
  | 'preauthentication'
  | 'web sign-in'
  | 'browser'
  | 'profile'
  | 'SCEP'
  | 'ACME'
  | 'check-in'
  | 'command'
  | 'declarations'
  | 'manifest'
  | 'package';

/** Methods that macOS uses on these paths. */
export type HttpMethod = 'GET' | 'HEAD' | 'POST' | 'PUT';

/** A JWS or JWE taken apart. `claims` of a JWE are what it decrypts to, where the Mac can tell. */
export interface DecodedMessage {
  readonly header: JsonObject;
  readonly claims: JsonObject | undefined;
}

/** One request as it left the Mac. */
export interface SentMessage {
  readonly method: HttpMethod;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Raw body, exactly as sent; empty for GET. */
  readonly body: string;
  /** The signed request inside the body. */
  readonly message: DecodedMessage | undefined;
  /** The embedded assertion inside the signed request. */
  readonly assertion: DecodedMessage | undefined;
}

/** One answer as it came. */
export interface ReceivedMessage {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Header and plaintext of an encrypted response. */
  readonly decrypted: DecodedMessage | undefined;
  /** The id_token inside. */
  readonly idToken: DecodedMessage | undefined;
}

/** One thing that the Mac looked at, as a short sentence, and whether it held. */
export interface Check {
  readonly sentence: string;
  readonly holds: boolean;
}

/** A request with its answer. `received` is undefined when the host could not be reached; `error` then says why. */
export interface Exchange {
  /** Milliseconds since 1970 by this Mac's clock. */
  readonly time: number;
  readonly purpose: Purpose;
  readonly sent: SentMessage;
  readonly received: ReceivedMessage | undefined;
  readonly error: string | undefined;
  readonly checks: readonly Check[];
  /** Names of the quirks that changed this message. */
  readonly quirks: readonly string[];
}

/** What an act led to, and what can be seen of it. */
export interface ActResult<Outcome> {
  readonly outcome: Outcome;
  readonly evidence: readonly Exchange[];
}
