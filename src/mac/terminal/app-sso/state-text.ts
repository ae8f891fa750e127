/**
 * The whole text of `app-sso platform -s`: the time, three blocks of JSON, and the tokens.
 * Layout after the one public output (macOS 15.6): one space before `{`, an empty line between blocks, ` (null)` on
 * its own line for a block that is not there.
 */
import type { JsonObject } from '#protocol/encoding/json.ts';
import { isoDate, plainDate } from './dates.ts';
import { foundationJson } from './foundation-json.ts';

/** When the tokens came and when they end, milliseconds since 1970. */
export interface TokenDates {
  readonly receivedAt: number;
  readonly expiresAt: number;
}

/** What is printed. Undefined blocks print ` (null)`. */
export interface PlatformState {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly device: JsonObject | undefined;
  readonly login: JsonObject | undefined;
  readonly user: JsonObject | undefined;
  readonly tokens: TokenDates | undefined;
}

/** The text, ending with an empty line as the tool's does. */
export function platformStateText(state: PlatformState): string {
  return [
    `Time: ${plainDate(state.time)}\n`,
    block('Device Configuration', state.device),
    block('Login Configuration', state.login),
    block('User Configuration', state.user),
    tokensBlock(state.tokens, state.time),
  ].join('\n');
}

function block(title: string, content: JsonObject | undefined): string {
  return `${title}:\n ${content ? foundationJson(content) : '(null)'}\n`;
}

function tokensBlock(tokens: TokenDates | undefined, time: number): string {
  if (!tokens) return 'SSO Tokens:\n (null)\n';
  const verdict = tokens.expiresAt > time ? 'Not Expired' : 'Expired';
  return `SSO Tokens:\nReceived:\n${isoDate(tokens.receivedAt)}\nExpiration:\n${isoDate(tokens.expiresAt)} (${verdict})\n`;
}
