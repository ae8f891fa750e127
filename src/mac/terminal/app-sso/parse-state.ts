/**
 * Reads the text of `app-sso platform -s`, of a virtual Mac or a real one, so that scripts ask for a member rather than
 * match a line. Forgiving about white space and about blocks it does not know, strict about what it returns.
 */
import { type JsonObject, parseJsonObject } from '#protocol/encoding/json.ts';

/** What was read. A block is undefined when it printed `(null)` or is not there. Dates are milliseconds since 1970. */
export interface ParsedPlatformState {
  readonly time: number | undefined;
  readonly device: JsonObject | undefined;
  readonly login: JsonObject | undefined;
  readonly user: JsonObject | undefined;
  readonly tokens: { readonly receivedAt: number; readonly expiresAt: number; readonly expired: boolean } | undefined;
}

/** The text is not the output of `app-sso platform -s`. */
export class AppSsoStateError extends Error {
  override readonly name = 'AppSsoStateError';
  readonly code: 'not_app_sso_output' | 'malformed_block';

  constructor(code: AppSsoStateError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/** @throws {AppSsoStateError} `not_app_sso_output` without any of the headings, `malformed_block` for broken JSON */
export function parseAppSsoState(text: string): ParsedPlatformState {
  const sections = splitSections(text.replaceAll('\r\n', '\n'));
  if (sections.size === 0) {
    throw new AppSsoStateError('not_app_sso_output', 'The text has none of the headings of "app-sso platform -s".');
  }
  return {
    time: parseTime(text),
    device: parseBlock(sections, 'Device Configuration'),
    login: parseBlock(sections, 'Login Configuration'),
    user: parseBlock(sections, 'User Configuration'),
    tokens: parseTokens(sections.get('SSO Tokens') ?? ''),
  };
}

/** Whether the state says that this person's registration works: the user's state, not the device's flag, is the truth. */
export function isRegistered(state: ParsedPlatformState): boolean {
  return state.device?.['registrationCompleted'] === true && state.user?.['state'] === 'POUserStateNormal (0)';
}

const headings = ['Device Configuration', 'Login Configuration', 'User Configuration', 'SSO Tokens'];

function splitSections(text: string): Map<string, string> {
  const sections = new Map<string, string>();
  let current: string | undefined;
  for (const line of text.split('\n')) {
    const heading = headings.find((name) => line.trimEnd() === `${name}:`);
    if (heading) {
      current = heading;
      sections.set(heading, '');
    } else if (current) {
      sections.set(current, `${sections.get(current) ?? ''}${line}\n`);
    }
  }
  return sections;
}

function parseBlock(sections: ReadonlyMap<string, string>, heading: string): JsonObject | undefined {
  const text = sections.get(heading)?.trim();
  if (text === undefined || text === '' || text === '(null)') return undefined;
  const json = parseJsonObject(text);
  if (!json) throw new AppSsoStateError('malformed_block', `The block "${heading}" is not a JSON object.`);
  return json;
}

function parseTime(text: string): number | undefined {
  const found = /^Time: (\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2}) \+0000/m.exec(text);
  return found ? Date.parse(`${found[1]}T${found[2]}Z`) : undefined;
}

function parseTokens(text: string): ParsedPlatformState['tokens'] {
  const found = /Received:\s*(\S+Z)\s+Expiration:\s*(\S+Z) \((Not Expired|Expired)\)/.exec(text);
  if (!found) return undefined;
  const [, received = '', expires = '', verdict] = found;
  return { receivedAt: Date.parse(received), expiresAt: Date.parse(expires), expired: verdict === 'Expired' };
}
