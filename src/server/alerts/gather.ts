/** One function for each thing that can be in a bad state. Each gives nothing while all is well. */
import type { Clock } from '#runtime/clock.ts';
import type { AdeFeature } from '#server/ade/feature.ts';
import type { AuthenticatorAlert } from '#server/authenticator/feature.ts';
import type { EndingIdentities } from '#server/mdm/management.ts';
import type { PushCertificateRecord } from '#server/mdm/push/push-certificates.ts';
import type { LockedPasskey } from '#server/passkeys/feature.ts';
import type { SetupAlert } from '#server/setup/feature.ts';
import { type Alert, type AlertCode, alertKinds, alertOf } from './alert.ts';

const day = 86_400_000;

/** How long before its end each thing is spoken of, in milliseconds. */
export const warnBefore = {
  adeToken: 30 * day,
  pushCertificate: 30 * day,
  /** Certificates of public authorities last 90 days or less, and are renewed a month before their ends. */
  tlsCertificate: 14 * day,
  /** By then a Mac was asked twice. */
  identity: 30 * day,
} as const;

/** How long Apple may be out of reach before anybody is told, in milliseconds. */
const patience = 3_600_000;

/** What alerts are made of. */
export interface AlertPorts {
  readonly clock: Clock;
  readonly ade: Pick<AdeFeature, 'status'>;
  readonly pushCertificate: () => Promise<PushCertificateRecord | undefined>;
  /** When the TLS certificate that is in use ends, in milliseconds since 1970. */
  readonly tlsEndsAt: number;
  /** Identities in use that end before a time. */
  readonly endingIdentities: (before: number) => Promise<EndingIdentities>;
  readonly setupAlerts: () => Promise<readonly SetupAlert[]>;
  readonly lockedPasskeys: () => Promise<readonly LockedPasskey[]>;
  readonly authenticatorAlerts: () => Promise<readonly AuthenticatorAlert[]>;
  /** Why the master key file could not be used now; undefined where it can. */
  readonly masterKeyProblem: () => Extract<AlertCode, `master_key_${string}`> | undefined;
}

/** Every alert there is, errors first, then the oldest first. */
export async function gatherAlerts(ports: AlertPorts): Promise<readonly Alert[]> {
  const [ade, certificate, identities, setup, passkeys, authenticators] = await Promise.all([
    ports.ade.status(),
    ports.pushCertificate(),
    identityAlerts(ports),
    ports.setupAlerts(),
    ports.lockedPasskeys(),
    ports.authenticatorAlerts(),
  ]);
  const now = ports.clock.now();
  const found = [
    ...adeAlerts(ade, now),
    ...pushAlerts(certificate, ade.state !== 'not-configured', now),
    ...ending({ soon: 'tls_certificate_expires_soon', over: 'tls_certificate_expired' }, ports.tlsEndsAt, {
      warn: warnBefore.tlsCertificate,
      now,
      what: 'The TLS certificate of this server',
    }),
    ...identities,
    ...masterKeyAlerts(ports.masterKeyProblem()),
    ...setup.flatMap((alert) => setupAlert(alert)),
    ...passkeys.map((passkey) => passkeyAlert(passkey)),
    ...authenticators.map(({ code, sentence, raisedAt }) => alertOf(code, sentence, raisedAt)),
  ];
  return found.toSorted(
    (one, other) =>
      rank(one) - rank(other) || (one.since ?? 0) - (other.since ?? 0) || (one.code < other.code ? -1 : 1),
  );
}

function rank({ severity }: Alert): number {
  return severity === 'error' ? 0 : 1;
}

/** Something with an end: over, soon over, or no alert. */
function ending(
  codes: { readonly soon: AlertCode; readonly over: AlertCode },
  endsAt: number,
  { warn, now, what }: { readonly warn: number; readonly now: number; readonly what: string },
): readonly Alert[] {
  if (endsAt <= now) return [alertOf(codes.over, `${what} ended on ${dateOf(endsAt)}.`, endsAt)];
  if (endsAt - now > warn) return [];
  return [alertOf(codes.soon, `${what} ends on ${dateOf(endsAt)}.`, endsAt - warn)];
}

