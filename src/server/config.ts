/**
 * The server's configuration: one schema, read once from the environment, every problem reported at once with an example.
 * Nothing needs to be set on a laptop. The only file of the server that reads `process.env` is the program that calls this.
 */
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { type FirstLoginPolicy, parseWhoMay, type WhoMay } from './platform-sso/first-login-policy.ts';
import type { AttestationPolicy } from './platform-sso/settings.ts';

/** The configuration, checked. Paths are absolute. */
export interface ServerConfig {
  /** The data directory; the server's own files are under `server/`. */
  readonly home: string;
  /** URL that Macs and people reach the server by, without a trailing slash. */
  readonly issuer: string;
  readonly listen: { readonly host: string; readonly port: number };
  readonly databaseUrl: string;
  readonly masterKeyFile: string;
  /** A certificate of one's own; undefined: one under a local authority is made. */
  readonly tls: { readonly certificateFile: string; readonly keyFile: string } | undefined;
  readonly organisation: string;
  readonly applications: readonly string[];
  readonly attestation: AttestationPolicy;
  /** Who is registered by a first login. */
  readonly firstLogin: FirstLoginPolicy;
  /** Whether Macs with macOS 27 ask each time where to sign in on the web, or have one address for good. */
  readonly webSignIn: 'dynamic' | 'static';
  /** PEM file of a simulated attestation root. Only on loopback. */
  readonly insecureSimulatedAttestationRoot: string | undefined;
  /** Folder of a simulated Apple, used in place of the real one. Only on loopback. */
  readonly insecureSimulatedApple: string | undefined;
  /** Machine information counts without a device's signature. Only on loopback. */
  readonly insecureUnsignedMachineInfo: boolean;
  /** What becomes of a registration when its Mac leaves management. */
  readonly onUnenrollment: 'unregister' | 'keep';
  readonly trustProxy: boolean;
  /** Where figures are served, on loopback only; undefined: nowhere. */
  readonly metrics: { readonly host: string; readonly port: number } | undefined;
  /** Where browsers are asked for certificates, and how they reach it; undefined: nowhere. */
  readonly certificates: { readonly host: string; readonly port: number; readonly url: string | undefined } | undefined;
  /** Whether a thread beside the event loop does the cryptography of requests. */
  readonly cryptoThread: boolean;
  readonly logLevel: 'silent' | 'error' | 'warn' | 'info' | 'debug';
}

/** One setting that is wrong. */
export interface ConfigProblem {
  readonly setting: string;
  readonly message: string;
  readonly example: string;
}

