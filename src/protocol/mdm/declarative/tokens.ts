import { encodeJsonBody, objectMember, parseJsonBody, textMember } from './json-body.ts';

/**
 * Tells a Mac whether its declarations are out of date. Server to Mac, from the endpoint `tokens` and in the Data of the
 * command DeclarativeManagement. Apple, "TokensResponse".
 */
export interface SyncTokens {
  /** When, as `2026-11-23T07:00:00Z`. */
  readonly Timestamp: string;
  /** Changes if and only if the set of declarations does; the same as in the declaration items. */
  readonly DeclarationsToken: string;
}

/** Its JSON. */
export function encodeTokens({ Timestamp, DeclarationsToken }: SyncTokens): Uint8Array {
  return encodeJsonBody({ SyncTokens: { Timestamp, DeclarationsToken } });
}

/** Reads its JSON. @throws {MdmError} `malformed_json` */
export function parseTokens(body: Uint8Array): SyncTokens {
  const tokens = objectMember(parseJsonBody(body), 'SyncTokens');
  return { Timestamp: textMember(tokens, 'Timestamp'), DeclarationsToken: textMember(tokens, 'DeclarationsToken') };
}
