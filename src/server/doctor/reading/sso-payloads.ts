/**
 * Single sign-on payloads of configuration profiles in a text, whole or cut: what each says, and what is wrong with it and
 * between them. Apple: `com.apple.extensiblesso`; Microsoft's numbers 10001 (wrong) and 10002 (several).
 */
import { isPlistDictionary, parsePlist, PlistError, type PlistDictionary } from '#protocol/encoding/plist/plist.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import type { TextLine } from './lines.ts';

/** A payload, with the line that names its type. */
export interface SsoPayload {
  readonly line: TextLine;
  /** Undefined where the text around it is no whole property list. */
  readonly content: PlistDictionary | undefined;
}

/** Something to say of a payload. */
export interface PayloadRemark {
  readonly line: TextLine;
  readonly words: string;
}

const typeName = 'com.apple.extensiblesso';
const typeLine = new RegExp(`<string>${typeName.replaceAll('.', '\\.')}</string>`);
/** Profiles in one text; more are not read. */
const mostProfiles = 20;

/** The payloads in a text. */
export function ssoPayloads(lines: readonly TextLine[]): readonly SsoPayload[] {
  const named = lines.filter(({ text }) => typeLine.test(text));
  if (named.length === 0) return [];
  const contents = profilesIn(lines.map(({ text }) => text).join('\n')).flatMap((profile) => payloadsOf(profile));
  // In their order; where the text is cut there are fewer contents than lines, and nobody can say which is which.
  const isWhole = contents.length === named.length;
  return named.map((line, index) => ({ line, content: isWhole ? contents[index] : undefined }));
}

/** Payloads that lack what macOS needs, or contradict themselves. */
export function brokenPayloads(payloads: readonly SsoPayload[]): readonly PayloadRemark[] {
  return payloads.flatMap(({ line, content }) => {
    if (content === undefined) return [];
    const words = [...missing(content), ...contradictions(content)];
    return words.length === 0 ? [] : [{ line, words: `the payload ${words.join(', and ')}` }];
  });
}

/** Payloads that stand in each other's way: Platform SSO twice, or one address in two. */
export function doubledPayloads(payloads: readonly SsoPayload[]): readonly PayloadRemark[] {
  const known = payloads.filter(({ content }) => content !== undefined);
  if (known.length < payloads.length) {
    return payloads.length > 1 ? payloads.map(({ line }) => ({ line, words: line.text.trim() })) : [];
  }
  const withPlatform = known.filter(({ content }) => content !== undefined && Object.hasOwn(content, 'PlatformSSO'));
  if (withPlatform.length > 1) return withPlatform.map(({ line }) => ({ line, words: 'the payload has PlatformSSO' }));
  const holders = new Map<string, SsoPayload[]>();
  for (const payload of known) {
    for (const url of new Set(urlsOf(payload.content).map((one) => one.toLowerCase()))) {
      holders.set(url, [...(holders.get(url) ?? []), payload]);
    }
  }
  const taken = [...holders].find(([, held]) => held.length > 1);
  return taken ? taken[1].map(({ line }) => ({ line, words: `the payload has the URL ${taken[0]}` })) : [];
}

function profilesIn(text: string): readonly PlistDictionary[] {
  const found = text.split('<plist').slice(1, 1 + mostProfiles);
  return found.flatMap((part) => {
    const end = part.indexOf('</plist>');
    const value = end < 0 ? undefined : read(`<plist${part.slice(0, end)}</plist>`);
    return value === undefined ? [] : [value];
  });
}

function read(text: string): PlistDictionary | undefined {
  try {
    const value = parsePlist(utf8(text));
    return isPlistDictionary(value) ? value : undefined;
  } catch (error) {
    if (error instanceof PlistError) return undefined;
    throw error;
  }
}

function payloadsOf(profile: PlistDictionary): readonly PlistDictionary[] {
  const content = Object.hasOwn(profile, 'PayloadContent') ? profile['PayloadContent'] : undefined;
  const all = Array.isArray(content) ? content : [profile];
  return all.filter((one): one is PlistDictionary => isPlistDictionary(one) && textIn(one, 'PayloadType') === typeName);
}

function missing(content: PlistDictionary): readonly string[] {
  const type = textIn(content, 'Type');
  const needed = ['ExtensionIdentifier', 'TeamIdentifier', 'Type', type === 'Credential' ? 'Realm' : 'URLs'];
  // Apple's own extension has no team.
  const isApples = textIn(content, 'ExtensionIdentifier')?.startsWith('com.apple.') === true;
  return needed
    .filter((key) => !Object.hasOwn(content, key) && !(isApples && key === 'TeamIdentifier'))
    .map((key) => `lacks ${key}`);
}

function contradictions(content: PlistDictionary): readonly string[] {
  const isCredential = textIn(content, 'Type') === 'Credential';
  const platform = Object.hasOwn(content, 'PlatformSSO') ? content['PlatformSSO'] : undefined;
  const hasMethod =
    platform !== undefined && isPlistDictionary(platform) && textIn(platform, 'AuthenticationMethod') !== undefined;
  const wrong = urlsOf(content).filter((url) => !/^https?:\/\/[^\s?#]+$/i.test(url));
  return [
    ...(isCredential && platform !== undefined ? ['has Platform SSO with the type Credential'] : []),
    ...(platform !== undefined && !hasMethod ? ['has Platform SSO without AuthenticationMethod'] : []),
    ...wrong.slice(0, 2).map((url) => `has the URL ${url.slice(0, 80)}, which is no prefix of an address`),
  ];
}

function urlsOf(content: PlistDictionary | undefined): readonly string[] {
  const urls = content !== undefined && Object.hasOwn(content, 'URLs') ? content['URLs'] : undefined;
  return Array.isArray(urls) ? urls.filter((url): url is string => typeof url === 'string') : [];
}

function textIn(content: PlistDictionary, key: string): string | undefined {
  const value = Object.hasOwn(content, key) ? content[key] : undefined;
  return typeof value === 'string' ? value : undefined;
}