/** All that is wrong with a configuration. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly code = 'configuration_invalid';
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    super(problems.map(({ setting, message, example }) => `${setting}: ${message} (example: ${example})`).join('\n'));
    this.problems = problems;
  }
}

const examples = {
  PORCHLIGHT_HOME: '/var/lib/porchlight',
  PORCHLIGHT_ISSUER: 'https://id.example.org',
  PORCHLIGHT_LISTEN: '127.0.0.1:8443',
  PORCHLIGHT_DATABASE: 'postgres://porchlight:secret@db.example.org/porchlight',
  PORCHLIGHT_MASTER_KEY_FILE: '/etc/porchlight/master.key',
  PORCHLIGHT_TLS_CERTIFICATE: '/etc/porchlight/tls.pem',
  PORCHLIGHT_TLS_KEY: '/etc/porchlight/tls.key',
  PORCHLIGHT_ORGANISATION: 'Example',
  PORCHLIGHT_APPLICATIONS: 'TEAM123456.org.example.app TEAM123456.org.example.app.ssoextension',
  PORCHLIGHT_ATTESTATION: 'verified-if-present',
  PORCHLIGHT_ON_UNENROLLMENT: 'keep',
  PORCHLIGHT_FIRST_LOGIN_ACCOUNTS: 'everyone',
  PORCHLIGHT_FIRST_LOGIN_AUTHORIZATION: 'groups:Helpdesk,Administrators',
  PORCHLIGHT_WEB_SIGN_IN: 'dynamic',
  PORCHLIGHT_INSECURE_SIMULATED_ATTESTATION_ROOT: '.porchlight/lab/attestation-root.pem',
  PORCHLIGHT_INSECURE_SIMULATED_APPLE: '.porchlight/lab',
  PORCHLIGHT_INSECURE_UNSIGNED_MACHINE_INFO: 'yes',
  PORCHLIGHT_TRUST_PROXY: 'yes',
  PORCHLIGHT_METRICS_LISTEN: '127.0.0.1:9464',
  PORCHLIGHT_CERTIFICATE_LISTEN: '0.0.0.0:8444',
  PORCHLIGHT_CERTIFICATE_URL: 'https://cards.id.example.org',
  PORCHLIGHT_CRYPTO_THREAD: 'no',
  PORCHLIGHT_LOG_LEVEL: 'info',
} as const;

const text = z.string().min(1);
const whoMay = z
  .string()
  .default('nobody')
  .transform((rule, context): WhoMay => {
    const parsed = parseWhoMay(rule);
    if (parsed) return parsed;
    context.addIssue({ code: 'custom', message: 'must be nobody, everyone, or groups: and names with commas between' });
    return z.NEVER;
  });
const hostAndPort = z
  .string()
  .regex(/^(?:[\w.-]+|\[[0-9a-f:]+\]):\d{1,5}$/i, { error: 'must be host:port', abort: true })
  .refine((listen) => splitListen(listen).port <= 65_535, 'names a port above 65535');
const schema = z.strictObject({
  PORCHLIGHT_HOME: text.default('.porchlight'),
  PORCHLIGHT_ISSUER: z
    .string()
    .regex(/^https:\/\/[a-z0-9.:[\]-]+(?:\/[\w./-]*[\w-])?$/i, {
      error: 'must be an https URL without query and trailing slash',
      abort: true,
    })
    .refine((url) => URL.canParse(url), 'must be a URL with a port up to 65535')
    .optional(),
  PORCHLIGHT_LISTEN: hostAndPort.default('localhost:8443'),
  PORCHLIGHT_METRICS_LISTEN: hostAndPort.optional(),
  PORCHLIGHT_CERTIFICATE_LISTEN: hostAndPort.optional(),
  PORCHLIGHT_CERTIFICATE_URL: z
    .string()
    .regex(/^https:\/\/[a-z0-9.:[\]-]+$/i, { error: 'must be https:// with a host and nothing after it', abort: true })
    .refine((url) => URL.canParse(url), 'must be a URL with a port up to 65535')
    .optional(),
  PORCHLIGHT_DATABASE: z
    .string()
    .regex(/^(?:sqlite:|postgres(?:ql)?:\/\/)/, 'must begin with sqlite: or postgres://')
    .optional(),
  PORCHLIGHT_MASTER_KEY_FILE: text.optional(),
  PORCHLIGHT_TLS_CERTIFICATE: text.optional(),
  PORCHLIGHT_TLS_KEY: text.optional(),
  PORCHLIGHT_ORGANISATION: text.max(60).default('Porchlight'),
  PORCHLIGHT_APPLICATIONS: z
    .string()
    .regex(/^[A-Z0-9]{10}\.\S+(?: [A-Z0-9]{10}\.\S+)*$/, 'must be TEAMID.bundle identifiers with a space between')
    .optional(),
  PORCHLIGHT_ON_UNENROLLMENT: z.enum(['unregister', 'keep']).default('unregister'),
  PORCHLIGHT_ATTESTATION: z.enum(['ignored', 'verified-if-present', 'required']).default('verified-if-present'),
  PORCHLIGHT_FIRST_LOGIN_ACCOUNTS: whoMay,
  PORCHLIGHT_FIRST_LOGIN_AUTHORIZATION: whoMay,
  PORCHLIGHT_WEB_SIGN_IN: z.enum(['dynamic', 'static']).default('dynamic'),
  PORCHLIGHT_INSECURE_SIMULATED_ATTESTATION_ROOT: text.optional(),
  PORCHLIGHT_INSECURE_SIMULATED_APPLE: text.transform((folder) => resolve(folder)).optional(),
  PORCHLIGHT_INSECURE_UNSIGNED_MACHINE_INFO: z.enum(['yes', 'no']).default('no'),
  PORCHLIGHT_TRUST_PROXY: z.enum(['yes', 'no']).default('no'),
  PORCHLIGHT_CRYPTO_THREAD: z.enum(['yes', 'no']).optional(),
  PORCHLIGHT_LOG_LEVEL: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('warn'),
});

/** Default applications: Porchlight's companion app and its SSO extension. */
const companion = ['PRCHLGHT01.org.porchlight.companion', 'PRCHLGHT01.org.porchlight.companion.ssoextension'];
const loopback = /^(?:localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/;

/** Reads `PORCHLIGHT_...` settings; others are none of our business. @throws {ConfigError} */
export function parseConfig(environment: Readonly<Record<string, string | undefined>>): ServerConfig {
  const ours = Object.entries(environment).filter(
    ([name]) => name in examples || (name.startsWith('PORCHLIGHT_') && !notOurs.has(name)),
  );
  const parsed = schema.safeParse(Object.fromEntries(ours));
  if (!parsed.success) throw new ConfigError(parsed.error.issues.flatMap((issue) => problemsOf(issue)));
  const settings = parsed.data;
  const home = resolve(settings.PORCHLIGHT_HOME);
  const listen = splitListen(settings.PORCHLIGHT_LISTEN);
  const config: ServerConfig = {
    home,
    listen,
    issuer: settings.PORCHLIGHT_ISSUER ?? `https://localhost:${listen.port}`,
    databaseUrl: settings.PORCHLIGHT_DATABASE ?? `sqlite:${join(home, 'server', 'server.db')}`,
    masterKeyFile: resolve(settings.PORCHLIGHT_MASTER_KEY_FILE ?? join(home, 'server', 'master.key')),
    tls: tlsOf(settings),
    organisation: settings.PORCHLIGHT_ORGANISATION,
    applications: settings.PORCHLIGHT_APPLICATIONS?.split(' ') ?? companion,
    attestation: settings.PORCHLIGHT_ATTESTATION,
    onUnenrollment: settings.PORCHLIGHT_ON_UNENROLLMENT,
    webSignIn: settings.PORCHLIGHT_WEB_SIGN_IN,
    firstLogin: {
      'account-creation': settings.PORCHLIGHT_FIRST_LOGIN_ACCOUNTS,
      authorization: settings.PORCHLIGHT_FIRST_LOGIN_AUTHORIZATION,
    },
    insecureSimulatedAttestationRoot: settings.PORCHLIGHT_INSECURE_SIMULATED_ATTESTATION_ROOT,
    insecureSimulatedApple: settings.PORCHLIGHT_INSECURE_SIMULATED_APPLE,
    insecureUnsignedMachineInfo: settings.PORCHLIGHT_INSECURE_UNSIGNED_MACHINE_INFO === 'yes',
    trustProxy: settings.PORCHLIGHT_TRUST_PROXY === 'yes',
    metrics:
      settings.PORCHLIGHT_METRICS_LISTEN === undefined ? undefined : splitListen(settings.PORCHLIGHT_METRICS_LISTEN),
    certificates: certificatesOf(settings),
    cryptoThread: (settings.PORCHLIGHT_CRYPTO_THREAD ?? (availableParallelism() > 1 ? 'yes' : 'no')) === 'yes',
    logLevel: settings.PORCHLIGHT_LOG_LEVEL,
  };
  const problems = conflicts(settings, config);
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
}

/** Variables of this name prefix that belong to tests and to the command line. */
const notOurs = new Set(['PORCHLIGHT_TEST_POSTGRES', 'PORCHLIGHT_SERVER', 'PORCHLIGHT_DESK_PORT']);

type Settings = z.infer<typeof schema>;

function conflicts(settings: Settings, config: ServerConfig): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  if ((settings.PORCHLIGHT_TLS_CERTIFICATE === undefined) !== (settings.PORCHLIGHT_TLS_KEY === undefined)) {
    problems.push(problem('PORCHLIGHT_TLS_KEY', 'must be set together with PORCHLIGHT_TLS_CERTIFICATE'));
  }
  if (settings.PORCHLIGHT_CERTIFICATE_URL !== undefined && config.certificates === undefined) {
    problems.push(problem('PORCHLIGHT_CERTIFICATE_LISTEN', 'must be set together with PORCHLIGHT_CERTIFICATE_URL'));
  }
  const isLocal = loopback.test(config.listen.host) && loopback.test(new URL(config.issuer).hostname);
  if (config.insecureSimulatedAttestationRoot !== undefined && !isLocal) {
    problems.push(
      problem(
        'PORCHLIGHT_INSECURE_SIMULATED_ATTESTATION_ROOT',
        'lets anybody attest any key, so it works only with a loopback listener and issuer',
      ),
    );
  }
  if (config.insecureSimulatedApple !== undefined && !isLocal) {
    problems.push(
      problem(
        'PORCHLIGHT_INSECURE_SIMULATED_APPLE',
        'lets anybody pass for any Mac, so it works only with a loopback listener and issuer',
      ),
    );
  }
  if (config.insecureUnsignedMachineInfo && !isLocal) {
    problems.push(
      problem(
        'PORCHLIGHT_INSECURE_UNSIGNED_MACHINE_INFO',
        'lets anybody pass for any Mac, so it works only with a loopback listener and issuer',
      ),
    );
  }
  if (config.metrics && !loopback.test(config.metrics.host)) {
    problems.push(problem('PORCHLIGHT_METRICS_LISTEN', 'takes no credential, so it works on a loopback address only'));
  }
  return problems;
}