function adeAlerts(status: Awaited<ReturnType<AdeFeature['status']>>, now: number): readonly Alert[] {
  const { token, lastSync, failingSince } = status;
  if (!token) return [];
  const codes = { soon: 'ade_token_expires_soon', over: 'ade_token_expired' } as const;
  const what = 'The server token of Apple Business Manager';
  const ended = ending(codes, token.expiresAt, { warn: warnBefore.adeToken, now, what });
  if (failingSince === undefined || !lastSync || token.expiresAt <= now) return ended;
  if (lastSync.outcome === 'terms-not-signed') {
    const sentence =
      'New terms of Apple wait for an administrator to agree; until then Apple tells nothing of our Macs.';
    return [...ended, alertOf('ade_terms_not_signed', sentence, failingSince)];
  }
  const isPassing = lastSync.outcome === 'unreachable' || lastSync.outcome === 'later';
  if (isPassing && now - failingSince < patience) return ended;
  const why = [lastSync.outcome, lastSync.detail].filter((word) => word !== undefined).join(', ');
  return [
    ...ended,
    alertOf('ade_sync_failed', `The list of Macs cannot be brought up to date (${why}).`, failingSince),
  ];
}

function pushAlerts(record: PushCertificateRecord | undefined, isNeeded: boolean, now: number): readonly Alert[] {
  if (!record) {
    const sentence = 'There is no push certificate, so no Mac can enroll.';
    return isNeeded ? [alertOf('push_certificate_missing', sentence, undefined)] : [];
  }
  const codes = { soon: 'push_certificate_expires_soon', over: 'push_certificate_expired' } as const;
  const refused = record.alert;
  return [
    ...ending(codes, record.notAfter, { warn: warnBefore.pushCertificate, now, what: 'The push certificate' }),
    ...(refused ? [alertOf('push_refused', `Apple refuses pushes to every Mac: ${refused.reason}.`, refused.at)] : []),
  ];
}

async function identityAlerts({ clock, endingIdentities }: AlertPorts): Promise<readonly Alert[]> {
  const now = clock.now();
  const [over, soon] = await Promise.all([endingIdentities(now), endingIdentities(now + warnBefore.identity)]);
  const left = soon.count - over.count;
  const names = soon.serialNumbers.slice(over.count);
  return [
    ...(over.count > 0
      ? [alertOf('identity_expired', `${macs(over.count, over.serialNumbers)}: the identity has ended.`, over.firstEnd)]
      : []),
    ...(left > 0
      ? [alertOf('identity_expires_soon', `${macs(left, names)}: the identity ends within 30 days.`, undefined)]
      : []),
  ];
}

/** How many, and a few of them by name. */
function macs(count: number, serialNumbers: readonly string[]): string {
  const named = serialNumbers.slice(0, Math.min(5, count));
  const rest = count > named.length ? ', ...' : '';
  return `${count} ${count === 1 ? 'Mac' : 'Macs'} (${named.join(', ')}${rest})`;
}

const keySentences = {
  master_key_missing: 'The master key file is gone; the server works from memory until it is restarted.',
  master_key_exposed: 'The master key file can be read by others than its owner.',
  master_key_malformed: 'The master key file cannot be read; the server works from memory until it is restarted.',
} as const;

function masterKeyAlerts(code: keyof typeof keySentences | undefined): readonly Alert[] {
  return code === undefined ? [] : [alertOf(code, keySentences[code], undefined)];
}

function setupAlert({ code, detail, raisedAt, serialNumber }: SetupAlert): readonly Alert[] {
  return code in alertKinds ? [alertOf(code, detail, raisedAt, serialNumber)] : [];
}

function passkeyAlert({ userName, name, lockedAt }: LockedPasskey): Alert {
  const sentence = `The passkey "${name}" of ${userName} is locked: its counter went back, so there may be a copy.`;
  return alertOf('passkey_counter_back', sentence, lockedAt);
}

function dateOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
