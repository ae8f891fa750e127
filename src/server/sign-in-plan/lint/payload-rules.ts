/** Rules about the payload itself: whether macOS would take it, and whether it is the only one. */
import type { Found, Rule } from './rule.ts';
import { when } from './rule.ts';

function identifiers({ application }: Parameters<Rule>[0]): readonly Found[] {
  const { teamIdentifier: team, bundleIdentifier, extensionIdentifier } = application;
  return [
    ...when(team === '', 'team_identifier_missing', 'application.teamIdentifier'),
    ...when(team !== '' && !/^[A-Z0-9]{10}$/.test(team), 'team_identifier_malformed', 'application.teamIdentifier'),
    ...when(
      !extensionIdentifier.startsWith(`${bundleIdentifier}.`),
      'extension_outside_application',
      'application.extensionIdentifier',
    ),
  ];
}

const urls: Rule = (plan, { issuer }) => {
  const keys = plan.urls.map(urlKey);
  return [
    ...when(plan.urls.length === 0, 'urls_missing', 'urls'),
    ...plan.urls.flatMap((url, index): readonly Found[] => {
      const key = keys[index];
      if (key === undefined) return [['url_malformed', `urls.${index}`]];
      return [
        ...when(keys.indexOf(key) < index, 'url_duplicate', `urls.${index}`),
        ...when(/^http:/i.test(url), 'url_not_encrypted', `urls.${index}`),
      ];
    }),
    ...when(!keys.some((key) => key !== undefined && `${issuer}/`.startsWith(key)), 'issuer_not_in_urls', 'urls'),
  ];
};

/** A prefix as macOS compares it, or undefined when it is none. */
export function urlKey(url: string): string | undefined {
  if (!/^https?:\/\/[^?#@\s]+$/i.test(url) || !URL.canParse(url)) return undefined;
  // Parsing lowers the case of scheme and host, and adds the slash.
  return new URL(url).href;
}

const otherPayloads: Rule = (plan, facts) => {
  const taken = new Set(facts.otherPayloads.flatMap((payload) => payload.urls.map(urlKey)));
  return [
    ...plan.urls.flatMap((url, index) => {
      const key = urlKey(url);
      return when(key !== undefined && taken.has(key), 'url_taken', `urls.${index}`);
    }),
    ...when(
      facts.otherPayloads.some(({ platformSso }) => platformSso === true),
      'payload_duplicate',
      '',
    ),
    ...when(
      facts.otherPayloads.some(({ platformSso }) => platformSso === 'unknown'),
      'payload_perhaps_duplicate',
      '',
    ),
  ];
};

function extensionData(plan: Parameters<Rule>[0]): readonly Found[] {
  return when(holdsNull(plan.extensionData), 'extension_data_unrepresentable', 'extensionData');
}

function holdsNull(value: unknown): boolean {
  if (value === null || value === undefined) return true;
  return typeof value === 'object' && Object.values(value).some(holdsNull);
}

const domains: Rule = (plan, { applications }) => {
  const hosts = new Set(plan.associatedDomains.map(({ host }) => host.toLowerCase()));
  const { teamIdentifier, bundleIdentifier, extensionIdentifier } = plan.application;
  const isKnown = [bundleIdentifier, extensionIdentifier].every((bundle) =>
    applications.includes(`${teamIdentifier}.${bundle}`),
  );
  return [
    ...plan.urls.flatMap((url, index) => {
      const key = urlKey(url);
      const isCovered = key === undefined || hosts.has(new URL(key).host) || hosts.has(new URL(key).hostname);
      return when(!isCovered, 'associated_domain_missing', `urls.${index}`);
    }),
    ...when(!isKnown, 'application_not_associated', 'application'),
  ];
};

function packages({ application, registration, setup }: Parameters<Rule>[0]): readonly Found[] {
  const isNeeded = setup.requirePlatformSso || registration.duringSetup || setup.autoAdvance;
  const absent = application.package === undefined;
  return [
    ...when(absent && isNeeded, 'package_missing', 'application.package'),
    ...when(absent && !isNeeded, 'package_left_to_others', 'application.package'),
    ...when(application.package?.signed === false, 'package_unsigned', 'application.package.signed'),
  ];
}

/** The rules. */
export const payloadRules: readonly Rule[] = [identifiers, urls, otherPayloads, extensionData, domains, packages];