function certificatesOf({
  PORCHLIGHT_CERTIFICATE_LISTEN: listen,
  PORCHLIGHT_CERTIFICATE_URL: url,
}: Settings): ServerConfig['certificates'] {
  return listen === undefined ? undefined : { ...splitListen(listen), url };
}

function tlsOf(settings: Settings): ServerConfig['tls'] {
  const { PORCHLIGHT_TLS_CERTIFICATE: certificate, PORCHLIGHT_TLS_KEY: key } = settings;
  return certificate === undefined || key === undefined
    ? undefined
    : { certificateFile: resolve(certificate), keyFile: resolve(key) };
}

function splitListen(listen: string): ServerConfig['listen'] {
  const at = listen.lastIndexOf(':');
  return { host: listen.slice(0, at).replace(/^\[|\]$/g, ''), port: Number(listen.slice(at + 1)) };
}

function problemsOf(issue: z.core.$ZodIssue): ConfigProblem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((setting) => ({
      setting,
      message: 'is no setting',
      example: Object.keys(examples).join(', '),
    }));
  }
  return [problem(String(issue.path[0]), issue.message)];
}

function problem(setting: string, message: string): ConfigProblem {
  return { setting, message, example: `${setting}=${(examples as Readonly<Record<string, string>>)[setting] ?? ''}` };
}
