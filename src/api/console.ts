/** What the console and the server say to each other beside the operations: live topics, and the header of its requests. */

/** What a page may listen for. `audit` comes with every new event of the chain. */
export const consoleTopics = [
  'audit',
  'alerts',
  'users',
  'groups',
  'passkeys',
  'sessions',
  'macs',
  'enrollment',
  'plan',
  'policy',
  'apps',
  'certificates',
  'branding',
  'keys',
  'tokens',
] as const;

/** What a page may listen for. */
export type ConsoleTopic = (typeof consoleTopics)[number];

/** Marks requests of the console: `active`, or `idle` when nobody touched it for minutes. */
export const consoleHeader = 'x-porchlight-console';

/** Where the console listens: server-sent events with topics as JSON, see {@link ConsoleTopic}. */
export const consoleEvents = '/console/events';
