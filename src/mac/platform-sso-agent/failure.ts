/** Why a Platform SSO request came to nothing: one code per check of the protocol sheet. */

/** Stable codes. */
export type PlatformSsoFailureCode =
  // the way to the identity provider
  | 'offline'
  | 'unreachable'
  | 'answer-lost'
  | 'root-not-built-in'
  | 'redirected'
  | 'wrong-credential'
  | 'refused-by-identity-provider'
  // the extension's window
  | 'window-closed'
  | 'sign-in-refused'
  // nonce
  | 'nonce-missing'
  // what the Mac itself lacks
  | 'configuration-incomplete'
  | 'key-missing'
  | 'refresh-token-missing'
  | 'smart-card-unavailable'
  | 'predicate-malformed'
  // JWE of the response
  | 'response-malformed'
  | 'response-epk-malformed'
  | 'response-own-apv'
  | 'response-algorithm'
  | 'response-apu-missing'
  | 'response-apu-mismatch'
  | 'response-point-not-on-curve'
  | 'response-undecryptable'
  | 'response-claims'
  // id_token
  | 'id-token-malformed'
  | 'id-token-kid-missing'
  | 'id-token-kid-unknown'
  | 'id-token-algorithm'
  | 'id-token-untrusted-certificate'
  | 'id-token-signature'
  | 'id-token-nonce'
  | 'id-token-issuer'
  | 'id-token-audience'
  | 'id-token-authorized-party'
  | 'id-token-issued-at'
  | 'id-token-expired'
  | 'id-token-not-before'
  | 'id-token-subject'
  | 'jwks-unavailable'
  // web sign-in (macOS 27)
  | 'web-login-not-configured'
  | 'preauthentication-malformed'
  | 'web-host-not-allowed'
  | 'web-login-cancelled'
  | 'web-login-failed'
  | 'web-callback-state'
  | 'web-callback-code'
  // key service
  | 'key-response-time'
  | 'key-certificate-malformed'
  | 'key-certificate-key'
  | 'key-exchange-malformed'
  | 'key-exchange-mismatch';

/** A request that failed. The sentence names what was wrong; it never holds a secret. */
export interface PlatformSsoFailure {
  readonly code: PlatformSsoFailureCode;
  readonly sentence: string;
  /** The HTTP status, when there was an answer. */
  readonly status: number | undefined;
  /** `code`, `error` and `error_description` of the answer's JSON, when it had them. */
  readonly serverCode: string | undefined;
  readonly serverSentence: string | undefined;
}

/** Thrown inside the agent when a check does not hold; acts turn it into an outcome. */
export class PlatformSsoError extends Error {
  override readonly name = 'PlatformSsoError';
  readonly code: PlatformSsoFailureCode;
  readonly failure: PlatformSsoFailure;

  constructor(code: PlatformSsoFailureCode, sentence: string, answer: Partial<PlatformSsoFailure> = {}) {
    super(sentence);
    this.code = code;
    this.failure = { status: undefined, serverCode: undefined, serverSentence: undefined, ...answer, code, sentence };
  }
}

/** A result or the failure that prevented it. */
export type Attempt<Value> =
  | { readonly kind: 'success'; readonly value: Value }
  | { readonly kind: 'failure'; readonly failure: PlatformSsoFailure };

/** Runs a step and turns a {@link PlatformSsoError} into a value; every other error is thrown on. */
export async function attempt<Value>(step: () => Promise<Value>): Promise<Attempt<Value>> {
  try {
    return { kind: 'success', value: await step() };
  } catch (error) {
    if (error instanceof PlatformSsoError) return { kind: 'failure', failure: error.failure };
    throw error;
  }
}

/** The result, or undefined where the network let it down; every other error is thrown on. */
export async function inReach<Value>(step: () => Promise<Value>): Promise<Value | undefined> {
  const tried = await attempt(step);
  return tried.kind === 'success' ? tried.value : undefined;
}
