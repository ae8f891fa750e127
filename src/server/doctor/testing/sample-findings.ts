/** Findings for tests: Ada's Mac, with which nothing is wrong, and ways to break it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PlanMethod } from '#api/plan-parts.ts';
import { samplePlan } from '#server/sign-in-plan/contract/sample-plan.ts';
import type { EventFact, Findings, HostProbe, MacFacts, PersonFacts, PlanFacts } from '../findings.ts';
import { readText } from '../reading/read-text.ts';

/** The moment of every sample: a minute after the text was printed. */
export const sampleNow = Date.UTC(2026, 8, 1, 8, 16, 42);
const minute = 60_000;

/** A file of the test data. */
export function testdata(name: string): string {
  return readFileSync(join(import.meta.dirname, '..', 'testdata', `${name}.txt`), 'utf8');
}

type Method = 'Password' | 'UserSecureEnclaveKey' | 'SmartCard' | 'OpenID';

const numbers = { Password: 1, UserSecureEnclaveKey: 2, SmartCard: 3, OpenID: 5 } as const;

/** What `app-sso platform -s` prints on a Mac with which nothing is wrong. */
export function healthyText(method: Method): string {
  const text = testdata('healthy-password');
  if (method === 'Password') return text;
  return text
    .replaceAll('POLoginTypePassword (1)', `POLoginType${method} (${numbers[method]})`)
    .replace(
      /^ {2}"_credential".*\n/m,
      method === 'UserSecureEnclaveKey' ? '  "_sepKeyData" : "q8vXz0d1LrY6s7mE5kT3nU2bC9wH4gJfP1aRtOiDyMs=",\n' : '',
    )
    .replace(method === 'OpenID' ? /(?!)/ : /^ {2}"user(?:Unlock|Decryption)\w+" : .*\n/gm, '');
}

/** An edit of a text that must fit. */
export function edited(text: string, ...edits: readonly (readonly [from: string | RegExp, to: string])[]): string {
  return edits.reduce((before, [from, to]) => {
    const after = before.replace(from, to);
    if (after === before) throw new Error(`The edit ${String(from)} does not fit.`);
    return after;
  }, text);
}

/** Ada, as the Mac has her. */
export function samplePerson(change: Partial<PersonFacts> = {}): PersonFacts {
  return {
    userId: 'usr_ada',
    name: 'ada@example.org',
    method: 'Password',
    hasUnlockKey: true,
    lastLoginAt: sampleNow - 2 * minute,
    isDisabled: false,
    mustChangePassword: false,
    ...change,
  };
}

/** A Mac that is joined. */
export function sampleMac(change: Partial<MacFacts> = {}): MacFacts {
  return {
    serialNumber: 'C02ADA000001',
    name: 'Ada’s MacBook Air',
    osVersion: '15.6',
    buildVersion: '24G84',
    appleSilicon: true,
    stage: 'joined',
    reason: 'Mac and person are registered, and the account is there.',
    assignment: { status: 'pushed', code: 'SUCCESS' },
    management: {
      state: 'enabled',
      isReachable: true,
      lastSeenAt: sampleNow - minute,
      identityEndsAt: sampleNow + 300 * 86_400_000,
    },
    setup: { lane: 'setup-assistant', state: 'released', release: 'ready', missing: [], accounts: ['ada'] },
    registration: { state: 'registered', registeredAt: sampleNow - 14 * minute, lastSeenAt: sampleNow - minute },
    people: [samplePerson()],
    plan: { givenVersion: 3, version: 3, waiting: 0, error: undefined },
    alerts: [],
    commands: [
      { requestType: 'InstallProfile', status: 'Acknowledged', error: undefined, createdAt: sampleNow - 20 * minute },
    ],
    isPackageHosted: true,
    ...change,
  };
}

/** A Mac on which nothing is registered yet. */
export function freshMac(change: Partial<MacFacts> = {}): MacFacts {
  return sampleMac({
    stage: 'released',
    reason: 'It is set up; it has not registered for Platform SSO yet.',
    registration: undefined,
    people: [],
    ...change,
  });
}

/** A Mac that Apple knows, and that never came. */
export function boughtMac(change: Partial<MacFacts> = {}): MacFacts {
  return freshMac({
    stage: 'assigned',
    reason: 'Apple knows where to send it.',
    management: undefined,
    setup: undefined,
    plan: undefined,
    commands: [],
    ...change,
  });
}

/** An event about the Mac. */
export function sampleEvent(change: Partial<EventFact> = {}): EventFact {
  return {
    sequence: 100,
    time: sampleNow - 2 * minute,
    type: 'platform-sso.login',
    outcome: 'allowed',
    code: undefined,
    reason: undefined,
    purpose: undefined,
    userId: 'usr_ada',
    isOfSomebody: false,
    ...change,
  };
}

/** A refusal that nothing has mended. */
export function refusal(code: string, change: Partial<EventFact> = {}): EventFact {
  return sampleEvent({
    sequence: 120,
    time: sampleNow - minute,
    type: 'platform-sso.token.refused',
    outcome: 'refused',
    code,
    ...change,
  });
}

/** The plan in force, by a method. */
export function planOf(
  method: PlanMethod,
  change: Parameters<typeof samplePlan>[0] = {},
  facts: Partial<PlanFacts> = {},
): PlanFacts {
  return { version: 3, plan: samplePlan({ method, ...change }), method, findings: [], ...facts };
}

/** A host with which nothing is wrong. */
export function sampleHost(change: Partial<HostProbe> = {}): HostProbe {
  const text = JSON.stringify({ authsrv: { apps: applications } });
  return {
    host: 'id.example.org',
    isIssuer: true,
    isLocal: false,
    hasDirectDownloads: false,
    origin: { kind: 'answer', status: 200, contentType: 'application/json', location: undefined, age: undefined, text },
    cdn: { kind: 'answer', status: 200, contentType: 'application/json', location: undefined, age: 3600, text },
    tls: {
      kind: 'chain',
      protocol: 'TLSv1.3',
      names: ['id.example.org'],
      fitsName: true,
      notBefore: sampleNow - 30 * 86_400_000,
      notAfter: sampleNow + 60 * 86_400_000,
      chain: [{ subject: 'CN=id.example.org', issuer: "C=US, O=Let's Encrypt, CN=E7" }],
      isPublic: true,
      isOwnRoot: false,
    },
    ...change,
  };
}

const applications = ['TEAM123456.org.example.companion', 'TEAM123456.org.example.companion.ssoextension'];

/** Everything, with nothing wrong. `text: null` is none. */
export function sampleFindings(
  change: Partial<Omit<Findings, 'text'>> & { readonly text?: string | null } = {},
  method: Method = 'Password',
): Findings {
  const { text = healthyText(method), ...rest } = change;
  return {
    now: sampleNow,
    issuer: 'https://id.example.org',
    applications,
    mac: sampleMac({
      people: [samplePerson({ method, hasUnlockKey: method === 'Password' || method === 'OpenID' })],
      osVersion: method === 'OpenID' ? '27.0' : '15.6',
    }),
    events: [sampleEvent()],
    plan: planOf(method),
    hosts: [sampleHost()],
    ...rest,
    text: text === null ? undefined : readText(text),
  };
}
