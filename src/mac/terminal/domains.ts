/** What `swcutil show` knows: associations that installed profiles ask for, and what the last look at a domain found. */
import { isJsonObject } from '#protocol/encoding/json.ts';
import type { MacState } from '../mac-state.ts';
import { payloads, texts } from './app-sso/profile-payload.ts';
import type { AssociatedDomain, LogLine } from './terminal-mac.ts';

/** An entry for each domain of each `com.apple.associated-domains` payload. */
export function associatedDomains(state: MacState, log: readonly LogLine[]): readonly AssociatedDomain[] {
  const configurations = state.profiles
    .flatMap(({ content }) => payloads(content))
    .filter((payload) => payload['PayloadType'] === 'com.apple.associated-domains')
    .flatMap((payload) => (Array.isArray(payload['Configuration']) ? payload['Configuration'] : []))
    .filter((item) => isJsonObject(item));
  return configurations.flatMap((configuration) => {
    const application = configuration['ApplicationIdentifier'];
    const applicationIdentifier = typeof application === 'string' ? application : '';
    return texts(configuration['AssociatedDomains']).map((text) => entryOf(text, applicationIdentifier, log));
  });
}

function entryOf(text: string, applicationIdentifier: string, log: readonly LogLine[]): AssociatedDomain {
  const [service = '', rest = ''] = text.split(/:(.*)/s);
  const domain = rest.replace(/\?.*$/, '');
  return { service, domain, applicationIdentifier, ...lastLook(log, domain) };
}

function lastLook(
  log: readonly LogLine[],
  domain: string,
): Pick<AssociatedDomain, 'approved' | 'checkedAt' | 'problem'> {
  const lines = log.filter(({ process }) => process === 'swcd');
  const start = lines.findLastIndex(({ message }) => message.includes(`//${domain}/`));
  if (start === -1) return { approved: false, checkedAt: undefined, problem: undefined };
  const end = lines.findIndex(({ message }, index) => index > start && message.startsWith('Sending '));
  const look = lines.slice(start, end === -1 ? undefined : end);
  const bad = look.find(({ message }) => /^(?:Check failed|No )/.test(message) || /status (?!2)\d/.test(message));
  return { approved: bad === undefined, checkedAt: look[0]?.time, problem: bad?.message };
}
